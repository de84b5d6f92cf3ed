/** What stands directly in a JSON object or array: its name, in an object, and its text as it was sent. */
type Part = { name: string | undefined; text: string };

/**
 * Gives the text of each top-level member of a JSON object, as it was sent: only the text still shows a member that stands
 * twice, and a number as it was written. Call it on text that `JSON.parse` has accepted. A name that stands twice at the top
 * has two texts.
 */
export function memberTexts(json: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { name = '', text } of partsOf(json)) found.set(name, [...(found.get(name) ?? []), text]);
  return found;
}

/** Gives the text of each element of a JSON array, as it was sent. Call it on text that `JSON.parse` has accepted. */
export const elementTexts = (json: string): string[] => partsOf(json).map(({ text }) => text);

const codeOf = (character: string) => character.charCodeAt(0);
const [quote, comma, backslash] = [codeOf('"'), codeOf(','), codeOf('\\')];
const [openObject, closeObject, openArray, closeArray] = [codeOf('{'), codeOf('}'), codeOf('['), codeOf(']')];

function partsOf(json: string): Part[] {
  const parts: Part[] = [];
  let depth = 0;
  let isObject = false;
  let name: string | undefined;
  let start = 0;
  const finish = (end: number) => {
    const text = json.slice(start, end).trim();
    // Between the brackets of an empty object or array there is no value.
    if (text !== '') parts.push({ name, text });
    name = undefined;
    start = end + 1;
  };
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (code === quote) {
      const end = endOfString(json, index);
      // At the top of an object, outside of a value, a string is a name.
      if (depth === 1 && isObject && name === undefined) {
        name = JSON.parse(json.slice(index, end)) as string;
        start = json.indexOf(':', end) + 1;
        index = start - 1;
      } else index = end - 1;
    } else if (code === openObject || code === openArray) {
      depth += 1;
      if (depth === 1) {
        isObject = code === openObject;
        start = index + 1;
      }
    } else if (code === closeObject || code === closeArray) {
      depth -= 1;
      if (depth === 0) finish(index);
    } else if (code === comma && depth === 1) finish(index);
  }
  return parts;
}

/** Strings are most of a credential; the engine's own search is many times as fast as a loop over their letters. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let escapes = 0;
    while (json.charCodeAt(end - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return end + 1;
  }
}
