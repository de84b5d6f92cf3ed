import { isObject } from '@symbolon/securing/verify';

/**
 * Gives the documents in what was pasted: one, a list, those in a presentation, the answer of this service to giving one, or JWTs, each on
 * a line. Undefined where it is none of these.
 */
export function documentsIn(pasted: string): string[] | undefined {
  const text = pasted.trim();
  if (text === '') return undefined;
  if (!/^[[{]/.test(text)) return text.split(/\s+/);
  try {
    return unpack(JSON.parse(text)).map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  } catch {
    return undefined;
  }
}

function unpack(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(unpack);
  const inner = isObject(value) ? value.verifiableCredential : undefined;
  return inner === undefined ? [value] : unpack(inner);
}
