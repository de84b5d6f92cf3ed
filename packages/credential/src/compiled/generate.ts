import type { JsonSchema } from '../schema.ts';

/** Code of an expression that says whether the value in `name` is good. */
type Expression = (name: string) => string;

const annotations = new Set(['$schema', '$id', '$defs', 'title', 'description']);
const heading = `// Made by generate.ts from the schemas of @symbolon/contexts; a test holds it against them. To make it anew:
//   node packages/credential/src/compiled/write.ts
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// biome-ignore-all assist: generated

type Json = any;
const isObject = (value: Json) => typeof value === 'object' && value !== null && !Array.isArray(value);
`;

const conditions: Record<string, (name: string) => string> = {
  object: (name) => `isObject(${name})`,
  array: (name) => `Array.isArray(${name})`,
  integer: (name) => `Number.isInteger(${name})`,
};
const hasType = (type: unknown, name: string) =>
  conditions[String(type)]?.(name) ?? `typeof ${name} === ${JSON.stringify(type)}`;

/**
 * Writes TypeScript that answers for each schema whether a document is good: one exported function by the name given. It says only
 * yes or no; `compileSchema` finds the words. Only the keywords that our schemas use are known; any other throws here.
 * It is for plain JSON: members that are undefined or inherited would be read as members.
 */
