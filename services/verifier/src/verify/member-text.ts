/**
 * Gives the text of each top-level member of a JSON object, as it was sent: only the text still shows a member that stands
 * twice, and a number as it was written. Call it on text that `JSON.parse` has accepted. A name that stands twice at the top
 * has two texts.
 */
export function memberTexts(json: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let depth = 0;
  let name: string | undefined;
  let start = 0;
  const finish = (end: number) => {
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), json.slice(start, end).trim()]);
    name = undefined;
  };
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (character === '"') {
      const end = endOfString(json, index);
      // At the top, outside of a value, a string is a name.
      if (depth === 1 && name === undefined) {
        name = JSON.parse(json.slice(index, end)) as string;
        start = json.indexOf(':', end) + 1;
        index = start - 1;
      } else index = end - 1;
    } else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) finish(index);
    } else if (character === ',' && depth === 1) finish(index);
  }
  return found;
}

function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (json[index] !== '"') index += json[index] === '\\' ? 2 : 1;
  return index + 1;
}
