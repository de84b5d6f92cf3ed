/** A piece of a line: text that stands in all documents, a hole (its number), or a blank node (`~` its number, so below zero). */
export type Part = string | number;

/** A statement in canonical N-Quads with its newline, in parts. */
export type Line = { readonly parts: readonly Part[]; readonly blanks: readonly number[]; readonly hasHoles: boolean };

const statement =
  /^(<[^>]*>|_:c14n\d+) (<[^>]*>) (?:(<[^>]*>|_:c14n\d+)|"((?:[^"\\]|\\.)*)"(@[\w-]+|\^\^<[^>]*>)?) \.$/;

/**
 * Gives the lines of a canonical form, in parts: where a mark is a whole IRI or the whole text of a literal, there is its hole. Undefined
 * where a mark is anything else, or a statement stands in a graph of its own.
 */
export function linesOf(canonical: string, marks: ReadonlyMap<string, number>, isMark: RegExp): Line[] | undefined {
  const lines: Line[] = [];
  for (const text of canonical.split('\n').slice(0, -1)) {
    const terms = statement.exec(text);
    if (!terms) return undefined;
    const [, subject = '', predicate = '', node, literal = '', kind = ''] = terms;
    const object = node === undefined ? ['"', partOf(literal, marks), `"${kind}`] : termOf(node, marks);
    const parts = [...termOf(subject, marks), ` ${predicate} `, ...object, ' .\n'];
    if (parts.some((part) => typeof part === 'string' && isMark.test(part))) return undefined;
    const numbers = parts.filter((part) => typeof part === 'number');
    lines.push({
      parts: joined(parts),
      blanks: numbers.filter((part) => part < 0).map((part) => ~part),
      hasHoles: numbers.some((part) => part >= 0),
    });
  }
  return lines;
}

const partOf = (text: string, marks: ReadonlyMap<string, number>): Part => marks.get(text) ?? text;

function termOf(term: string, marks: ReadonlyMap<string, number>): Part[] {
  if (term.startsWith('_:c14n')) return [~Number(term.slice('_:c14n'.length))];
  const hole = marks.get(term.slice(1, -1));
  return hole === undefined ? [term] : ['<', hole, '>'];
}

/** Gives parts with neighbouring texts made one. */
export function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else if (part !== '') result.push(part);
  }
  return result;
}

/** Gives parts as text; `labels` are those of the blank nodes. */
export function textOf(parts: readonly Part[], values: readonly string[], labels: readonly string[]): string {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : part < 0 ? labels[~part]! : values[part]!;
  return text;
}

/**
 * Gives the order that two lines have whatever stands in their holes: below, above or equal to zero; undefined where that depends.
 */
export function fixedOrder(left: readonly Part[], right: readonly Part[]): number | undefined {
  let [l, r] = ['', ''];
  const [ls, rs] = [[...left], [...right]];
  for (;;) {
    if (l === '' && typeof ls[0] === 'string') l = ls.shift() as string;
    if (r === '' && typeof rs[0] === 'string') r = rs.shift() as string;
    const common = Math.min(l.length, r.length);
    const [a, b] = [l.slice(0, common), r.slice(0, common)];
    if (a !== b) return a < b ? -1 : 1;
    [l, r] = [l.slice(common), r.slice(common)];
    if (l !== '' || r !== '') {
      const other = l === '' ? ls : rs;
      if (other.length === 0) return l === '' ? -1 : 1;
      if (typeof other[0] !== 'string') return undefined;
      continue;
    }
    if (ls.length === 0 || rs.length === 0) return ls.length - rs.length;
    if (typeof ls[0] === 'string' || typeof rs[0] === 'string') {
      if (typeof ls[0] === 'string' && typeof rs[0] === 'string') continue;
      return undefined;
    }
    if (ls.shift() !== rs.shift()) return undefined;
  }
}
