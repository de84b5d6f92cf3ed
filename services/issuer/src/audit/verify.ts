import { createHash } from 'node:crypto';
import type { Pool } from '@symbolon/postgres';
import { type Queryable, transaction } from '../database/transaction.ts';
import { auditHash, headBytes, noHash } from './hash.ts';
import { listCredentialStates, listEntries, listHeads, type StoredEntry } from './store.ts';

/** Where a log ended at some moment; kept outside the database, it shows a log that was set back as a whole. */
export type Checkpoint = { institution: string; length: number; hash: string };

export type AuditReport = Checkpoint & { faults: string[] };

/**
 * Verifies the audit log of every institution, or of the one that is named, and gives a report for each; an empty `faults` says that all holds:
 * no entry was changed, none is missing, the end is where the sealed head says, and each credential is as it was recorded.
 * `seal` is the MAC of the installation's key ring; without it the seals of the heads are not looked at.
 */
export function verifyAudit(pool: Pool, options: VerifyOptions): Promise<AuditReport[]> {
  return transaction(pool, async (client) => {
    // One view of all tables, so that what is issued meanwhile looks like no fault.
    await client.query('set transaction isolation level repeatable read, read only');
    return verifyLogs(client, options);
  });
}

type VerifyOptions = {
  seal?: ((head: Buffer) => Buffer) | undefined;
  checkpoints?: Checkpoint[];
  institution?: string;
};

async function verifyLogs(
  db: Queryable,
  { seal, checkpoints = [], institution: only }: VerifyOptions,
): Promise<AuditReport[]> {
  const reports: AuditReport[] = [];
  const heads = await listHeads(db);
  for (const head of heads) {
    if (only !== undefined && head.institutionId !== only) continue;
    const { institutionId, length } = head;
    const { faults, hashes, last } = await followChain(
      db,
      institutionId,
      new Set(atLengths(checkpoints, institutionId)),
    );
    if (head.hash === null) faults.push('the head of the log is missing');
    else if (last.length < length) faults.push(`${range(last.length + 1, length)} missing: the head says ${length}`);
    else if (last.length > length) faults.push(`${range(length + 1, last.length)} not covered by the head`);
    else if (!head.hash.equals(last.hash)) faults.push(`the head does not fit entry ${length}`);
    if (seal && head.hash && !(head.seal && seal(headBytes(institutionId, length, head.hash)).equals(head.seal))) {
      faults.push('the seal of the head does not hold: the head was not written by this installation');
    }
    for (const { length: at, hash } of checkpoints.filter(({ institution }) => institution === institutionId)) {
      if (hashes.get(at) !== hash) faults.push(`entry ${at} is not the one that the checkpoint was taken at`);
    }
    reports.push({ institution: institutionId, length: last.length, hash: last.hash.toString('hex'), faults });
  }
  for (const { institution, length, hash } of checkpoints) {
    if (heads.some(({ institutionId }) => institutionId === institution)) continue;
    reports.push({ institution, length, hash, faults: ['the institution of a checkpoint is missing'] });
  }
  return reports;
}

const atLengths = (checkpoints: Checkpoint[], id: string) =>
  checkpoints.filter(({ institution }) => institution === id).map(({ length }) => length);

/** What an entry says of a credential; the last word on each counts. */
type Claim = { sha256?: string; paperSha256?: string; revoked: boolean; suspended: boolean; deleted: boolean };

async function followChain(db: Queryable, institutionId: string, wanted: Set<number>) {
  const faults: string[] = [];
  const hashes = new Map<number, string>();
  const claims = new Map<string, Claim>();
  let last = { length: 0, hash: noHash as Buffer };
  for (;;) {
    const entries = await listEntries(db, institutionId, { after: last.length, limit: 1000 });
    for (const entry of entries) {
      const { sequence } = entry;
      if (sequence !== last.length + 1) faults.push(`${range(last.length + 1, sequence - 1)} missing`);
      else if (!entry.previousHash.equals(last.hash))
        faults.push(`entry ${sequence} does not follow entry ${sequence - 1}`);
      if (!auditHash(entry).equals(entry.hash)) faults.push(`entry ${sequence} was changed`);
      last = { length: sequence, hash: entry.hash };
      if (wanted.has(sequence)) hashes.set(sequence, entry.hash.toString('hex'));
      noteClaim(claims, entry);
    }
    if (entries.length < 1000) break;
  }
  await compareCredentials(db, institutionId, claims, faults);
  return { faults, hashes, last };
}

const range = (from: number, to: number) => (from === to ? `entry ${from} is` : `entries ${from} to ${to} are`);

function noteClaim(claims: Map<string, Claim>, { event, subject, detail }: StoredEntry): void {
  if (event === 'credential.issued') {
    const { sha256, paperSha256 } = JSON.parse(detail);
    claims.set(subject, { sha256, paperSha256, revoked: false, suspended: false, deleted: false });
  }
  const claim = claims.get(subject);
  if (!claim) return;
  if (event === 'credential.revoked' || event === 'credential.superseded') claim.revoked = true;
  if (event === 'credential.suspended') claim.suspended = true;
  if (event === 'credential.lifted') claim.suspended = false;
  if (event === 'credential.deleted') claim.deleted = true;
}

/** The log would be worth little if the rows that it speaks of could be changed beside it. */
async function compareCredentials(db: Queryable, institutionId: string, claims: Map<string, Claim>, faults: string[]) {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  let after = '';
  for (;;) {
    const rows = await listCredentialStates(db, institutionId, after);
    for (const row of rows) {
      after = row.id;
      const claim = claims.get(row.id);
      claims.delete(row.id);
      if (!claim) faults.push(`credential ${row.id} is not in the log`);
      else if (row.deleted !== claim.deleted) faults.push(`credential ${row.id} is deleted, or not, against the log`);
      else if (
        !row.deleted &&
        (sha256(row.document!) !== claim.sha256 ||
          (row.paperDocument === null ? undefined : sha256(row.paperDocument)) !== claim.paperSha256)
      ) {
        faults.push(`credential ${row.id} is not what was recorded`);
      }
      if (claim && (row.revoked !== claim.revoked || row.suspended !== claim.suspended)) {
        faults.push(`the status of credential ${row.id} is not what the log says`);
      }
    }
    if (rows.length < 1000) break;
  }
  for (const id of claims.keys()) faults.push(`credential ${id} is missing`);
}
