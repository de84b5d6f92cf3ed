export type JsonObject = { [member: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON-LD writes one value with or without an array around it. */
export const asArray = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** Whether a value is an XMLSchema dateTimeStamp: a date and time with a zone (VCDM 2.0 §4.9, Data Integrity §2.1). */
export function isDateTimeStamp(value: unknown): value is string {
  const form =
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
  return typeof value === 'string' && form.test(value);
}

/** Gives the `id` of a value that is either the id itself or an object that has one, as `issuer` and `holder` are. */
export function idOf(value: unknown): string | undefined {
  const id = isObject(value) ? value.id : value;
  return typeof id === 'string' ? id : undefined;
}
