import { hash as digest } from 'node:crypto';

export type AuditEntry = {
  institutionId: string;
  sequence: number;
  at: Date;
  actor: string;
  event: string;
  subject: string;
  /** JSON text of an object. */
  detail: string;
  previousHash: Buffer;
};

/** What the first entry of a log names as the hash before it. */
export const noHash = Buffer.alloc(32);

/** Gives the SHA-256 of an entry with the hash before it; a JSON array leaves no doubt where one member ends. */
export function auditHash(entry: AuditEntry): Buffer {
  const { institutionId, sequence, at, actor, event, subject, detail, previousHash } = entry;
  const members = [
    institutionId,
    sequence,
    at.toISOString(),
    actor,
    event,
    subject,
    detail,
    previousHash.toString('hex'),
  ];
  return digest('sha256', JSON.stringify(members), 'buffer');
}

/** Gives the bytes of a log's head that are sealed: whose log, how long, and its last hash. */
export function headBytes(institutionId: string, length: number, hash: Buffer): Buffer {
  return Buffer.from(JSON.stringify([institutionId, length, hash.toString('hex')]));
}
