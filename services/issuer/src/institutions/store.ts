import type { Client, Queryable } from '../database/transaction.ts';

export type Institution = {
  id: string;
  did: string;
  /** By language tag. */
  names: Record<string, string>;
  country: string | null;
  url: string | null;
  email: string | null;
  telephone: string | null;
  accreditedFrom: Date | null;
  accreditedUntil: Date | null;
  /** Which edition of its accreditations it issues by; 0 while none are on file. */
  accreditationEdition: number;
  created: Date;
};

const columns = `institution.id, did, names, country, url, email, telephone, accredited_from as "accreditedFrom",
  accredited_until as "accreditedUntil", accreditation_edition as "accreditationEdition", institution.created`;

export async function findInstitution(db: Queryable, id: string): Promise<Institution | undefined> {
  const { rows } = await db.query<Institution>(`select ${columns} from institution where id = $1`, [id]);
  return rows[0];
}

export async function insertInstitution(client: Client, institution: Institution): Promise<void> {
  const { id, did, names, country, url, email, telephone, accreditedFrom, accreditedUntil, created } = institution;
  await client.query(
    `insert into institution
       (id, did, names, country, url, email, telephone, accredited_from, accredited_until, created)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, did, names, country, url, email, telephone, accreditedFrom, accreditedUntil, created],
  );
}

export type ApiKey = { id: string; label: string; created: Date; revoked: Date | null };

export type KeyHolder = { institution: Institution; apiKeyId: string };

/** Gives the institution to which each of some API keys in use belongs, by the keys' SHA-256, in their order. */
export async function findInstitutionsByApiKey(db: Queryable, sha256s: Buffer[]): Promise<(KeyHolder | undefined)[]> {
  const { rows } = await db.query<Institution & { apiKeyId: string; sha256: Buffer }>({
    name: 'institutions-by-api-key',
    text: `select ${columns}, api_key.id as "apiKeyId", sha256
     from api_key join institution on institution.id = institution_id
     where sha256 = any($1) and revoked is null`,
    values: [sha256s],
  });
  const found = new Map(
    rows.map(({ apiKeyId, sha256, ...institution }) => [sha256.toString('hex'), { institution, apiKeyId }]),
  );
  return sha256s.map((sha256) => found.get(sha256.toString('hex')));
}

export async function insertApiKey(
  client: Client,
  institutionId: string,
  { id, label, sha256, created }: { id: string; label: string; sha256: Buffer; created: Date },
): Promise<void> {
  await client.query('insert into api_key (id, institution_id, label, sha256, created) values ($1, $2, $3, $4, $5)', [
    id,
    institutionId,
    label,
    sha256,
    created,
  ]);
}

export async function listApiKeys(db: Queryable, institutionId: string): Promise<ApiKey[]> {
  const { rows } = await db.query<ApiKey>(
    'select id, label, created, revoked from api_key where institution_id = $1 order by created, id',
    [institutionId],
  );
  return rows;
}

export async function markApiKeyRevoked(client: Client, institutionId: string, id: string, at: Date): Promise<void> {
  await client.query('update api_key set revoked = $3 where institution_id = $1 and id = $2 and revoked is null', [
    institutionId,
    id,
    at,
  ]);
}
