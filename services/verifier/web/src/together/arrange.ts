import { readSkill } from '@symbolon/credential';
import type { Checked, Given } from '../check/outcome.ts';
import { documentKind } from './document-kind.ts';

type Claimed = Pick<Checked, 'given' | 'document'>;

/** More than a chain, a decision and a few courses belong to nobody's one certificate. */
const mostTogether = 17;

/**
 * Sorts documents that were opened together. Those of one person are one case: the certificate that a decision is about stands first,
 * else the first. Certificates of several people are judged one by one, each with the accreditations and decisions beside it.
 * Nothing is believed here: names say only what is shown beside what.
 */
export function arrange<Each extends Claimed>(
  documents: readonly Each[],
): { one: true; main: Each | undefined; others: Each[] } | { one: false; certificates: Each[]; others: Each[] } {
  const certificates = documents.filter(({ document }) => documentKind(document) === 'certificate');
  const others = documents.filter((each) => !certificates.includes(each));
  const [first] = certificates;
  const isOne = certificates.every((each) => first && samePerson(first, each)) && documents.length <= mostTogether;
  if (certificates.length > 1 && !isOne) return { one: false, certificates, others };
  const main = mainOf(documents) ?? documents[0];
  return { one: true, main, others: documents.filter((each) => each !== main) };
}

/** The certificate that a decision names, else the first certificate. */
export function mainOf<Each extends Claimed>(documents: readonly Each[]): Each | undefined {
  const certificates = documents.filter(({ document }) => documentKind(document) === 'certificate');
  const decided = new Set(documents.flatMap(({ document }) => recognizes(document)));
  return certificates.find(({ document }) => decided.has(idOf(document))) ?? certificates[0];
}

function recognizes({ credentialSubject }: Record<string, unknown>): string[] {
  const { recognizes } = Object([credentialSubject].flat()[0]) as { recognizes?: unknown };
  const { id } = Object(recognizes) as { id?: unknown };
  return typeof id === 'string' ? [id] : [];
}

const idOf = (document: Record<string, unknown>): string =>
  readSkill(document, ['en']).summaryOf ?? (typeof document.id === 'string' ? document.id : '');

function samePerson(a: Claimed, b: Claimed): boolean {
  const [one, other] = [a, b].map(({ document }) => readSkill(document, ['en']).holder);
  if (!one || !other) return false;
  if (one.id !== undefined && one.id === other.id) return true;
  const isBornThen = one.dateOfBirth === other.dateOfBirth || !one.dateOfBirth || !other.dateOfBirth;
  return one.name !== undefined && plain(one.name) === plain(other.name) && isBornThen;
}

const plain = (name = '') => name.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();

/** Adds documents to a certificate and what stands beside it; the one that a decision is about comes first. */
export function join(to: Checked, added: readonly Claimed[]): [main: Given, ...others: Given[]] {
  const all = [to, ...(to.along ?? []), ...added];
  const main = mainOf(all) ?? to;
  const given = new Map([main, ...all].flatMap((each) => (each.given ? [[each.given.text, each.given]] : [])));
  return [...given.values()] as [Given, ...Given[]];
}
