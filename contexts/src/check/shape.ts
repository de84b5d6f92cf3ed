import Schema from 'typebox/schema';
import { type Finding, nameOf } from './findings.ts';

type Fault = { keyword: string; schemaPath: string; instancePath: string; params: Record<string, unknown> };

// One for each file, however often it is checked.
const compiled = new Map<string, ReturnType<typeof Schema.Compile>>();

/** Holds a file against its schema; each fault in words, with the row that it is in and what the schema says of the member. */
export function checkShape(file: string, content: unknown, schema: object, rows: string): Finding[] {
  const validator = compiled.get(file) ?? Schema.Compile(schema);
  compiled.set(file, validator);
  if (validator.Check(content)) return [];
  const [, faults] = validator.Errors(content) as unknown as [boolean, Fault[]];
  const findings = faults.flatMap((fault) => {
    const message = messageOf(fault, content, schema);
    if (message === undefined) return [];
    const [list, index, ...rest] = stepsOf(fault.instancePath);
    const place = list === rows && index !== undefined ? Number(index) : undefined;
    const row = place === undefined ? 'the file' : nameOf(at(content, [list as string, index as string]), place);
    return [{ file, row, member: memberOf(place === undefined ? stepsOf(fault.instancePath) : rest), message }];
  });
  // One word for one place: what a member must be is told once, however many ways it fails.
  return [...new Map(findings.map((each) => [`${each.row} ${each.member} ${each.message}`, each])).values()];
}

function messageOf({ keyword, params, instancePath, schemaPath }: Fault, content: unknown, schema: object) {
  // Of several ways to be right none was taken; that is told once, by their own fault.
  if (schemaPath.includes('/anyOf/')) return undefined;
  const value = at(content, stepsOf(instancePath));
  const rule = descriptionAt(schema, stepsOf(schemaPath.slice(1)));
  const shown = value === null || typeof value === 'object' ? 'What stands here' : `“${value}”`;
  switch (keyword) {
    case 'required':
      return `${list(params.requiredProperties)} is missing. ${hint(params.requiredProperties)}`.trim();
    case 'additionalProperties':
      return `${list(params.additionalProperties)} is no member that is known here. Look for a slip of the pen; members are written as in the other rows.`;
    case 'enum':
      return `${shown} is none of ${list(params.allowedValues)}. ${rule}`.trim();
    case 'uniqueItems':
      return 'The same stands here twice. Leave one out.';
    case 'minItems':
      return `Too few are given. ${rule}`.trim();
    case 'dependentRequired':
      return `${list(params.dependencies ?? params.requiredProperties)} belongs to this and is missing.`;
    case 'anyOf':
      return `This is incomplete. ${rule}`.trim();
    // What is wrong below is told by its own fault.
    case 'boolean':
    case '$ref':
    case 'if':
      return undefined;
    default:
      return `${shown} cannot be read here. ${rule}`.trim();
  }
}

/** What most often is forgotten, and why it is asked for. */
const hint = (names: unknown) =>
  [names].flat().includes('sources') || [names].flat().includes('source')
    ? 'Say where this was read: what nobody read at a source is not given out.'
    : '';

const list = (names: unknown) =>
  [names]
    .flat()
    .map((name) => `“${String(name)}”`)
    .join(', ');

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

const at = (content: unknown, steps: readonly string[]): unknown =>
  steps.reduce<unknown>((found, step) => (Object(found) as Record<string, unknown>)[step], content);

const memberOf = (steps: readonly string[]): string =>
  steps.reduce(
    (path, step) => (/^\d+$/.test(step) ? `${path}[${Number(step) + 1}]` : path ? `${path}.${step}` : step),
    '',
  );

/** What the schema says of a place, followed through its references. */
function descriptionAt(schema: object, steps: readonly string[]): string {
  let found: unknown = schema;
  let description = '';
  const look = () => {
    const own = (Object(found) as { description?: unknown }).description;
    if (typeof own === 'string') description = own;
  };
  for (const step of steps) {
    found = followed((Object(found) as Record<string, unknown>)[step], schema, look);
  }
  look();
  return description;
}

function followed(node: unknown, schema: object, look: () => void): unknown {
  const reference = (Object(node) as { $ref?: unknown }).$ref;
  if (typeof reference !== 'string') return node;
  look();
  const target = at(schema, stepsOf(reference.slice(1)));
  const own = (Object(node) as { description?: unknown }).description;
  // A word beside the reference says more than the one behind it.
  return typeof own === 'string' ? { ...(target as object), description: own } : target;
}