export function writeCode(schemas: Record<string, JsonSchema>): string {
  // Schemas share their definitions; what is the same text becomes one function.
  const patterns = new Map<string, string>();
  const functions = new Map<string, { name: string; code?: string }>();

  function ofRoot(root: JsonSchema): Expression {
    const definitions = (root.$defs ?? {}) as Record<string, JsonSchema>;

    /** Puts code into a function, so that it stands once however often it is asked for. */
    function asFunction(schema: JsonSchema, code: (name: string) => string): Expression {
      const key = JSON.stringify([schema, withDefinitions(schema)]);
      let known = functions.get(key);
      if (!known) {
        known = { name: `check${functions.size}` };
        functions.set(key, known);
        // Afterwards, as a schema may refer to itself.
        known.code = `function ${known.name}(value: Json): boolean {\n${code('value')}\n}`;
      }
      const { name } = known;
      return (value) => `${name}(${value})`;
    }

    /** All that a schema refers to: two that read alike mean the same only where this is the same too. */
    function withDefinitions(schema: JsonSchema, seen: Record<string, JsonSchema> = {}): Record<string, JsonSchema> {
      for (const [, name = ''] of JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)) {
        if (seen[name]) continue;
        seen[name] = definitions[name]!;
        withDefinitions(definitions[name]!, seen);
      }
      return seen;
    }

    function compile(schema: JsonSchema): Expression {
      const { type } = schema;
      const parts: Expression[] = type === undefined ? [] : [(name) => hasType(type, name)];
      const statements = ['required', 'properties', 'additionalProperties', 'propertyNames', 'minProperties'];
      const ofMembers = statements.filter((keyword) => keyword in schema);
      for (const [keyword, argument] of Object.entries(schema)) {
        if (keyword === 'type' || annotations.has(keyword) || ofMembers.includes(keyword)) continue;
        const make = keywords[keyword];
        if (!make) throw new Error(`the keyword ${keyword} is not known`);
        parts.push(make(argument as never));
      }
      if (ofMembers.length > 0) {
        const members = Object.fromEntries(ofMembers.map((keyword) => [keyword, schema[keyword]]));
        const check = asFunction(members, (value) => memberCode(members, value));
        parts.push(type === 'object' ? check : (name) => `(!isObject(${name}) || ${check(name)})`);
      }
      return (name) => (parts.length === 0 ? 'true' : `(${parts.map((part) => part(name)).join(' && ')})`);
    }

    function memberCode(schema: JsonSchema, value: string): string {
      const lines: string[] = [];
      const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
      const required = new Set((schema.required ?? []) as string[]);
      const names = [...new Set([...required, ...Object.keys(properties)])];
      for (const [index, name] of names.entries()) {
        const check = properties[name] ? compile(properties[name])(`member${index}`) : 'true';
        const present = `member${index} !== undefined`;
        lines.push(
          `  const member${index} = ${value}[${JSON.stringify(name)}];`,
          required.has(name)
            ? `  if (!(${present} && ${check})) return false;`
            : `  if (${present} && !${check}) return false;`,
        );
      }
      const eachName = schema.propertyNames && compile(schema.propertyNames as JsonSchema)('name');
      const others = schema.additionalProperties;
      const eachOther = others === false ? 'false' : others && compile(others as JsonSchema)(`${value}[name]`);
      if (schema.minProperties !== undefined)
        lines.push(`  if (Object.keys(${value}).length < ${schema.minProperties}) return false;`);
      if (eachName || eachOther) {
        const named = Object.keys(properties).map((name) => `name === ${JSON.stringify(name)}`);
        lines.push(`  for (const name in ${value}) {`);
        if (eachName) lines.push(`    if (!${eachName}) return false;`);
        if (eachOther) lines.push(`    if (!(${[...named, eachOther].join(' || ')})) return false;`);
        lines.push('  }');
      }
      return [...lines, '  return true;'].join('\n');
    }

    const loop = (item: Expression, name: string, from: string) =>
      `  for (let index = 0; index < ${name}.length; index++) {\n    const item = ${name}[index];\n    ${from.replace('?', item('item'))}\n  }`;

    const keywords: Record<string, (argument: never) => Expression> = {
      $ref: (reference: string) => {
        const schema = definitions[reference.replace('#/$defs/', '')];
        if (!schema) throw new Error(`nothing is defined at ${reference}`);
        // A definition may refer to itself, so it is always a function.
        return asFunction(schema, (value) => `  return ${compile(schema)(value)};`);
      },
      const: (expected: unknown) => (name) => `${name} === ${JSON.stringify(expected)}`,
      enum: (expected: unknown[]) => (name) =>
        `(${expected.map((each) => `${name} === ${JSON.stringify(each)}`).join(' || ')})`,
      pattern: (source: string) => {
        const pattern = patterns.get(source) ?? `pattern${patterns.size}`;
        patterns.set(source, pattern);
        return (name) => `(typeof ${name} !== 'string' || ${pattern}.test(${name}))`;
      },
      minLength: (least: number) => (name) => `(typeof ${name} !== 'string' || ${name}.length >= ${least})`,
      minimum: (least: number) => (name) => `(typeof ${name} !== 'number' || ${name} >= ${least})`,
      minItems: (least: number) => (name) => `(!Array.isArray(${name}) || ${name}.length >= ${least})`,
      items: (of: JsonSchema) => {
        const each = asFunction(
          { items: of },
          (value) => `${loop(compile(of), value, 'if (!?) return false;')}\n  return true;`,
        );
        return (name) => `(!Array.isArray(${name}) || ${each(name)})`;
      },
      contains: (of: JsonSchema) => {
        const some = asFunction(
          { contains: of },
          (value) => `${loop(compile(of), value, 'if (?) return true;')}\n  return false;`,
        );
        return (name) => `(!Array.isArray(${name}) || ${some(name)})`;
      },
      prefixItems: (of: JsonSchema[]) => (name) =>
        `(!Array.isArray(${name}) || (${of
          .map((schema, index) => `(${name}.length <= ${index} || ${compile(schema)(`${name}[${index}]`)})`)
          .join(' && ')}))`,
      allOf: (of: JsonSchema[]) => (name) => `(${of.map((schema) => compile(schema)(name)).join(' && ')})`,
      anyOf: (of: JsonSchema[]) => (name) => `(${of.map((schema) => compile(schema)(name)).join(' || ')})`,
    };

    return asFunction(root, (value) => `  return ${compile(root)(value)};`);
  }

  const exported = Object.entries(schemas).map(
    ([name, schema]) => `export const ${name} = (value: unknown): boolean => ${ofRoot(schema)('value')};`,
  );
  const regularExpressions = [...patterns].map(
    ([source, name]) => `const ${name} = ${String(new RegExp(source, 'u'))};`,
  );
  return [
    heading,
    ...regularExpressions,
    '',
    ...[...functions.values()].map(({ code }) => `${code}\n`),
    ...exported,
    '',
  ].join('\n');
}
