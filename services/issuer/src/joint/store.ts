import type { Client, Queryable } from '../database/transaction.ts';

/** A credential that waits for the proofs of others, or has them. */
export type JointCredential = {
  institutionId: string;
  id: string;
  digest: string;
  recorded: Date;
  issued: Date | null;
  holderName: string | null;
  bodies: { body: string; name: string; proof: Record<string, unknown> | null }[];
};

const columns = `joint_credential.institution_id as "institutionId", joint_credential.credential_id as id, digest, recorded, issued,
  holder_name as "holderName",
  (select jsonb_agg(jsonb_build_object('body', body, 'name', name, 'proof', proof::jsonb) order by name, body)
   from joint_proof where joint_proof.institution_id = joint_credential.institution_id
     and joint_proof.credential_id = joint_credential.credential_id) as bodies`;
const joined = `joint_credential join credential
  on credential.institution_id = joint_credential.institution_id and credential.id = joint_credential.credential_id`;

export async function insertJointCredential(
  client: Client,
  institutionId: string,
  { id, digest, bodies }: { id: string; digest: string; bodies: readonly { id: string; name: string }[] },
): Promise<void> {
  await client.query('insert into joint_credential (institution_id, credential_id, digest) values ($1, $2, $3)', [
    institutionId,
    id,
    digest,
  ]);
  await client.query(
    `insert into joint_proof (institution_id, credential_id, body, name)
     select $1, $2, body, name from unnest($3::text[], $4::text[]) as new (body, name)`,
    [institutionId, id, bodies.map((body) => body.id), bodies.map((body) => body.name)],
  );
}

export async function findJointCredential(
  db: Queryable,
  institutionId: string,
  id: string,
): Promise<JointCredential | undefined> {
  const { rows } = await db.query<JointCredential>(
    `select ${columns} from ${joined} where joint_credential.institution_id = $1 and joint_credential.credential_id = $2
       and deleted is null`,
    [institutionId, id],
  );
  return rows[0];
}

/** Gives what an institution awards together with others, newest first. */
export async function listJointCredentials(db: Queryable, institutionId: string): Promise<JointCredential[]> {
  const { rows } = await db.query<JointCredential>(
    `select ${columns} from ${joined} where joint_credential.institution_id = $1 and deleted is null
     order by recorded desc, joint_credential.credential_id limit 200`,
    [institutionId],
  );
  return rows;
}

/** Gives what other institutions of this installation ask a body to sign. */
export async function listAsked(db: Queryable, body: string): Promise<JointCredential[]> {
  const { rows } = await db.query<JointCredential>(
    `select ${columns} from ${joined} where deleted is null and exists (
       select from joint_proof where joint_proof.institution_id = joint_credential.institution_id
         and joint_proof.credential_id = joint_credential.credential_id and body = $1 and proof is null)
     order by recorded, joint_credential.credential_id limit 200`,
    [body],
  );
  return rows;
}

/** Gives the credentials of this installation that wait for a body's proof over this document. */
export async function findWaiting(
  db: Queryable,
  { digest, body }: { digest: string; body: string },
): Promise<{ institutionId: string; id: string }[]> {
  const { rows } = await db.query<{ institutionId: string; id: string }>(
    `select joint_credential.institution_id as "institutionId", credential_id as id from joint_credential
     join joint_proof using (institution_id, credential_id)
     join credential on credential.institution_id = joint_credential.institution_id and credential.id = credential_id
     where digest = $1 and body = $2 and deleted is null`,
    [digest, body],
  );
  return rows;
}

/** Keeps a proof where there is none yet; the first that comes stays. */
export async function storeJointProof(
  db: Queryable,
  institutionId: string,
  { id, body, proof, at }: { id: string; body: string; proof: string; at: Date },
): Promise<void> {
  await db.query(
    `update joint_proof set proof = $4, received = $5
     where institution_id = $1 and credential_id = $2 and body = $3 and proof is null`,
    [institutionId, id, body, proof, at],
  );
}

export type JointSignature = { recorded: Date; proof: string | null };

export async function findJointSignature(
  db: Queryable,
  institutionId: string,
  digest: string,
): Promise<JointSignature | undefined> {
  const { rows } = await db.query<JointSignature>(
    'select recorded, proof from joint_signature where institution_id = $1 and digest = $2',
    [institutionId, digest],
  );
  return rows[0];
}

export async function insertJointSignature(
  client: Client,
  institutionId: string,
  { digest, credentialId, issuer, recorded }: { digest: string; credentialId: string; issuer: string; recorded: Date },
): Promise<void> {
  await client.query(
    `insert into joint_signature (institution_id, digest, credential_id, issuer, recorded) values ($1, $2, $3, $4, $5)`,
    [institutionId, digest, credentialId, issuer, recorded],
  );
}

/** Stores the proof where there is none yet and gives the one that stays. */
export async function storeJointSignature(
  db: Queryable,
  institutionId: string,
  digest: string,
  proof: string,
): Promise<string> {
  const { rows } = await db.query<{ proof: string }>(
    `update joint_signature set proof = coalesce(proof, $3) where institution_id = $1 and digest = $2 returning proof`,
    [institutionId, digest, proof],
  );
  return rows[0]!.proof;
}
