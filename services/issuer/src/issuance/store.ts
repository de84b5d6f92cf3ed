import type { Link } from '../audit/append.ts';
import type { Head, StoredEntry } from '../audit/store.ts';
import type { Client, Queryable } from '../database/transaction.ts';
import { keyColumns, keyOrder, type SigningKey } from '../keys/store.ts';
import type { CryptosuiteName, Securing } from './draft.ts';
import { type KeptDocuments, type KeptProofs, readKept } from './forms/compact.ts';

/**
 * A credential as it is kept, with the texts of its documents and proofs, however the row holds them. `proof` and `issued`
 * are null between its record and its signature.
 */
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
  /** By which rules the row is read. */
  format: number;
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
  recorded, format, form, parameters, document, paper_document as "paperDocument", proof_form as "proofForm", signatures,
  proof, paper_proof as "paperProof", issued, revoked, suspended, reason, superseded_by as "supersededBy", deleted`;

type Row = StoredCredential & KeptDocuments & KeptProofs;

async function findWhere(db: Queryable, condition: string, values: unknown[]): Promise<StoredCredential[]> {
  const { rows } = await db.query<Row>(`select ${columns} from credential where ${condition}`, values);
  return readKept(db, rows);
}

export async function findCredentialsByKey(
  db: Queryable,
  institutionId: string,
  keys: string[],
): Promise<StoredCredential[]> {
  return findWhere(db, 'institution_id = $1 and idempotency_key = any($2)', [institutionId, keys]);
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
  return findWhere(db, 'institution_id = $1 and id = any($2)', [institutionId, ids]);
}

/** Gives the issued credential behind the unguessable part of its certificate's address. */
export async function findCredentialByLink(db: Queryable, link: string): Promise<StoredCredential | undefined> {
  const [found] = await findWhere(db, 'link = $1 and issued is not null and deleted is null', [link]);
  return found;
}

/** A shorter start of an id would be found in names: two of its letters begin one id in 256. */
const shortestStart = 4;

export type Search = {
  /** Part of the holder's name, as `searchForm` gives it, or the start of an id, from four characters on after `urn:uuid:`. */
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
  return findWhere(
    db,
    `institution_id = $1 and issued is not null
       and ($2::text is null or ${foundBy(text ?? '')})
       and ($3::text is null or achievement = $3)
       and ($4::timestamptz is null or (recorded, id) < ($4, $5))
     order by recorded desc, id desc limit $6`,
    [institutionId, text ?? null, achievement ?? null, before?.recorded ?? null, before?.id ?? null, limit],
  );
}

/**
 * The condition on names and ids. An index looks up the keys of the text, and what stands beside them says which of those rows have it. One
 * letter, which has no key, is soon met among the newest rows; one ideograph has, and is a name.
 */
function foundBy(text: string): string {
  const characters = [...text].length;
  const keys = 'search_keys(institution_id, holder_search, id) @> search_keys';
  const byName = `position($2 in holder_search) > 0`;
  const ways = [characters > 1 || text >= '\u2e80' ? `${byName} and ${keys}($1, $2, null)` : byName];
  if (text.replace(/^urn:uuid:/, '').length >= shortestStart)
    ways.push(`(starts_with(id, $2) or starts_with(id, 'urn:uuid:' || $2)) and ${keys}($1, null, $2)`);
  return `(${ways.join(' or ')})`;
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
> &
  KeptDocuments & { holderSearch: string | null };

const newColumns = `institution_id, recorded, id, link, idempotency_key, request_sha256, achievement, achievement_version,
  holder_name, holder_search, valid_until, securing, cryptosuites, status_group, status_index,
  document, paper_document, format, form, parameters`;

/** What is inserted into them, from $1 the institution, $2 the moment, and a list for each of the others. */
const newValues = `$1, $2, id, link, key, fingerprint, achievement, version, name, search, valid_until, securing,
  string_to_array(cryptosuites, ' '), status_group, status_index, document, paper, format, form, parameters`;

const newRows = `unnest($3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::integer[], $9::text[], $10::text[],
    $11::timestamptz[], $12::text[], $13::text[], $14::integer[], $15::integer[], $16::text[], $17::text[],
    $18::smallint[], $19::integer[], $20::text[])
  as new (id, link, key, fingerprint, achievement, version, name, search, valid_until, securing, cryptosuites,
          status_group, status_index, document, paper, format, form, parameters)`;

function newLists(rows: NewCredential[]): unknown[] {
  const column = <K extends keyof NewCredential>(key: K) => rows.map((row) => row[key]);
  return [
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
    column('format'),
    column('form'),
    column('parameters'),
  ];
}

/**
 * Records credentials of one institution in one statement, before any of them is signed, except those whose key, id or status index
 * somebody took a moment earlier. Gives the ids of those that were recorded.
 */
export async function insertCredentials(
  client: Client,
  institutionId: string,
  recorded: Date,
  rows: NewCredential[],
): Promise<Set<string>> {
  const { rows: inserted } = await client.query<{ id: string }>({
    name: 'insert-credentials',
    text: `insert into credential (${newColumns}) select ${newValues} from ${newRows} on conflict do nothing returning id`,
    values: [institutionId, recorded, ...newLists(rows)],
  });
  return new Set(inserted.map(({ id }) => id));
}

/** What is recorded at once: credentials, with how many places they take of which groups, and the entries that say so in the log. */
export type AtOnce = { rows: NewCredential[]; taken: ReadonlyMap<number, number>; end: Head; link: Link };

/**
 * Takes places, records credentials and appends the entries in one statement, which is a transaction of its own; it waits for its turn
 * as `changeInstitution` does. Gives the institution's keys as they were at that moment: a change of them is in the log, so where the
 * log still ends at `end` there was none since. Does nothing and gives none where the log does not end at `end` any more, or a group is
 * not there yet. Throws, and has done nothing, where somebody took a key, an id or a status index.
 */
export async function recordAtOnce(
  db: Queryable,
  institutionId: string,
  recorded: Date,
  { rows, taken, end, link }: AtOnce,
): Promise<SigningKey[]> {
  const { entries, head } = link;
  const entry = <K extends keyof StoredEntry>(key: K) => entries.map((each) => each[key]);
  const { rows: keys } = await db.query<SigningKey>({
    name: 'record-at-once',
    text: `with head as (
       update audit_head set length = $21, hash = $22, seal = $23
       where institution_id = $1 and length = $24 and hash = $25
         and (select count(*) from status_group where institution_id = $1 and number = any($26)) = cardinality($26)
       returning institution_id
     ), taken as (
       update status_group set taken = status_group.taken + new.taken
       from head, unnest($26::integer[], $27::integer[]) as new (number, taken)
       where status_group.institution_id = head.institution_id and status_group.number = new.number
     ), recorded as (
       insert into credential (${newColumns}) select ${newValues} from head, ${newRows}
     ), appended as (
       insert into audit_entry (institution_id, sequence, at, actor, event, subject, detail, previous_hash, hash)
       select $1, sequence, $2, $28, event, subject, detail, previous, hash
       from head, unnest($29::bigint[], $30::text[], $31::text[], $32::text[], $33::bytea[], $34::bytea[])
         as new (sequence, event, subject, detail, previous, hash)
     )
     select ${keyColumns} from head join signing_key using (institution_id) order by ${keyOrder}`,
    values: [
      institutionId,
      recorded,
      ...newLists(rows),
      head.length,
      head.hash,
      head.seal,
      end.length,
      end.hash,
      [...taken.keys()],
      [...taken.values()],
      entries[0]!.actor,
      entry('sequence'),
      entry('event'),
      entry('subject'),
      entry('detail'),
      entry('previousHash'),
      entry('hash'),
    ],
  });
  return keys;
}

/** Stores signatures where there are none yet; the first that comes stays. Gives the ids of those that were stored. */
export async function storeProofs(
  db: Queryable,
  institutionId: string,
  issued: Date,
  rows: (KeptProofs & { id: string })[],
): Promise<Set<string>> {
  const column = <K extends keyof KeptProofs | 'id'>(key: K) => rows.map((row) => row[key]);
  const { rows: stored } = await db.query<{ id: string }>(
    `update credential set issued = $2, proof = new.proof, paper_proof = new.paper, proof_form = new.form,
            signatures = new.signatures
     from unnest($3::text[], $4::text[], $5::text[], $6::integer[], $7::bytea[]) as new (id, proof, paper, form, signatures)
     where institution_id = $1 and credential.id = new.id and issued is null and deleted is null
     returning credential.id`,
    [
      institutionId,
      issued,
      column('id'),
      column('proof'),
      column('paperProof'),
      column('proofForm'),
      column('signatures'),
    ],
  );
  return new Set(stored.map(({ id }) => id));
}

/** Takes out everything about the person; false where that was done before. The row stays: its status index is taken. */
export async function eraseCredential(client: Client, institutionId: string, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await client.query(
    `update credential set deleted = $3, document = null, paper_document = null, form = null, parameters = null,
            proof = null, paper_proof = null, proof_form = null, signatures = null, holder_name = null, holder_search = null
     where institution_id = $1 and id = $2 and deleted is null`,
    [institutionId, id, at],
  );
  return rowCount === 1;
}
