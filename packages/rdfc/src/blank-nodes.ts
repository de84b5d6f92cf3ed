import { hexHash } from '#hash';
import type { Digest } from './hash.ts';
import { type BlankNode, type Entry, type Node, order, sortEntries } from './quads.ts';
import { handOver } from './reasons.ts';

/**
 * Gives nodes with canonical labels for their blank nodes (RDFC-1.0 §4.4), in order. Blank nodes must be told apart by what is said
 * about them directly (§4.6).
 */
export function label(nodes: Node[], blanks: BlankNode[], digest: Digest): Node[] {
  hashFirstDegree(nodes, blanks, digest);
  const sorted = blanks.length > 1 ? blanks.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)) : blanks;
  for (let index = 0; index < sorted.length; index++) {
    if (index > 0 && sorted[index - 1]!.hash === sorted[index]!.hash) handOver('alike blank nodes');
    sorted[index]!.label = `_:c14n${index}`;
  }
  let hasGraphs = false;
  for (const node of nodes) {
    if (node.blank) node.subject = node.blank.label;
    if (node.graph) hasGraphs = true;
    let isChanged = false;
    for (const entry of node.entries) {
      if (entry.blank) {
        entry.object = entry.blank.label;
        isChanged = true;
      }
      if (node.graph) entry.object += ` ${node.graph.label}`;
    }
    if (isChanged) sortEntries(node.entries);
  }
  return order(nodes, hasGraphs);
}

function hashFirstDegree(nodes: readonly Node[], blanks: readonly BlankNode[], digest: Digest): void {
  if (isSimple(nodes)) {
    for (const node of nodes) for (const entry of node.entries) collectInOrder(node, entry);
    for (const blank of blanks) {
      const { before, own, behind } = blank;
      blank.hash = hexHash(digest, before + own + (behind.length > 1 ? behind.sort().join('') : (behind[0] ?? '')));
    }
  } else {
    for (const node of nodes) for (const entry of node.entries) collect(node, entry);
    for (const blank of blanks) blank.hash = hexHash(digest, blank.behind.sort().join(''));
  }
}

/** Whether no statement is in a named graph, and none has a blank node for both subject and object. */
function isSimple(nodes: readonly Node[]): boolean {
  for (const { blank, graph, entries } of nodes) {
    if (graph) return false;
    if (blank) for (const entry of entries) if (entry.blank === blank) return false;
  }
  return true;
}

/**
 * Adds a statement to the blank nodes that it is about, as each is to hash it: itself as `_:a`, others as `_:z`. Nodes and entries are in
 * order, so only what other blank nodes say has to be sorted: `<` stands before `_`, and `_:a` before `_:z`.
 */
function collectInOrder({ subject, blank }: Node, { predicate, object, blank: to }: Entry): void {
  if (blank) {
    blank.own += `_:a${predicate.text}${to ? '_:z' : object} .\n`;
    if (to) to.behind.push(`_:z${predicate.text}_:a .\n`);
  } else if (to) to.before += `${subject + predicate.text}_:a .\n`;
}

/** The same in no order. */
function collect(node: Node, entry: Entry): void {
  const { blank: subject, graph } = node;
  const { blank: object } = entry;
  if (subject) add(subject, node, entry);
  if (object && object !== subject) add(object, node, entry);
  if (graph && graph !== subject && graph !== object) add(graph, node, entry);
}

function add(of: BlankNode, { subject, blank, graph }: Node, entry: Entry): void {
  const from = blank ? (blank === of ? '_:a' : '_:z') : subject;
  const to = entry.blank ? (entry.blank === of ? '_:a' : '_:z') : entry.object;
  const within = graph ? (graph === of ? ' _:a' : ' _:z') : '';
  of.behind.push(`${from + entry.predicate.text + to + within} .\n`);
}
