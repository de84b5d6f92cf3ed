/** Leaves out the members that are undefined: a document holds only what is said. The names are the program's own. */
export function defined<T extends object>(members: { [name in keyof T]: T[name] | undefined }): T {
  const said: Record<string, unknown> = {};
  for (const name in members) if (members[name] !== undefined) said[name] = members[name];
  return said as T;
}

/** Gives a list, or undefined where it is empty, so that no empty arrays are signed. */
export function filled<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
