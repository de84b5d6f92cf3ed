import { setImmediate as others } from 'node:timers/promises';
import type { StatusEntry, UnsignedCredential } from '@symbolon/credential';
import { buildPaperCredential } from '@symbolon/paper';
import { Problem } from '@symbolon/problem';
import { credentialTemplates, type PreparedCredential, prepareCredential } from '@symbolon/securing/sign';
import { limits, parseDocument } from '@symbolon/securing/verify';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { drawPlaces, type Lane, type StatusPlace, statusEntries } from '../status/reserve.ts';
import type { Draft } from './draft.ts';
import type { DocumentTexts } from './forms/compact.ts';
import type { PermittedDraft } from './permit.ts';
import { findCredentialsById, type StoredCredential } from './store.ts';

/** A credential and its small form for the QR code, built and checked; only this can be recorded. */
export type Prepared = {
  draft: Draft;
  place: StatusPlace;
  whole: PreparedCredential;
  paper: PreparedCredential | undefined;
  texts: DocumentTexts;
};

/** What all awards of an achievement share is prepared once. */
const templates = credentialTemplates();

/**
 * Builds the documents that will be signed and checks them against data model, schema and contexts.
 * What is wrong with a single draft is noted in `refusals`.
 */
export async function prepareDrafts(
  { pool, config }: IssuerContext,
  { id: institutionId }: Institution,
  permitted: PermittedDraft[],
  { refusals, lane }: { refusals: Map<string, Problem>; lane?: Lane },
): Promise<Prepared[]> {
  if (permitted.length === 0) return [];
  const chosenIds = permitted.flatMap(({ draft }) => (draft.hasNewId ? [] : [draft.id]));
  const existing = chosenIds.length > 0 ? await findCredentialsById(pool, institutionId, chosenIds) : [];
  const usedIds = new Set(existing.map(({ id }) => id));
  const places = await drawPlaces(pool, institutionId, {
    count: permitted.length,
    from: config.statusGroupFrom,
    ...(lane ? { lane } : {}),
  });
  const prepared: Prepared[] = [];
  for (const [position, { draft }] of permitted.entries()) {
    if (position % 8 === 7) await others();
    const place = places[position]!;
    try {
      if (usedIds.has(draft.id)) throw idTaken();
      usedIds.add(draft.id);
      const documents = await prepareDocuments(
        institutionId,
        draft,
        statusEntries(config.issuerUrl, institutionId, place),
      );
      prepared.push({ draft, place, ...documents });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refusals.set(draft.key, error);
    }
  }
  return prepared;
}

async function prepareDocuments(institutionId: string, draft: Draft, credentialStatus: StatusEntry[]) {
  const document = draft.build(credentialStatus);
  const prepare = (each: Record<string, unknown>, kind: string) =>
    draft.achievement
      ? templates.prepare(each, `${kind} ${institutionId} ${draft.achievement.slug} ${draft.achievement.version}`)
      : prepareCredential(each);
  const whole = await prepare(document, 'whole');
  const { text } = whole;
  checkRoomForProofs(document, text);
  if (!draft.withPaper) return { whole, paper: undefined, texts: { document: text, paperDocument: null } };
  const paper = await prepare(buildPaperCredential(document as UnsignedCredential), 'paper');
  return { whole, paper, texts: { document: text, paperDocument: paper.text } };
}

/** The proofs come on top: a document that only just fits would be too large for every verifier, our own included. */
function checkRoomForProofs(document: Record<string, unknown>, text: string): void {
  // Room in number too: a value takes two letters at least, and proofs are a few dozen values.
  if (text.length < 2 * (limits.values - 50)) return;
  const signed = { ...document, proof: [likeAProof, likeAProof] };
  const { problem } = parseDocument(signed);
  if (!problem && Buffer.byteLength(JSON.stringify(signed)) <= limits.bytes) return;
  const detail = problem?.detail ?? `With its proofs the credential is larger than ${limits.bytes} bytes.`;
  throw new Problem(400, 'The credential cannot be issued as it is', { detail });
}

// As large as any: a did:web has at most 253 characters of host before its path.
const likeAProof = {
  type: 'DataIntegrityProof',
  created: '2026-11-22T09:00:00Z',
  verificationMethod: 'x'.repeat(400),
  cryptosuite: 'ecdsa-rdfc-2019',
  proofPurpose: 'assertionMethod',
  proofValue: 'x'.repeat(100),
};

/** Builds a draft as if it were to be issued, and throws the `Problem` that would come of it. */
export async function prepareSample(draft: Draft): Promise<void> {
  await prepareDocuments('sample', draft, statusEntries('https://issuer.example', 'sample', { group: 0, index: 1 }));
}

const idTaken = () =>
  new Problem(409, 'A credential with this id was issued before', {
    detail: 'Leave out the id, or choose another; to repeat a request, send its Idempotency-Key.',
  });

/** A credential whose record is committed; only this can be signed. */
export type Recorded = { row: StoredCredential; whole: PreparedCredential; paper: PreparedCredential | undefined };

/** Gives the recorded form of rows that a crash left without a signature: what was recorded then is signed now. */
export async function prepareRecorded(rows: StoredCredential[]): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  for (const row of rows) {
    const whole = await prepareCredential(JSON.parse(row.document!));
    const paper = row.paperDocument === null ? undefined : await prepareCredential(JSON.parse(row.paperDocument));
    recorded.push({ row, whole, paper });
  }
  return recorded;
}
