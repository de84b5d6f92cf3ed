/** What is wrong at one place of a document. `pointer` is an RFC 6901 JSON Pointer. */
export type SchemaError = { pointer: string; detail: string };

export type JsonSchema = { readonly [keyword: string]: unknown };

/** Where errors are written. Absent while it is only asked whether a value is good: then no path is kept. */
type Report = { path: (string | number)[]; errors: SchemaError[] };
type Check = (value: unknown, report?: Report) => boolean;

// Whoever must repair a document reads the first few; a hostile one must not make us write thousands.
const mostErrors = 20;

const annotations = new Set(['$schema', '$id', '$defs', 'title', 'description']);
const typeWords: Record<string, string> = {
  string: 'Text is expected here.',
  object: 'An object is expected here.',
  array: 'An array is expected here.',
  number: 'A number is expected here.',
  integer: 'A whole number is expected here.',
  boolean: 'true or false is expected here.',
};

/** Writes a path as an RFC 6901 JSON Pointer. */
export function jsonPointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasType(type: unknown, value: unknown): boolean {
  if (type === 'object') return isObject(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function say(report: Report | undefined, detail: string): false {
  report?.errors.push({ pointer: jsonPointer(report.path), detail });
  return false;
}

function inside(step: string | number, check: Check, value: unknown, report: Report | undefined): boolean {
  if (!report) return check(value);
  report.path.push(step);
  const good = check(value, report);
  report.path.pop();
  return good;
}

/** Checks one after the other; without a report the first that fails ends it. */
function all<T>(items: readonly T[], report: Report | undefined, holds: (item: T, index: number) => boolean): boolean {
  let good = true;
  // Counted, not iterated: this loop is where the time of a check goes.
  for (let index = 0; index < items.length; index++) {
    if (holds(items[index] as T, index)) continue;
    good = false;
    if (!report || report.errors.length >= mostErrors) break;
  }
  return good;
}

/**
 * Turns a JSON Schema (2020-12) into a check that gives every error with its place and the words of the nearest
 * `description`. Only the keywords that our schemas use are known; any other throws here, never while checking.
 * No code is generated, so that it runs under a Content Security Policy without `unsafe-eval`.
 */
export function compileSchema(root: JsonSchema): (value: unknown) => SchemaError[] {
  const definitions = (root.$defs ?? {}) as Record<string, JsonSchema>;
  // A definition may refer to itself, so each is compiled once, when first met, and called through this table.
  const compiled = new Map<string, Check>();

  function definition(reference: unknown): JsonSchema {
    const found = definitions[String(reference).replace('#/$defs/', '')];
    if (!found) throw new Error(`schema ${String(root.$id)}: nothing is defined at ${String(reference)}`);
    return found;
  }

  function words(schema: JsonSchema): string {
    if (typeof schema.description === 'string') return schema.description;
    if (schema.$ref !== undefined) return words(definition(schema.$ref));
    if ('const' in schema) return `The value here is ${JSON.stringify(schema.const)}.`;
    if (Array.isArray(schema.enum)) return `One of ${schema.enum.join(', ')} is expected here.`;
    return typeWords[String(schema.type)] ?? 'The value here does not have the form that is asked for.';
  }

  function rule(schema: JsonSchema, holds: (value: unknown) => boolean): Check {
    const detail = words(schema);
    return (value, report) => holds(value) || say(report, detail);
  }

  function compile(schema: JsonSchema): Check {
    const type = schema.type === undefined ? undefined : rule(schema, (value) => hasType(schema.type, value));
    const checks = Object.entries(schema).flatMap(([keyword, argument]) => {
      if (keyword === 'type' || annotations.has(keyword)) return [];
      const make = keywords[keyword];
      if (!make) throw new Error(`schema ${String(root.$id)}: the keyword ${keyword} is not known`);
      return [make(argument as never, schema)];
    });
    // A value of the wrong type is told once: whatever else its schema asks would follow from that.
    return (value, report) => (!type || type(value, report)) && all(checks, report, (check) => check(value, report));
  }

  const keywords: Record<string, (argument: never, schema: JsonSchema) => Check> = {
    $ref(reference: string) {
      definition(reference);
      return (value, report) => {
        let check = compiled.get(reference);
        if (!check) {
          check = compile(definition(reference));
          compiled.set(reference, check);
        }
        return check(value, report);
      };
    },
    const: (expected: unknown, schema) => rule(schema, (value) => value === expected),
    enum: (expected: unknown[], schema) => rule(schema, (value) => expected.includes(value)),
    pattern(source: string, schema) {
      const pattern = new RegExp(source, 'u');
      return rule(schema, (value) => typeof value !== 'string' || pattern.test(value));
    },
    minLength: (least: number, schema) => rule(schema, (value) => typeof value !== 'string' || value.length >= least),
    minimum: (least: number, schema) => rule(schema, (value) => typeof value !== 'number' || value >= least),
    minItems: (least: number, schema) => rule(schema, (value) => !Array.isArray(value) || value.length >= least),
    minProperties: (least: number, schema) =>
      rule(schema, (value) => !isObject(value) || Object.keys(value).length >= least),
    contains(of: JsonSchema, schema) {
      const check = compile(of);
      return rule(schema, (value) => !Array.isArray(value) || value.some((item) => check(item)));
    },
    prefixItems(of: JsonSchema[]) {
      const checks = of.map(compile);
      return (value, report) =>
        !Array.isArray(value) ||
        all(checks, report, (check, index) => index >= value.length || inside(index, check, value[index], report));
    },
    items(of: JsonSchema) {
      const check = compile(of);
      return (value, report) =>
        !Array.isArray(value) || all(value, report, (item, index) => inside(index, check, item, report));
    },
    properties(of: Record<string, JsonSchema>) {
      const checks = Object.entries(of).map(([name, schema]) => [name, compile(schema)] as const);
      return (value, report) =>
        !isObject(value) ||
        all(checks, report, ([name, check]) => !Object.hasOwn(value, name) || inside(name, check, value[name], report));
    },
    required(names: string[], schema) {
      const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
      const details = names.map((name) => {
        const property = properties[name];
        return [name, `Add the member "${name}".${property ? ` ${words(property)}` : ''}`] as const;
      });
      return (value, report) =>
        !isObject(value) || all(details, report, ([name, detail]) => Object.hasOwn(value, name) || say(report, detail));
    },
    propertyNames(of: JsonSchema) {
      const check = compile(of);
      return (value, report) =>
        !isObject(value) || all(Object.keys(value), report, (name) => inside(name, check, name, report));
    },
    additionalProperties(of: JsonSchema | false, schema) {
      const named = new Set(Object.keys((schema.properties ?? {}) as object));
      const check: Check =
        of === false ? (_, report) => say(report, 'Take this member away: it has no place here.') : compile(of);
      return (value, report) =>
        !isObject(value) ||
        all(Object.keys(value), report, (name) => named.has(name) || inside(name, check, value[name], report));
    },
    allOf(of: JsonSchema[]) {
      const checks = of.map(compile);
      return (value, report) => all(checks, report, (check) => check(value, report));
    },
    anyOf(of: JsonSchema[], schema) {
      const branches = of.map(compile);
      const detail = words(schema);
      return (value, report) => {
        if (branches.some((check) => check(value))) return true;
        if (!report) return false;
        const pointer = jsonPointer(report.path);
        // A branch that fails only deeper down is the one that was meant: its errors say more than "none fits".
        const meant = branches
          .map((check) => {
            const errors: SchemaError[] = [];
            check(value, { path: report.path, errors });
            return errors;
          })
          .find((errors) => errors.every((error) => error.pointer !== pointer));
        report.errors.push(...(meant ?? [{ pointer, detail }]));
        return false;
      };
    },
  };

  const check = compile(root);
  return (value) => {
    // Nearly every document is good, and asking only that is several times quicker than keeping the path.
    if (check(value)) return [];
    const errors: SchemaError[] = [];
    check(value, { path: [], errors });
    return errors.slice(0, mostErrors);
  };
}
