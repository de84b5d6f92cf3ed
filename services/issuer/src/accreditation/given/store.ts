import type { Queryable } from '../../database/transaction.ts';

export type RecognitionKind = 'accreditation' | 'decision';

/** An accreditation or a decision that an institution gave. */
export type Recognition = {
  id: string;
  kind: RecognitionKind;
  about: string;
  /** Name of whoever was accredited. */
  name: string | null;
  issued: Date;
  validUntil: Date | null;
  revoked: Date | null;
  withdrawalId: string | null;
  withdrawnFrom: Date | null;
};

const columns = `recognition.credential_id as id, kind, about, holder_name as name, issued, valid_until as "validUntil", revoked,
  withdrawal_id as "withdrawalId", withdrawn_from as "withdrawnFrom"`;
const joined = `recognition join credential
  on credential.institution_id = recognition.institution_id and credential.id = recognition.credential_id`;

export async function insertRecognition(
  db: Queryable,
  institutionId: string,
  { id, kind, about }: Pick<Recognition, 'id' | 'kind' | 'about'>,
): Promise<void> {
  await db.query(
    `insert into recognition (institution_id, credential_id, kind, about) values ($1, $2, $3, $4) on conflict do nothing`,
    [institutionId, id, kind, about],
  );
}

/** Gives what an institution gave, newest first. */
export async function listRecognitions(db: Queryable, institutionId: string): Promise<Recognition[]> {
  const { rows } = await db.query<Recognition>(
    `select ${columns} from ${joined} where recognition.institution_id = $1 and issued is not null
     order by issued desc, recognition.credential_id limit 500`,
    [institutionId],
  );
  return rows;
}

export async function findRecognition(
  db: Queryable,
  institutionId: string,
  id: string,
): Promise<Recognition | undefined> {
  const { rows } = await db.query<Recognition>(
    `select ${columns} from ${joined}
     where recognition.institution_id = $1 and recognition.credential_id = $2 and issued is not null`,
    [institutionId, id],
  );
  return rows[0];
}

/** Notes the withdrawal, once; the first that comes stays. */
export async function storeWithdrawal(
  db: Queryable,
  institutionId: string,
  id: string,
  { withdrawalId, from }: { withdrawalId: string; from: Date },
): Promise<void> {
  await db.query(
    `update recognition set withdrawal_id = $3, withdrawn_from = $4
     where institution_id = $1 and credential_id = $2 and withdrawal_id is null`,
    [institutionId, id, withdrawalId, from],
  );
}
