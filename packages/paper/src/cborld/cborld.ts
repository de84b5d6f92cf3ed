import { PaperRefusal } from '../refusal.ts';
import { type Cbor, decodeCbor, encodeCbor } from './cbor.ts';
import { type TypeTable, ValueNumbers } from './table.ts';
import { ActiveTerms, type ContextDocument, TermNumbers } from './terms.ts';
import { decodeValue, encodeValue, valueType } from './values.ts';

// CBOR tag of CBOR-LD 1.0: [registry entry, document].
const CBORLD = 0xcb1d;
const CONTEXT = 0;
const CONTEXTS = 1;

type Json = string | number | boolean | null | Json[] | { [member: string]: Json };
type JsonObject = { [member: string]: Json };
type Coding = { numbers: TermNumbers; table: ValueNumbers };

/**
 * Gives a JSON-LD document as CBOR-LD 1.0, compressed by the given entry of the registry.
 * Covers what small credentials hold: contexts by URL, no `@import`, whole numbers only; throws TypeError for the rest.
 */
export function encodeCborLd(document: object, table: TypeTable, contextDocument: ContextDocument): Uint8Array {
  const coding = { numbers: new TermNumbers(contextDocument), table: new ValueNumbers(table) };
  return encodeCbor(CBORLD, [table.id, encodeNode(document as JsonObject, new ActiveTerms(coding.numbers), coding)]);
}

/**
 * Gives the JSON-LD document that CBOR-LD 1.0 bytes stand for.
 * @throws PaperRefusal `newer` for an entry of the registry that `tables` does not hold, `damaged` and `too-large`.
 */
export function decodeCborLd(
  bytes: Uint8Array,
  tables: readonly TypeTable[],
  contextDocument: ContextDocument,
): object {
  const { tag, value } = decodeCbor(bytes);
  if (tag !== CBORLD) throw new PaperRefusal('not-a-certificate', 'CBOR, but not CBOR-LD 1.0');
  if (!Array.isArray(value) || value.length !== 2 || !(value[1] instanceof Map)) {
    throw new PaperRefusal('damaged', 'CBOR-LD 1.0 is [registry entry, document]');
  }
  const table = tables.find(({ id }) => id === value[0]);
  if (!table) throw new PaperRefusal('newer', 'CBOR-LD with a table that this program does not hold');
  const coding = { numbers: new TermNumbers(contextDocument), table: new ValueNumbers(table) };
  return decodeNode(value[1], new ActiveTerms(coding.numbers), coding);
}

function encodeNode(node: JsonObject, outer: ActiveTerms, coding: Coding): Cbor {
  const out = new Map<number | string, Cbor>();
  const context = node['@context'];
  if (context !== undefined) {
    const encode = (url: Json): Cbor => {
      if (typeof url !== 'string') throw new TypeError('CBOR-LD: contexts are given by URL');
      return coding.table.numberOf('context', url) ?? url;
    };
    if (Array.isArray(context)) out.set(CONTEXTS, context.map(encode));
    else out.set(CONTEXT, encode(context));
  }
  const embedded = outer.embedded(context);
  const active = embedded.typeScoped(embedded.typeTerms().flatMap((term) => [node[term] ?? []].flat() as string[]));
  // Numbers first, values after: a value may bring in a context of its own and so new numbers.
  const terms = Object.keys(node)
    .filter((term) => term !== '@context')
    .sort();
  const ids = terms.map((term) => {
    const id = coding.numbers.idOf(term);
    if (id === undefined) throw new TypeError('CBOR-LD: a member that no context names');
    return Array.isArray(node[term]) ? id + 1 : id;
  });
  terms.forEach((term, index) => {
    const type = valueType(term, active.definition(term));
    out.set(ids[index]!, encodeMember(node[term]!, type, active.propertyScoped(term), coding));
  });
  return new Map([...out].sort(([a], [b]) => Number(a) - Number(b)));
}

function encodeMember(value: Json, type: string, active: ActiveTerms, coding: Coding): Cbor {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => encodeMember(item, type, active, coding));
  if (typeof value === 'object') return encodeNode(value, active, coding);
  return encodeValue(value, type, coding.numbers, coding.table);
}

function decodeNode(node: Map<number | string, Cbor>, outer: ActiveTerms, coding: Coding): JsonObject {
  const out: JsonObject = {};
  const context = decodeContext(node, coding.table);
  if (context !== undefined) out['@context'] = context;
  const embedded = outer.embedded(context);
  const active = embedded.typeScoped(embedded.typeTerms().flatMap((term) => decodeTypes(node, term, coding)));

  const members: [term: string, plural: boolean, value: Cbor][] = [];
  for (const [key, value] of node) {
    if (key === CONTEXT || key === CONTEXTS) continue;
    const plural = typeof key === 'number' && key % 2 === 1;
    members.push([typeof key === 'number' ? coding.numbers.termOf(plural ? key - 1 : key) : key, plural, value]);
  }
  // The encoder numbered the terms of scoped contexts in this order.
  for (const [term, plural, value] of members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    if (Object.hasOwn(out, term) || term === '__proto__') throw new PaperRefusal('damaged', 'a member stands twice');
    const type = valueType(term, active.definition(term));
    const scoped = active.propertyScoped(term);
    if (plural && !Array.isArray(value)) throw new PaperRefusal('damaged', 'a list is announced, none follows');
    out[term] = plural
      ? (value as Cbor[]).map((item) => decodeMember(item, type, scoped, coding))
      : decodeMember(value, type, scoped, coding);
  }
  return out;
}

function decodeMember(value: Cbor, type: string, active: ActiveTerms, coding: Coding): Json {
  if (value === null) return null;
  if (value instanceof Map) return decodeNode(value, active, coding);
  const decoded = decodeValue(value, type, coding.numbers, coding.table);
  if (Array.isArray(decoded)) return decoded.map((item) => decodeMember(item, type, active, coding));
  return decoded as Json;
}

function decodeContext(node: Map<number | string, Cbor>, table: ValueNumbers): Json | undefined {
  const one = node.get(CONTEXT);
  const many = node.get(CONTEXTS);
  if (one !== undefined && many !== undefined) throw new PaperRefusal('damaged', 'two forms of @context');
  const decode = (value: Cbor): string => {
    const url = typeof value === 'number' ? table.valueOf('context', value) : value;
    // A context written out whole could give its terms any meaning; only those known by URL are read.
    if (typeof url !== 'string') throw new PaperRefusal('newer', 'a context that the table does not hold');
    return url;
  };
  if (one !== undefined) return decode(one);
  if (many === undefined) return undefined;
  if (!Array.isArray(many)) throw new PaperRefusal('damaged', 'a list of contexts is announced, none follows');
  return many.map(decode);
}

function decodeTypes(node: Map<number | string, Cbor>, term: string, coding: Coding): string[] {
  const id = coding.numbers.idOf(term);
  if (id === undefined) return [];
  const types = [node.get(id) ?? node.get(id + 1) ?? []].flat() as Cbor[];
  return types.map((type) => {
    const decoded = decodeValue(type, 'url', coding.numbers, coding.table);
    if (typeof decoded !== 'string') throw new PaperRefusal('damaged', 'a type that is no text');
    return decoded;
  });
}
