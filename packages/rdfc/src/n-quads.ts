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

const space = /\s/;
// By character code up to U+007F: 1 may stand in a scheme, 2 only behind it, 0 nowhere in an IRI that is written as it is.
const classes = new Uint8Array(128);
for (let code = 0x21; code < 0x80; code++) classes[code] = '<>"{}|^`\\'.includes(String.fromCharCode(code)) ? 0 : 2;
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,-.')
  classes[character.charCodeAt(0)] = 1;

/**
 * Gives where the scheme of an IRI ends, by the test of jsonld.js (`isAbsolute`); 0 where it is none, or would have to be escaped in
 * N-Quads. A blank node identifier has the scheme `_`.
 */
export function schemeLength(iri: string): number {
  const { length } = iri;
  let index = 0;
  for (; index < length; index++) {
    const code = iri.charCodeAt(index);
    if (code === 0x3a) break;
    if (code >= 0x80 || classes[code] !== 1) {
      if (index === 0 && code === 0x5f && iri.charCodeAt(1) === 0x3a) continue;
      return 0;
    }
  }
  const colon = index;
  // A scheme starts with a letter.
  if (colon === 0 || colon === length || iri.charCodeAt(0) < 0x41) return 0;
  let isAscii = true;
  for (index++; index < length; index++) {
    const code = iri.charCodeAt(index);
    if (code >= 0x80) isAscii = false;
    else if (classes[code] === 0) return 0;
  }
  return isAscii || !space.test(iri) ? colon : 0;
}

export const isAbsoluteIri = (iri: string): boolean => schemeLength(iri) > 0;
