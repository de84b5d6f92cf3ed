import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { verificationMethodFor } from '@symbolon/dids';
import { verifyDataIntegrity } from '@symbolon/securing/verify';
import t from 'tap';
import { keepAchievement, requireAchievement, withdrawAchievement } from '../achievements/achievements.ts';
import { verifyAudit } from '../audit/verify.ts';
import { draftFromAward } from '../issuance/award.ts';
import { defaultSecuring } from '../issuance/draft.ts';
import { issueBatch } from '../issuance/issue.ts';
import { toIssued } from '../issuance/issued.ts';
import { findCredential } from '../issuance/store.ts';
import { rotateKey } from '../keys/keys.ts';
import { setStatus } from '../status/change.ts';
import { masonry, testIssuer } from '../testing.ts';
import { type Answered, answerStolenKey } from './answer.ts';

const award = { validFrom: '2026-11-01T00:00:00Z' };
const jwt = { securing: 'vc+jwt' as const, cryptosuites: [] };
const both = { ...defaultSecuring, cryptosuites: ['eddsa-rdfc-2022' as const, 'ecdsa-rdfc-2019' as const] };

t.test('one command answers a stolen key, and goes on where it was stopped (R9)', async (t) => {
  const { context, institution, app, headers, setTime, connectionString } = await testIssuer(t);
  const { pool } = context;
  await keepAchievement(context, institution, 'masonry', masonry, 'test');
  const { version } = await requireAchievement(context, 'demo', 'masonry');
  const issue = async (name: string, more: object = {}) => {
    const draft = draftFromAward(institution, version, {
      key: name,
      holder: { name, latinName: name },
      award,
      ...more,
    });
    const [outcome] = await issueBatch(context, { institution, actor: 'test', drafts: [draft] });
    return outcome!.credential!.id;
  };
  const own = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'],
    issuer: institution.did,
    credentialSubject: { id: 'did:example:somebody' },
  };
  const url = '/institutions/demo/credentials/issue';
  const ids = {
    plain: await issue('Dara'),
    both: await issue('Both', { securing: both }),
    paused: await issue('Paused'),
    ended: await issue('Ended', { award: { ...award, validUntil: '2026-11-23T00:00:00Z' } }),
    revoked: await issue('Revoked'),
    own: (await app.inject({ method: 'POST', url, headers, payload: { credential: own } })).json().verifiableCredential
      .id,
    jwt: await issue('Jwt', { securing: jwt }),
  };
  const change = (id: string, action: 'suspend' | 'revoke') =>
    setStatus(context, { institutionId: 'demo', actor: 'test', id, request: { action, reason: 'unspecified' } });
  await change(ids.paused, 'suspend');
  await change(ids.revoked, 'revoke');
  await rotateKey(context, institution, 'Ed25519', 'test');
  const later = await issue('Later');
  await withdrawAchievement(context, 'demo', 'masonry', true, 'test');
  setTime('2026-11-24T00:00:00Z');

  const answered: Answered[] = [];
  const answer = (fragment: string) =>
    answerStolenKey(
      context,
      { institution, fragment, actor: 'test', onAnswered: (some) => answered.push(...some) },
      { wait: 0 },
    );
  // Stopped between the new credentials and the end of the old ones.
  await pool.query(
    `create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`,
  );
  await pool.query('create trigger fail before insert on status_change for each row execute function fail()');
  await t.rejects(answer('key-1'), /disk full/);
  await pool.query('drop trigger fail on status_change');
  t.strictSame(await answer('key-1'), { replaced: 5, revoked: 1, left: 0 });
  t.strictSame(await answer('key-1'), { replaced: 0, revoked: 0, left: 0 }, 'run again it finds nothing to do');
  t.equal((await pool.query('select from credential')).rowCount, 8 + 5, 'nothing was issued twice');

  const didDocument = (await app.inject({ url: '/institutions/demo/did.json' })).json();
  const resolver = { resolve: async () => ({ didDocument, didDocumentMetadata: {}, didResolutionMetadata: {} }) };
  const verifies = async (text: string) => {
    const { verified } = await verifyDataIntegrity(JSON.parse(text), {
      now: context.clock(),
      purpose: 'assertionMethod',
      verificationMethod: (method, purpose) => verificationMethodFor(resolver, method, purpose),
    });
    return verified;
  };
  for (const name of ['plain', 'both', 'paused', 'own', 'jwt'] as const) {
    const old = (await findCredential(pool, 'demo', ids[name]))!;
    t.match(old, { revoked: Date, reason: 'key-compromised', supersededBy: /^urn:uuid:/ }, name);
    const fresh = (await findCredential(pool, 'demo', old.supersededBy!))!;
    const plain = (row: typeof old) => {
      const {
        id: _,
        credentialStatus: __,
        replaces: ___,
        ...rest
      } = JSON.parse(row.document!.replaceAll(row.id, 'id'));
      return rest;
    };
    t.strictSame(plain(fresh), plain(old), 'it says what the old one said');
    t.equal(fresh.holderName, old.holderName);
    t.equal(fresh.suspended !== null, name === 'paused');
    t.notOk(old.securing === 'data-integrity' && (await verifies(toIssued(old)!.text)), 'the old one verifies no more');
    const { text, paper } = toIssued(fresh)!;
    if (fresh.securing === 'data-integrity') t.ok(await verifies(text), 'the new one does');
    if (paper !== undefined) t.ok(await verifies(paper));
  }
  t.match(await findCredential(pool, 'demo', ids.ended), {
    revoked: Date,
    reason: 'key-compromised',
    supersededBy: null,
  });
  t.match(await findCredential(pool, 'demo', ids.revoked), { reason: 'unspecified', supersededBy: null });
  t.match(await findCredential(pool, 'demo', later), { revoked: null }, 'what another key signed is left alone');
  t.match(await verifyAudit(pool, { seal: context.keys.seal, institution: 'demo' }), [{ faults: [] }]);
  t.equal(answered.length, 6);

  const folder = t.testdir({ passphrase: 'a passphrase for tests only' });
  const env = { ...process.env, DATABASE_URL: connectionString, KEYS_PASSPHRASE_FILE: `${folder}/passphrase` };
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      execFile(process.execPath, [main, ...args], { env }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out: out + err }),
      );
    });
  const [unnamed, refused] = await Promise.all([run(), run('--institution', 'nobody', '--key', 'key-9')]);
  t.match(
    [unnamed, refused],
    [
      { code: 2, out: /^stolen-key: Say whose key/ },
      // The passphrase of these tests is stretched in another way, so a real command cannot open their keys.
      { code: 2, out: /^stolen-key: / },
    ],
  );
});
