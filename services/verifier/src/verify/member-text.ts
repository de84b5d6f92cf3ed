/** What stands directly in a JSON object or array: its name, in an object, its text as it was sent, and where that begins. */
export type Part = { name: string | undefined; text: string; start: number };

/**
 * Gives the parts of a JSON object that a name stands for, as they were sent: only the text still shows a member that stands
 * twice, and a number as it was written. Of text that `JSON.parse` would not accept it gives some parts or none. A name
 * that stands twice at the top has two parts.
 */
export const membersOf = (json: string, name: string): Part[] => partsOf(json).filter((part) => part.name === name);

/** Gives the elements of a JSON array, as they were sent; some parts or none of text that `JSON.parse` would not accept. */
export const elementsOf = (json: string): Part[] => partsOf(json);

/** Gives the text of each. */
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
    const sent = json.slice(start, end);
    const text = sent.trim();
    // Between the brackets of an empty object or array there is no value.
    if (text !== '') parts.push({ name, text, start: start + sent.indexOf(text[0]!) });
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
        const colon = json.indexOf(':', end);
        if (colon < 0) return parts;
        start = colon + 1;
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
    if (end < 0) return json.length;
    let escapes = 0;
    while (json.charCodeAt(end - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return end + 1;
  }
}
