export type JsonObject = { [member: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ordinary = { enumerable: true, writable: true, configurable: true };

/** Gives a copy of a JSON value. Several times as fast as `structuredClone`, which also copies what JSON has not. */
export function copyJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyJson) as T;
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const name of Object.keys(value)) {
    const member = copyJson(value[name]);
    // Assigned, it would become the copy's prototype, and be signed by nobody.
    if (name === '__proto__') Object.defineProperty(copy, name, { value: member, ...ordinary });
    else copy[name] = member;
  }
  return copy as T;
}
