import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { createInstitution } from '../institutions/create.ts';
import { masonry, type TestIssuer, testIssuer } from '../testing.ts';
import { auditHash } from './hash.ts';
import { listEntries } from './store.ts';
import { verifyAudit } from './verify.ts';

async function withHistory(t: Parameters<typeof testIssuer>[0]) {
  const issuer = await testIssuer(t);
  const { app, headers, context } = issuer;
  const post = (url: string, payload?: object) =>
    app.inject({ method: 'POST', url: `/institutions/demo/${url}`, headers, ...(payload ? { payload } : {}) });
  await app.inject({ method: 'PUT', url: '/institutions/demo/achievements/masonry', headers, payload: masonry });
  const award = { validFrom: '2026-11-22T09:00:00Z' };
  const issued = await Promise.all(
    ['A', 'B', 'C'].map((name) => post('achievements/masonry/credentials', { holder: { name }, award })),
  );
  const ids: string[] = issued.map((answer) => answer.json().id);
  await post('credentials/status/bulk', { action: 'revoke', reason: 'wrong-data', ids: [ids[0]] });
  await post('credentials/status/bulk', { action: 'suspend', ids: [ids[1]] });
  await app.inject({ method: 'DELETE', url: `/institutions/demo/credentials/${ids[2]}`, headers });
  await createInstitution(context, { id: 'other', names: { en: 'Other' } }, 'test');
  return { ...issuer, ids };
}

const faultsOf = async (
  { context }: TestIssuer,
  checkpoints = [] as Parameters<typeof verifyAudit>[1]['checkpoints'],
) => {
  const reports = await verifyAudit(context.pool, { seal: context.keys.seal, ...(checkpoints ? { checkpoints } : {}) });
  return reports.flatMap(({ institution, faults }) => faults.map((fault) => `${institution}: ${fault}`));
};

/** Changes what the database itself refuses to change, as somebody with the database in their hands could. */
async function tamper({ context }: TestIssuer, sql: string, values: unknown[] = []): Promise<void> {
  const client = await context.pool.connect();
  await client.query('set session_replication_role = replica');
  await client.query(sql, values);
  await client.query('set session_replication_role = origin');
  client.release();
}

t.test('every change is in the log, in order', async (t) => {
  const issuer = await withHistory(t);
  t.strictSame(await faultsOf(issuer), []);
  const { app, headers } = issuer;
  const entries = (await app.inject({ url: '/institutions/demo/audit-log?after=4', headers })).json();
  t.strictSame(
    entries.map(({ event }: { event: string }) => event),
    [
      'achievement.created',
      'credential.issued',
      'credential.issued',
      'credential.issued',
      'credential.revoked',
      'credential.suspended',
      'credential.deleted',
    ],
  );
  t.notMatch(JSON.stringify(entries), '"holder"');
});

t.test('the log cannot be changed by the service itself', async (t) => {
  const { context } = await testIssuer(t);
  for (const sql of ['update audit_entry set actor = $1', 'delete from audit_entry where actor <> $1']) {
    await t.rejects(context.pool.query(sql, ['x']), { code: '42501' });
  }
  await t.rejects(context.pool.query('truncate audit_entry cascade'), { code: '42501' });
});

t.test('a flipped byte and a dropped row are named (R6)', async (t) => {
  const issuer = await withHistory(t);
  const { pool } = issuer.context;
  const last = (await listEntries(pool, 'demo', {})).length;

  await tamper(
    issuer,
    `update audit_entry set subject = 'x' || subject where institution_id = 'demo' and sequence = 3`,
  );
  t.match(await faultsOf(issuer), ['demo: entry 3 was changed']);
  await tamper(
    issuer,
    `update audit_entry set subject = substr(subject, 2) where institution_id = 'demo' and sequence = 3`,
  );
  t.strictSame(await faultsOf(issuer), []);

  await tamper(
    issuer,
    `create table kept as select * from audit_entry where institution_id = 'demo' and sequence in (2, $1::int)`.replace(
      '$1',
      String(last),
    ),
  );
  await tamper(issuer, `delete from audit_entry where institution_id = 'demo' and sequence = 2`);
  t.match(await faultsOf(issuer), ['demo: entry 2 is missing']);
  await tamper(issuer, `insert into audit_entry select * from kept where sequence = 2`);

  await tamper(issuer, `delete from audit_entry where institution_id = 'demo' and sequence = $1`, [last]);
  const dropped = (await faultsOf(issuer)).join('\n');
  t.match(dropped, `demo: entry ${last} is missing`);
});

