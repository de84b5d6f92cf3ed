import { occupationOf } from '@symbolon/contexts';

export type Members = Record<string, unknown>;

export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

export const objects = (value: unknown): Members[] => list(value).filter(isObject);

/** Text of a member; undefined where it has none, or one that is longer than anything that means something here. */
export const text = (value: unknown, longest = 500): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;

export const hasType = (node: Members, type: string): boolean => list(node.type).includes(type);

/** Id of a node that may be given as a bare URL. */
export const idOf = (value: unknown): string | undefined => text(isObject(value) ? value.id : value);

/**
 * Gives all texts of a member, undefined where the member is absent, and `false` where it holds anything else: a limit that cannot be
 * read must not be taken for no limit.
 */
export function texts(value: unknown): string[] | undefined | false {
  if (value === undefined) return undefined;
  const all = list(value);
  return all.every((each): each is string => text(each) !== undefined) ? all : false;
}

/** The same for occupations, written as scheme and code with a colon between. */
export function occupations(value: unknown) {
  const all = texts(value);
  if (!all) return all;
  const read = all.map(occupationOf);
  return read.every((each) => each !== undefined) ? read : false;
}

/** Drops members that are undefined, as `exactOptionalPropertyTypes` wants it. */
export const defined = <T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
