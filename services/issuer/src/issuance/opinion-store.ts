import type { Queryable } from '../database/transaction.ts';

export type Agreement = {
  achievement: string;
  achievementVersion: number;
  /** By which mechanism and under which keys it was secured. */
  methods: string;
  /** Tells this program's agreements from those of every other. */
  agreement: Buffer;
};

/** Gives those of the agreements that are on record, as hexadecimal text. */
export async function findAgreements(db: Queryable, institutionId: string, agreements: Buffer[]): Promise<Set<string>> {
  const { rows } = await db.query<{ agreement: Buffer }>(
    'select agreement from second_opinion where institution_id = $1 and agreement = any($2)',
    [institutionId, agreements],
  );
  return new Set(rows.map(({ agreement }) => agreement.toString('hex')));
}

/** Records an agreement, in the place of that which an earlier program left. */
export async function keepAgreement(db: Queryable, institutionId: string, kept: Agreement): Promise<void> {
  await db.query(
    `insert into second_opinion (institution_id, achievement, achievement_version, methods, agreement)
     values ($1, $2, $3, $4, $5)
     on conflict (institution_id, achievement, achievement_version, methods)
     do update set agreement = excluded.agreement, agreed = excluded.agreed`,
    [institutionId, kept.achievement, kept.achievementVersion, kept.methods, kept.agreement],
  );
}
