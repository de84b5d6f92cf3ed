import { handOver } from './reasons.ts';
import { type Predicate, rankPredicates } from './scope.ts';

/** A blank node, with the statements that it is part of as they are hashed (RDFC-1.0 §4.6). */
export class BlankNode {
  readonly index: number;
  /** What IRIs say of it. */
  before = '';
  /** What it says. */
  own = '';
  /** What other blank nodes say of it. */
  readonly behind: string[] = [];
  hash = '';
  label = '';

  constructor(index: number) {
    this.index = index;
  }
}

/** The rest of a statement: predicate and object, which is either written or a blank node. */
export class Entry {
  readonly predicate: Predicate;
  object: string;
  readonly blank: BlankNode | undefined;
  /** The literal without its direction, where it has one. */
  readonly twin: string;

  constructor(predicate: Predicate, object: string, blank: BlankNode | undefined, twin: string) {
    this.predicate = predicate;
    this.object = object;
    this.blank = blank;
    this.twin = twin;
  }
}

/** What is said about one subject in one graph. */
export class Node {
  /** The IRI of the subject in angle brackets; of a blank node, the label once it has one. */
  subject: string;
  readonly blank: BlankNode | undefined;
  readonly graph: BlankNode | undefined;
  entries: Entry[];
  key = '';

  constructor(subject: string, blank: BlankNode | undefined, graph: BlankNode | undefined, entries: Entry[]) {
    this.subject = subject;
    this.blank = blank;
    this.graph = graph;
    this.entries = entries;
  }
}

const byEntry = (a: Entry, b: Entry): number => {
  const ranks = a.predicate.rank - b.predicate.rank;
  if (ranks !== 0) return ranks;
  if (a.object !== b.object) return a.object < b.object ? -1 : 1;
  return (a.blank === undefined ? -1 : a.blank.index) - (b.blank === undefined ? -1 : b.blank.index);
};
const byKey = (a: Node, b: Node): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** Sorts in place. Most lists are short, and nearly in order. */
function sort<T>(items: T[], compare: (a: T, b: T) => number): void {
  if (items.length > 20) {
    items.sort(compare);
    return;
  }
  for (let index = 1; index < items.length; index++) {
    const item = items[index]!;
    let place = index - 1;
    while (place >= 0 && compare(items[place]!, item) > 0) {
      items[place + 1] = items[place]!;
      place--;
    }
    items[place + 1] = item;
  }
}

export const sortEntries = (entries: Entry[]): void => sort(entries, byEntry);

/**
 * Gives the nodes in order, those of one subject in one graph merged, each with its entries in order and without repetition. Blank nodes
 * have no labels yet and are ordered by their index.
 */
export function collate(nodes: Node[], hasDirections: boolean): Node[] {
  rankPredicates();
  for (const node of nodes) {
    node.key = node.blank ? `_:${node.blank.index}` : node.subject;
    if (node.graph) node.key += ` ${node.graph.index}`;
  }
  sort(nodes, byKey);
  const merged = merge(nodes);
  for (const node of merged) {
    sortEntries(node.entries);
    unrepeat(node);
    if (hasDirections) refuseTwins(node.entries);
  }
  return merged;
}

/** Gives nodes that have their labels in order. Their entries are; what is said about a subject in several graphs is put in one order. */
export function order(nodes: Node[], hasGraphs: boolean): Node[] {
  for (const node of nodes) node.key = node.subject;
  sort(nodes, byKey);
  if (!hasGraphs) return nodes;
  const merged = merge(nodes);
  for (const node of merged) sortEntries(node.entries);
  return merged;
}

/** Gives sorted nodes, with those of one key made one. */
function merge(nodes: Node[]): Node[] {
  const merged: Node[] = [];
  let last: Node | undefined;
  for (const node of nodes) {
    if (last?.key === node.key) {
      last.entries = last.entries.concat(node.entries);
    } else {
      merged.push(node);
      last = node;
    }
  }
  return merged;
}

/** Takes repeated statements out, as jsonld.js does. */
function unrepeat(node: Node): void {
  const { entries } = node;
  let last = entries[0];
  let repeated = 0;
  for (let index = 1; index < entries.length; index++) {
    const entry = entries[index]!;
    if (last && entry.predicate === last.predicate && entry.object === last.object && entry.blank === last.blank) {
      // 1 and "1" may be one literal, which jsonld.js would let stand twice.
      if (entry.object.startsWith('"') && entry.object.includes('"^^')) handOver('repeated');
      repeated++;
    }
    last = entry;
  }
  if (repeated === 0) return;
  node.entries = entries.filter((entry, index) => {
    const before = entries[index - 1];
    return (
      !before || entry.predicate !== before.predicate || entry.object !== before.object || entry.blank !== before.blank
    );
  });
}

/** jsonld.js takes two values of a property for one where only their direction differs, and keeps the first. */
function refuseTwins(entries: Entry[]): void {
  for (const directed of entries) {
    if (directed.twin === '') continue;
    for (const entry of entries) {
      if (entry === directed || entry.predicate !== directed.predicate) continue;
      if (entry.object === directed.twin || entry.twin === directed.twin) handOver('repeated');
    }
  }
}

/** Gives the lines of ordered nodes, each with its newline. */
export function linesOf(nodes: readonly Node[]): string[] {
  const lines: string[] = [];
  for (const { subject, entries } of nodes)
    for (const { predicate, object } of entries) lines.push(`${subject + predicate.text + object} .\n`);
  return lines;
}

/** Gives the same as one text. */
export function textOf(nodes: readonly Node[]): string {
  let text = '';
  for (const { subject, entries } of nodes)
    for (const { predicate, object } of entries) text += `${subject + predicate.text + object} .\n`;
  return text;
}
