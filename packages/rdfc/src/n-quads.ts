// What a literal may not hold as it is (RDFC-1.0 §5, canonical N-Quads): control characters, the quotation mark, the backslash.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be escaped
const escapable = /[\u0000-\u001f\u007f"\\]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const everyEscapable = /[\u0000-\u001f\u007f"\\]/g;
const named: Record<string, string> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

const hexadecimal = (character: string) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Gives a text as it stands between the quotation marks of a literal in canonical N-Quads (RDFC-1.0 §5). */
export function escapeLiteral(text: string): string {
  if (!escapable.test(text)) return text;
  return text.replace(everyEscapable, (character) => named[character] ?? hexadecimal(character));
}
