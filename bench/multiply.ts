import type { Pool } from '@symbolon/postgres';

/** Indexes that the copies take in each group of status lists: as many as the service hands out before it begins a new one. */
const groupSize = 65_536;

/**
 * Fills the table of credentials up to `size` rows by copies of those that an institution has issued, each with an id, an address, a key,
 * a name and a place in the status lists of its own, one in a hundred taken back. Rows are as long as real ones and every index holds
 * them; their signatures are those of the rows that they were copied from, and the audit log does not know them.
 */
export async function multiplyCredentials(pool: Pool, institutionId: string, size: number): Promise<void> {
  const { rows } = await pool.query<{ count: number; signed: number; group: number }>(
    `select count(*)::int as count, count(signatures)::int as signed, (select max(number) from status_group where institution_id = $1) as group
     from credential where institution_id = $1`,
    [institutionId],
  );
  const [have, first] = [rows[0]!.count, rows[0]!.group + 1];
  if (size <= have) return;
  const values = [institutionId, first, size - have, groupSize];
  await pool.query(
    `insert into status_group (institution_id, number, taken)
     select $1, $2::int + n, least($4::int, $3::int - n * $4::int) from generate_series(0, ($3::int - 1) / $4::int) n`,
    values,
  );
  await pool.query(
    `insert into status_list (institution_id, number, status_purpose)
     select $1, number, purpose from status_group, unnest(array['revocation', 'suspension', 'refresh']) purpose
     where institution_id = $1 and number >= $2`,
    values.slice(0, 2),
  );
  const client = await pool.connect();
  try {
    await client.query('begin');
    // Foreign keys are not looked up for each of a million rows that all have the same ones.
    await client.query('set local session_replication_role = replica');
    await client.query(
      `insert into credential
       (institution_id, id, link, idempotency_key, request_sha256, achievement, achievement_version, holder_name,
        holder_search, valid_until, securing, cryptosuites, status_group, status_index, recorded, format, form,
        parameters, proof_form, signatures, issued, revoked, reason)
     select $1, 'urn:uuid:' || gen_random_uuid(), replace(gen_random_uuid()::text, '-', ''), 'copy ' || $2::int || ' ' || n,
            request_sha256, achievement, achievement_version, holder_name || ' ' || n, holder_search || ' ' || n,
            valid_until, securing, cryptosuites, $2::int + n / $4::int,
            -- Over the whole list, and in no order: 40503 has no factor in common with the size of a group.
            1 + 2 * ((n % $4::int * 40503::bigint) % $4::int), recorded - n * interval '1 second', format, form, parameters,
            proof_form, signatures, issued, case when n % 100 = 0 then now() end,
            case when n % 100 = 0 then 'unspecified' end
     from generate_series(0, $3::int - 1) n
     join (select *, row_number() over () - 1 as number
           from credential where institution_id = $1 and signatures is not null limit $5) model on model.number = n % $5::int`,
      [...values, Math.min(100, rows[0]!.signed)],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
  await pool.query('vacuum (analyze) credential');
}

/** Bytes that the database holds for each credential, and for each entry of the audit log. */
export async function bytesPerRow(pool: Pool): Promise<{ table: number; indexes: number; auditEntry: number }> {
  const { rows } = await pool.query<{ table: number; indexes: number; auditEntry: number }>(
    `select pg_table_size('credential')::float8 / (select count(*) from credential) as "table",
            pg_indexes_size('credential')::float8 / (select count(*) from credential) as indexes,
            pg_total_relation_size('audit_entry')::float8 / greatest(1, (select count(*) from audit_entry)) as "auditEntry"`,
  );
  return rows[0]!;
}

/** Gives ids of credentials that stand, all in one status list: the first full one, where there is one. */
export async function idsInOneList(pool: Pool, institutionId: string, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from credential
     where institution_id = $1 and revoked is null and status_group =
           (select number from status_group where institution_id = $1 order by taken desc, number limit 1)
     limit $2`,
    [institutionId, count],
  );
  return rows.map(({ id }) => id);
}