t.test('a log that was rewritten from an entry on is seen by the seal of its head', async (t) => {
  const issuer = await withHistory(t);
  const entries = await listEntries(issuer.context.pool, 'demo', {});
  let previousHash = entries[1]!.hash;
  for (const entry of entries.slice(2)) {
    const forged = { ...entry, previousHash, actor: entry.sequence === 3 ? 'nobody' : entry.actor };
    previousHash = auditHash(forged);
    await tamper(
      issuer,
      `update audit_entry set actor = $2, previous_hash = $3, hash = $4 where institution_id = 'demo' and sequence = $1`,
      [entry.sequence, forged.actor, forged.previousHash, previousHash],
    );
  }
  await tamper(issuer, `update audit_head set hash = $1 where institution_id = 'demo'`, [previousHash]);
  t.match(await faultsOf(issuer), [
    'demo: the seal of the head does not hold: the head was not written by this installation',
  ]);
});

t.test('a log that was set back as a whole is seen by a checkpoint kept elsewhere', async (t) => {
  const issuer = await withHistory(t);
  const { context, app, headers } = issuer;
  const before = await verifyAudit(context.pool, { seal: context.keys.seal });
  await context.pool.query('create table kept as select * from audit_head');
  await app.inject({ method: 'POST', url: '/institutions/demo/keys', headers, payload: { algorithm: 'Ed25519' } });
  const after = await verifyAudit(context.pool, { seal: context.keys.seal });
  t.strictSame(await faultsOf(issuer, before), [], 'a log that has grown fits an older checkpoint');
  const demo = before.find(({ institution }) => institution === 'demo')!;
  await tamper(issuer, `delete from audit_entry where institution_id = 'demo' and sequence > $1`, [demo.length]);
  await tamper(
    issuer,
    `update audit_head set (length, hash, seal) = (select length, hash, seal from kept where kept.institution_id = 'demo') where institution_id = 'demo'`,
  );
  t.strictSame(await faultsOf(issuer), [], 'by itself it looks sound');
  t.match(await faultsOf(issuer, after), [/demo: entry \d+ is not the one that the checkpoint was taken at/]);
  await tamper(issuer, `delete from audit_head where institution_id = 'other'`);
  t.match((await faultsOf(issuer)).join(), 'other: the head of the log is missing');
});

t.test('credentials that were changed beside the log are named', async (t) => {
  const issuer = await withHistory(t);
  const [revoked, suspended] = issuer.ids;
  await tamper(issuer, 'update credential set revoked = null where id = $1', [revoked]);
  t.strictSame(await faultsOf(issuer), [`demo: the status of credential ${revoked} is not what the log says`]);
  await tamper(issuer, 'update credential set revoked = now() where id = $1', [revoked]);
  await tamper(issuer, `update credential set parameters = replace(parameters, '2026', '2025') where id = $1`, [
    suspended,
  ]);
  t.strictSame(await faultsOf(issuer), [`demo: credential ${suspended} is not what was recorded`]);
  await tamper(issuer, `update credential set parameters = 'no JSON' where id = $1`, [suspended]);
  t.strictSame(await faultsOf(issuer), [`demo: credential ${suspended} is not what was recorded`]);
  await tamper(issuer, `update credential set id = 'urn:uuid:0' where id = $1`, [suspended]);
  t.match((await faultsOf(issuer)).join(), /urn:uuid:0 is not in the log.*is missing/);
  const { context } = issuer;
  t.match(await verifyAudit(context.pool, { institution: 'other' }), [{ institution: 'other', faults: [] }]);
  t.equal((await verifyAudit(context.pool, { institution: 'other' })).length, 1, 'the others are left alone');
});

t.test('the command names what is wrong and says so by its exit code', async (t) => {
  const issuer = await withHistory(t);
  const folder = t.testdir({ passphrase: 'a passphrase for tests only' });
  const audit = (...args: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const env = { ...process.env, DATABASE_URL: issuer.connectionString, KEYS_PASSPHRASE_FILE: '', DATA_DIR: folder };
      execFile(
        process.execPath,
        [fileURLToPath(new URL('main.ts', import.meta.url)), ...args],
        { env },
        (error, out, err) => resolve({ code: Number(error?.code ?? 0), out: out + err }),
      );
    });
  t.match(await audit('verify'), { code: 0, out: /demo: 11 entries, all in order/ });
  const checkpoint = await audit('checkpoint');
  await writeFile(`${folder}/checkpoint.json`, checkpoint.out);
  await tamper(issuer, `update audit_entry set actor = 'x' where institution_id = 'demo' and sequence = 2`);
  t.match(await audit('verify', '--checkpoint', `${folder}/checkpoint.json`), {
    code: 1,
    out: /demo: entry 2 was changed/,
  });
  t.match(await audit('sing'), { code: 2, out: /^audit: Say "verify"/ });
});

t.test('the hash of an entry is fixed for ever', async (t) => {
  const entry = {
    institutionId: 'demo',
    sequence: 7,
    at: new Date('2026-11-22T09:00:00.123Z'),
    actor: 'api-key:1',
    event: 'credential.issued',
    subject: 'urn:uuid:1',
    detail: '{"statusIndex":5}',
    previousHash: createHash('sha256').update('before').digest(),
  };
  t.equal(auditHash(entry).toString('hex'), '551f06a1037c5774b58024ae176c56ad67a70c52dbf26948a05744a15db61bee');
});
