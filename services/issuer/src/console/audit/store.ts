import type { Queryable } from '../../database/transaction.ts';

export type AuditLine = { sequence: number; at: Date; actor: string; event: string; subject: string };

/** Gives the newest entries of an institution's log, of one event or of all, before a number. */
export async function listNewestEntries(
  db: Queryable,
  institutionId: string,
  { event, before, limit }: { event: string | undefined; before: number | undefined; limit: number },
): Promise<AuditLine[]> {
  const { rows } = await db.query<AuditLine & { sequence: string }>(
    `select sequence, at, actor, event, subject from audit_entry
      where institution_id = $1
        and ($2::text is null or event = $2)
        and ($3::bigint is null or sequence < $3)
      order by sequence desc limit $4`,
    [institutionId, event ?? null, before ?? null, limit],
  );
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}
