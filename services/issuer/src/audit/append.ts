import type { IssuerContext } from '../context.ts';
import { type Client, transaction } from '../database/transaction.ts';
import { type AuditEntry, auditHash, headBytes, noHash } from './hash.ts';
import { learnHead } from './known-heads.ts';
import { appendEntries, type Head, insertHead, lockHead, type StoredEntry } from './store.ts';

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
export async function changeInstitution<T>(
  context: IssuerContext,
  institutionId: string,
  actor: Actor,
  work: (change: Change) => Promise<T>,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<T> {
  const { pool, keys, clock } = context;
  const { result, head } = await transaction(pool, async (client) => {
    const at = clock();
    const noted: Note[] = [];
    const audit: Change['audit'] = (event, subject, detail = {}) => void noted.push(toNote(event, subject, detail));
    const head = isNew ? { length: 0, hash: noHash } : await lockHead(client, institutionId);
    const result = await work({ client, at, audit });
    if (isNew) await insertHead(client, institutionId, head, keys.seal(headBytes(institutionId, 0, noHash)));
    if (noted.length === 0) return { result, head };
    const link = linkOnto(context, head, noted, { institutionId, at, actor });
    await appendEntries(client, institutionId, link.entries, link.head);
    return { result, head: link.head };
  });
  learnHead(pool, institutionId, head);
  return result;
}

/** What is done, for the log. */
export type Note = Pick<AuditEntry, 'event' | 'subject' | 'detail'>;

export const toNote = (event: string, subject: string, detail: Record<string, unknown>): Note => ({
  event,
  subject,
  detail: JSON.stringify(detail),
});

/** Entries that follow the end of a log, and the end that they make. */
export type Link = { entries: StoredEntry[]; head: Head & { seal: Buffer } };

/** Gives the entries that notes become after the end of an institution's log. */
export function linkOnto(
  { keys }: Pick<IssuerContext, 'keys'>,
  end: Head,
  noted: Note[],
  { institutionId, at, actor }: { institutionId: string; at: Date; actor: Actor },
): Link {
  let head = end;
  const entries = noted.map((note) => {
    const entry = { ...note, institutionId, at, actor, sequence: head.length + 1, previousHash: head.hash };
    head = { length: entry.sequence, hash: auditHash(entry) };
    return { ...entry, hash: head.hash };
  });
  return { entries, head: { ...head, seal: keys.seal(headBytes(institutionId, head.length, head.hash)) } };
}
