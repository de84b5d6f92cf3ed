/** Why a document is not canonicalized here but handed to the general libraries. Each is told in docs/canonical-form.md. */
export const reasons = {
  context: 'a context that is no held URL, or a context where none was expected',
  'context refused': 'a scoped or nested context that JSON-LD refuses',
  'context kind': 'a context with a default language, direction, vocabulary or base, or with other names for keywords',
  'no context': 'no context at all',
  'undefined member': 'a member that no context defines, or that is an IRI',
  'member kind':
    'a term of a kind that is rare: reversed, nested, indexed, or with a datatype that has rules of its own',
  keyword: 'a keyword other than @context, @id, @type, @value, @language and @direction',
  id: 'an id that is no text, is there twice, or stands for nothing',
  type: 'a type that is no text, is there twice, or is no term and no IRI',
  iri: 'an IRI that is relative, compact, or holds characters that have to be escaped',
  value: 'a value object with a datatype, or with a value that is no text',
  language: 'a language tag that is not well-formed',
  'language map': 'a language map with values that are no text',
  list: 'a list inside a list, or a list of named graphs',
  graph: 'a named graph that is no object with statements',
  'empty node': 'an object that says nothing, where JSON-LD drops it',
  number: 'a number that is not finite',
  json: 'something that is no JSON',
  repeated: 'a statement that is made twice in forms that jsonld.js tells apart, or does not',
  'alike blank nodes': 'blank nodes that only their neighbours tell apart',
  depth: 'more levels than are walked',
} as const;

export type Reason = keyof typeof reasons;

/** Thrown inside a walk to end it. */
export class HandOver extends Error {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(reasons[reason]);
    this.name = 'HandOver';
    this.reason = reason;
  }
}

// One each, made at the start: making an error costs as much as a whole document.
const handOvers = new Map((Object.keys(reasons) as Reason[]).map((reason) => [reason, new HandOver(reason)]));

/** Ends a walk. */
export function handOver(reason: Reason): never {
  throw handOvers.get(reason)!;
}
