import type { IssuerContext } from '../context.ts';
import { type Client, transaction } from '../database/transaction.ts';
import { type AuditEntry, auditHash, headBytes, noHash } from './hash.ts';
import { appendEntries, insertHead, lockHead } from './store.ts';

/** Who did it: `api-key:<id>`, `admin`, `command-line` or the name of a job. */
export type Actor = string;

/** One transaction in which something of an institution changes. */
export type Change = {
  client: Client;
  /** The moment of the change, the same in all rows that it writes. */
  at: Date;
  /** Notes what is done; written with the rest, or not at all. `detail` holds ids and hashes only. */
  audit(event: string, subject: string, detail?: Record<string, unknown>): void;
};

/**
 * Runs `work` in one transaction and appends its entries to the institution's audit log before it commits.
 * Changes of one institution take turns, so its log has no gaps and no two changes can wait for each other.
 */
export function changeInstitution<T>(
  context: IssuerContext,
  institutionId: string,
  actor: Actor,
  work: (change: Change) => Promise<T>,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<T> {
  const { pool, keys, clock } = context;
  return transaction(pool, async (client) => {
    const at = clock();
    const noted: Pick<AuditEntry, 'event' | 'subject' | 'detail'>[] = [];
    const audit: Change['audit'] = (event, subject, detail = {}) => {
      noted.push({ event, subject, detail: JSON.stringify(detail) });
    };
    let head = isNew ? { length: 0, hash: noHash } : await lockHead(client, institutionId);
    const result = await work({ client, at, audit });
    if (isNew) await insertHead(client, institutionId, head, keys.seal(headBytes(institutionId, 0, noHash)));
    if (noted.length === 0) return result;
    const entries = noted.map((note) => {
      const entry = { ...note, institutionId, at, actor, sequence: head.length + 1, previousHash: head.hash };
      head = { length: entry.sequence, hash: auditHash(entry) };
      return { ...entry, hash: head.hash };
    });
    const seal = keys.seal(headBytes(institutionId, head.length, head.hash));
    await appendEntries(client, institutionId, entries, { ...head, seal });
    return result;
  });
}
