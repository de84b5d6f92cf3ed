/** Leaves out the members that are undefined: a document holds only what is said. */
export function defined<T extends object>(members: { [name in keyof T]: T[name] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

/** Gives a list, or undefined where it is empty, so that no empty arrays are signed. */
export function filled<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
