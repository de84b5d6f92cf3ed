/** One operand of a content stream (ISO 32000-2 §7.8.2); `codes` are those of a string shown in a two-byte font. */
export type Operand = { kind: 'codes'; codes: number[] } | { kind: 'name' | 'dictionary' | 'other'; text: string };

export type Operation = {
  operator: string;
  operands: Operand[] /** Operands and operator as they stand. */;
  source: string;
};

// A dictionary, a string in hexadecimal, a name, or a number or operator; literal strings are found by their brackets.
const TOKEN = /<<[\s\S]*?>>|<[0-9A-Fa-f]*>|\/[^\s()<>[\]{}/%]*|[^\s()<>[\]{}/%]+|\(/g;

/** Gives the operations of a page's content in order. Content of images written inline is not looked for. */
export function* operations(content: string): Generator<Operation> {
  let operands: Operand[] = [];
  let from = 0;
  const token = new RegExp(TOKEN, 'g');
  for (let found = token.exec(content); found; found = token.exec(content)) {
    const [text] = found;
    const letter = text[0]!;
    if (letter === '(') {
      token.lastIndex = endOfLiteral(content, found.index);
      operands.push({ kind: 'codes', codes: literalCodes(content.slice(found.index + 1, token.lastIndex - 1)) });
    } else if (letter === '<' && text[1] === '<') operands.push({ kind: 'dictionary', text });
    else if (letter === '<') operands.push({ kind: 'codes', codes: codesOf(Buffer.from(text.slice(1, -1), 'hex')) });
    else if (letter === '/') operands.push({ kind: 'name', text });
    else if (letter <= '9') operands.push({ kind: 'other', text });
    else {
      yield { operator: text, operands, source: content.slice(from, token.lastIndex) };
      operands = [];
      from = token.lastIndex;
    }
  }
}

/** Strings may hold parentheses that are not escaped, where they come in pairs (ISO 32000-2 §7.3.4.2). */
function endOfLiteral(content: string, start: number): number {
  let depth = 0;
  for (let at = start; at < content.length; at++) {
    if (content[at] === '\\') at += 1;
    else if (content[at] === '(') depth += 1;
    else if (content[at] === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return content.length;
}

const escapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

function literalCodes(literal: string): number[] {
  const codes: number[] = [];
  let high = -1;
  for (let at = 0; at < literal.length; at++) {
    let byte = literal.charCodeAt(at);
    if (byte === 0x5c) {
      const octal = /^[0-7]{1,3}/.exec(literal.slice(at + 1, at + 4))?.[0];
      byte =
        octal === undefined ? (escapes[literal[at + 1]!] ?? literal.charCodeAt(at + 1)) : Number.parseInt(octal, 8);
      at += octal?.length ?? 1;
    }
    if (high < 0) high = byte;
    else {
      codes.push(high * 256 + byte);
      high = -1;
    }
  }
  return codes;
}

const codesOf = (bytes: Buffer) =>
  Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => bytes.readUInt16BE(index * 2));
