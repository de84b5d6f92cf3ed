import { hexHash } from '#hash';
import type { Digest } from './hash.ts';
import { type BlankNode, Entry, Node, order } from './quads.ts';
import { handOver } from './reasons.ts';

/**
 * Gives nodes with canonical labels for their blank nodes (RDFC-1.0 §4.4), in order. Blank nodes must be told apart by what is said
 * about them directly (§4.6).
 */
export function label(nodes: Node[], blanks: BlankNode[], digest: Digest): Node[] {
  for (const node of nodes) for (const entry of node.entries) collect(node, entry);
  for (const blank of blanks) blank.hash = hexHash(digest, blank.lines.sort().join(''));
  const sorted = blanks.toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  for (const [index, blank] of sorted.entries()) {
    if (sorted[index - 1]?.hash === blank.hash) handOver('alike blank nodes');
    blank.label = `_:c14n${index}`;
  }
  const named = nodes.map((node) => {
    const entries = node.entries.map(({ predicate, object, blank }) => {
      const written = blank?.label ?? object;
      return new Entry(predicate, node.graph ? `${written} ${node.graph.label}` : written, undefined, '');
    });
    return new Node(node.blank?.label ?? node.subject, undefined, undefined, entries);
  });
  return order(named, false);
}

/** Adds a statement to the blank nodes that it is about, as each is to hash it: itself as `_:a`, others as `_:z`. */
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
  of.lines.push(`${from + entry.predicate.text + to + within} .\n`);
}
