import { isObject, type JsonObject } from '../../primitives/json.ts';

/**
 * The form that the documents of a template have: the members in their order, and at each leaf either the value that all of them have or
 * the number of a hole.
 */
export type Plan =
  | { kind: 'object'; names: readonly string[]; members: readonly Plan[] }
  | { kind: 'array'; items: readonly Plan[] }
  | { kind: 'constant'; value: unknown }
  | { kind: 'text'; hole: number }
  | { kind: 'number'; hole: number };

export type Leaf = { pointer: string; value: unknown };

/** Gives the leaves at which two documents differ, by their place; undefined where they have not the same members. */
export function differingLeaves(sample: unknown, document: unknown, pointer = ''): Leaf[] | undefined {
  if (isObject(sample)) {
    if (!isObject(document)) return undefined;
    const names = Object.keys(sample);
    const others = Object.keys(document);
    if (names.length !== others.length || names.some((name, index) => others[index] !== name)) return undefined;
    return allOf(names, (name) => differingLeaves(sample[name], document[name], `${pointer}/${name}`));
  }
  if (Array.isArray(sample)) {
    if (!Array.isArray(document) || document.length !== sample.length) return undefined;
    return allOf(sample, (item, index) => differingLeaves(item, document[index], `${pointer}/${index}`));
  }
  if (sample === document) return [];
  return typeof sample === typeof document && document !== null ? [{ pointer, value: sample }] : undefined;
}

function allOf<T>(items: readonly T[], find: (item: T, index: number) => Leaf[] | undefined): Leaf[] | undefined {
  const all: Leaf[] = [];
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (!found) return undefined;
    all.push(...found);
  }
  return all;
}

/** Gives the plan of a document whose leaves at these places are holes. */
export function planOf(value: unknown, holes: ReadonlyMap<string, number>, pointer = ''): Plan {
  if (isObject(value)) {
    const names = Object.keys(value);
    return { kind: 'object', names, members: names.map((name) => planOf(value[name], holes, `${pointer}/${name}`)) };
  }
  if (Array.isArray(value))
    return { kind: 'array', items: value.map((item, index) => planOf(item, holes, `${pointer}/${index}`)) };
  const hole = holes.get(pointer);
  if (hole === undefined) return { kind: 'constant', value };
  return { kind: typeof value === 'number' ? 'number' : 'text', hole };
}

/** Gives a copy of a document with other values in its holes. */
export function withValues(
  value: unknown,
  holes: ReadonlyMap<string, number>,
  values: readonly unknown[],
  at = '',
): unknown {
  if (isObject(value)) {
    const copy: JsonObject = {};
    for (const name of Object.keys(value)) copy[name] = withValues(value[name], holes, values, `${at}/${name}`);
    return copy;
  }
  if (Array.isArray(value)) return value.map((item, index) => withValues(item, holes, values, `${at}/${index}`));
  const hole = holes.get(at);
  return hole === undefined ? value : values[hole];
}

/**
 * Whether a document has the form of a plan; its values are put into `values`, numbers as their digits. Only plain JSON has it, and a hole
 * takes nothing but Unicode text, or a whole number whose digits are its canonical form.
 */
export function fits(plan: Plan, value: unknown, values: (string | undefined)[]): boolean {
  switch (plan.kind) {
    case 'constant':
      return value === plan.value;
    case 'text':
      return typeof value === 'string' && value.isWellFormed() && put(values, plan.hole, value);
    case 'number':
      return isWholeNumber(value) && put(values, plan.hole, String(value));
    case 'array': {
      const { items } = plan;
      if (!Array.isArray(value) || value.length !== items.length) return false;
      for (let index = 0; index < items.length; index++) if (!fits(items[index]!, value[index], values)) return false;
      return true;
    }
    case 'object':
      return hasMembers(plan, value, values);
  }
}

function hasMembers(
  { names, members }: Extract<Plan, { kind: 'object' }>,
  value: unknown,
  values: (string | undefined)[],
): boolean {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  let index = 0;
  for (const name in value) {
    if (name !== names[index] || !fits(members[index]!, (value as JsonObject)[name], values)) return false;
    index++;
  }
  return index === names.length;
}

/** One hole may stand at several places, which must then agree. */
function put(values: (string | undefined)[], hole: number, value: string): boolean {
  if (values[hole] === undefined) values[hole] = value;
  return values[hole] === value;
}

/** A number that is written in the same digits in JSON and in RDF (JSON-LD 1.1 API §8.6). */
export const isWholeNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e15;
