import type { Client, Queryable } from '../database/transaction.ts';
import type { CryptosuiteName, Securing } from './draft.ts';

/** A credential as it is kept. `proof` and `issued` are null between its record and its signature. */
export type StoredCredential = {
  institutionId: string;
  id: string;
  link: string;
  idempotencyKey: string;
  fingerprint: Buffer;
  achievement: string | null;
  achievementVersion: number | null;
  holderName: string | null;
  validUntil: Date | null;
  securing: Securing;
  cryptosuites: CryptosuiteName[];
  statusGroup: number;
  statusIndex: number;
  recorded: Date;
  document: string | null;
  paperDocument: string | null;
  proof: string | null;
  paperProof: string | null;
  issued: Date | null;
  revoked: Date | null;
  suspended: Date | null;
  reason: string | null;
  supersededBy: string | null;
  deleted: Date | null;
};

const columns = `institution_id as "institutionId", id, link, idempotency_key as "idempotencyKey",
  request_sha256 as fingerprint, achievement, achievement_version as "achievementVersion", holder_name as "holderName",
  valid_until as "validUntil", securing, cryptosuites, status_group as "statusGroup", status_index as "statusIndex",
  recorded, document, paper_document as "paperDocument", proof, paper_proof as "paperProof", issued, revoked, suspended,
  reason, superseded_by as "supersededBy", deleted`;

export async function findCredentialsByKey(
  db: Queryable,
  institutionId: string,
  keys: string[],
): Promise<StoredCredential[]> {
  const { rows } = await db.query<StoredCredential>(
    `select ${columns} from credential where institution_id = $1 and idempotency_key = any($2)`,
    [institutionId, keys],
  );
  return rows;
}

/** Gives the credential, or undefined where this institution has none of that id. */
export async function findCredential(
  db: Queryable,
  institutionId: string,
  id: string,
): Promise<StoredCredential | undefined> {
  const [credential] = await findCredentialsById(db, institutionId, [id]);
  return credential;
}

export async function findCredentialsById(
  db: Queryable,
  institutionId: string,
  ids: string[],
): Promise<StoredCredential[]> {
  const { rows } = await db.query<StoredCredential>(
    `select ${columns} from credential where institution_id = $1 and id = any($2)`,
    [institutionId, ids],
  );
  return rows;
}

/** Gives the issued credential behind the unguessable part of its certificate's address. */
export async function findCredentialByLink(db: Queryable, link: string): Promise<StoredCredential | undefined> {
  const { rows } = await db.query<StoredCredential>(
    `select ${columns} from credential where link = $1 and issued is not null and deleted is null`,
    [link],
  );
  return rows[0];
}

export type Search = {
  /** Part of the holder's name, as `searchForm` gives it, or the start of an id. */
  text?: string;
  achievement?: string;
  limit: number;
  /** Only credentials recorded before this one. */
  before?: { recorded: Date; id: string };
};

/** Gives an institution's issued credentials, newest first. */
export async function searchCredentials(
  db: Queryable,
  institutionId: string,
  { text, achievement, limit, before }: Search,
): Promise<StoredCredential[]> {
  const { rows } = await db.query<StoredCredential>(
    `select ${columns} from credential
     where institution_id = $1 and issued is not null
       and ($2::text is null or position($2 in holder_search) > 0 or starts_with(id, $2) or starts_with(id, 'urn:uuid:' || $2))
       and ($3::text is null or achievement = $3)
       and ($4::timestamptz is null or (recorded, id) < ($4, $5))
     order by recorded desc, id desc limit $6`,
    [institutionId, text ?? null, achievement ?? null, before?.recorded ?? null, before?.id ?? null, limit],
  );
  return rows;
}

export type NewCredential = Omit<
  StoredCredential,
  | 'proof'
  | 'paperProof'
  | 'issued'
  | 'revoked'
  | 'suspended'
  | 'reason'
  | 'supersededBy'
  | 'deleted'
  | 'institutionId'
  | 'recorded'
> & { holderSearch: string | null };

/** Records credentials of one institution in one statement, before any of them is signed. */
export async function insertCredentials(
  client: Client,
  institutionId: string,
  recorded: Date,
  rows: NewCredential[],
): Promise<void> {
  const column = <K extends keyof NewCredential>(key: K) => rows.map((row) => row[key]);
  await client.query(
    `insert into credential
       (institution_id, recorded, id, link, idempotency_key, request_sha256, achievement, achievement_version,
        holder_name, holder_search, valid_until, securing, cryptosuites, status_group, status_index,
        document, paper_document)
     select $1, $2, id, link, key, fingerprint, achievement, version, name, search, valid_until, securing,
            string_to_array(cryptosuites, ' '), status_group, status_index, document, paper
     from unnest($3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::integer[], $9::text[], $10::text[],
                 $11::timestamptz[], $12::text[], $13::text[], $14::integer[], $15::integer[], $16::text[], $17::text[])
       as new (id, link, key, fingerprint, achievement, version, name, search, valid_until, securing, cryptosuites,
               status_group, status_index, document, paper)`,
    [
      institutionId,
      recorded,
      column('id'),
      column('link'),
      column('idempotencyKey'),
      column('fingerprint'),
      column('achievement'),
      column('achievementVersion'),
      column('holderName'),
      column('holderSearch'),
      column('validUntil'),
      column('securing'),
      // An array of arrays must be a rectangle, so each row's names travel as one text.
      rows.map(({ cryptosuites }) => cryptosuites.join(' ')),
      column('statusGroup'),
      column('statusIndex'),
      column('document'),
      column('paperDocument'),
    ],
  );
}

/** Stores signatures where there are none yet; the first that comes stays. */
export async function storeProofs(
  db: Queryable,
  institutionId: string,
  issued: Date,
  rows: { id: string; proof: string; paperProof: string | null }[],
): Promise<void> {
  await db.query(
    `update credential set issued = $2, proof = new.proof, paper_proof = new.paper
     from unnest($3::text[], $4::text[], $5::text[]) as new (id, proof, paper)
     where institution_id = $1 and credential.id = new.id and credential.proof is null and deleted is null`,
    [
      institutionId,
      issued,
      rows.map(({ id }) => id),
      rows.map(({ proof }) => proof),
      rows.map(({ paperProof }) => paperProof),
    ],
  );
}

/** Takes out everything about the person; false where that was done before. The row stays: its status index is taken. */
export async function eraseCredential(client: Client, institutionId: string, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await client.query(
    `update credential set deleted = $3, document = null, paper_document = null, proof = null, paper_proof = null,
            holder_name = null, holder_search = null
     where institution_id = $1 and id = $2 and deleted is null`,
    [institutionId, id, at],
  );
  return rowCount === 1;
}
