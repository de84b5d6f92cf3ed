import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import type { Institution } from '../institutions/store.ts';
import { issueBatch } from '../issuance/issue.ts';
import { findCredentialsById, type StoredCredential } from '../issuance/store.ts';
import { withdrawKey } from '../keys/keys.ts';
import { setStatuses } from '../status/change.ts';
import { draftFromRecord } from './draft.ts';
import { handOnAwards, handOnRecognitions, listForms, listUnrevoked } from './store.ts';

/** What became of a credential that a stolen key had signed: what replaces it, or why nothing does. */
export type Answered = { id: string; replacement?: string; link?: string; problem?: string };

type Theft = {
  institution: Institution;
  /** Of the key's verification method: `key-1`. */
  fragment: string;
  actor: Actor;
  /** Told each time that some more are done. */
  onAnswered?: (answered: Answered[]) => void;
};

const together = 200;
// A process that read the keys a moment before the theft was answered may still store what it signed.
const stragglersMs = 3_000;

/**
 * Answers a stolen key: takes it out of the DID document and makes a new one, issues every credential that it signed and
 * that is in force again from the record, and revokes the old one as superseded, naming its replacement. What had ended is
 * revoked without one; what was paused is paused again. Whatever stops it, run again it does what is left.
 * Throws `Problem` 404 where the institution has no such key. Gives how many were replaced, revoked and left.
 */
export async function answerStolenKey(
  context: IssuerContext,
  theft: Theft,
  { wait = stragglersMs }: { wait?: number } = {},
): Promise<{ replaced: number; revoked: number; left: number }> {
  const { institution, fragment, actor } = theft;
  await withdrawKey(context, institution, fragment, actor);
  const counts = { replaced: 0, revoked: 0, left: 0 };
  for (const pause of [0, wait]) {
    await sleep(pause);
    counts.left = 0;
    for await (const rows of signedBy(context, institution, fragment)) {
      const answered = await answerSome(context, theft, rows);
      for (const { replacement, problem } of answered) {
        if (problem !== undefined) counts.left += 1;
        else if (replacement !== undefined) counts.replaced += 1;
        else counts.revoked += 1;
      }
      theft.onAnswered?.(answered);
    }
  }
  return counts;
}

/** Gives what a key has signed and nobody has revoked, some at a time. */
async function* signedBy({ pool }: IssuerContext, { id, did }: Institution, fragment: string) {
  const method = `${did}#${fragment}`;
  const names = (text: string | null) => text !== null && namesMethod(text, method);
  const forms = await listForms(pool, id);
  const proofForms = forms
    .filter(({ whole, paper }) => names(whole.join('')) || names(paper?.join('') ?? null))
    .map((form) => form.id);
  for (let after = ''; ; ) {
    const ids = await listUnrevoked(pool, id, { proofForms, after, limit: together });
    const rows = await findCredentialsById(pool, id, ids);
    const signed = rows.filter(({ proof, paperProof }) => names(proof) || names(paperProof));
    if (signed.length > 0) yield signed;
    if (ids.length < together) return;
    after = ids.at(-1)!;
  }
}

/** Says whether proofs, or the header of a compact JWS, name a method, under any of the names that its key goes by. */
function namesMethod(text: string, method: string): boolean {
  const [header] = /^[\w-]+(?=\.)/.exec(text) ?? [];
  const readable = header === undefined ? text : Buffer.from(header, 'base64url').toString();
  for (let at = readable.indexOf(method); at >= 0; at = readable.indexOf(method, at + 1)) {
    if (/^(-[a-z0-9]+)?"/.test(readable.slice(at + method.length))) return true;
  }
  return false;
}

async function answerSome(
  context: IssuerContext,
  { institution, fragment, actor }: Theft,
  rows: StoredCredential[],
): Promise<Answered[]> {
  const now = context.clock();
  const ended = rows.filter(({ validUntil }) => validUntil !== null && validUntil <= now);
  const inForce = rows.filter((row) => !ended.includes(row));
  const drafts = inForce.map((row) => draftFromRecord(row, fragment));
  const outcomes = drafts.length > 0 ? await issueBatch(context, { institution, actor, drafts }) : [];
  const answered: Answered[] = [];
  const replacements = new Map<string, string>();
  const paused: string[] = [];
  for (const [position, { credential, problem }] of outcomes.entries()) {
    const { id, suspended } = inForce[position]!;
    if (credential) {
      replacements.set(id, credential.id);
      if (suspended) paused.push(credential.id);
      answered.push({ id, replacement: credential.id, link: credential.link });
    } else answered.push({ id, problem: problem?.title ?? 'It could not be issued again.' });
  }
  const change = { institutionId: institution.id, actor };
  const reason = 'key-compromised' as const;
  if (paused.length > 0) {
    await setStatuses(context, {
      ...change,
      ids: paused,
      request: { action: 'suspend', reason: 'under-investigation' },
    });
  }
  const replaced = [...replacements].map(([id, replacement]) => ({ id, replacement }));
  if (replaced.length > 0) {
    await transaction(context.pool, async (client) => {
      await handOnAwards(client, institution.id, replaced);
      await handOnRecognitions(client, institution.id, replaced);
    });
    const ids = [...replacements.keys()];
    await setStatuses(context, {
      ...change,
      ids,
      request: { action: 'supersede', reason, supersededBy: replacements },
    });
  }
  // Without a replacement it is revoked all the same: nobody can tell what the thief signed from what the institution did.
  const others = [
    ...ended.map(({ id }) => id),
    ...answered.flatMap(({ id, problem }) => (problem === undefined ? [] : [id])),
  ];
  if (others.length > 0) await setStatuses(context, { ...change, ids: others, request: { action: 'revoke', reason } });
  return [...answered, ...ended.map(({ id }) => ({ id }))];
}
