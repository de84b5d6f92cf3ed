import { readFile } from 'node:fs/promises';
import { readSkill } from '@symbolon/credential';
import t from 'tap';
import { keepAchievement, requireAchievement } from '../../achievements/achievements.ts';
import { masonry, testIssuer } from '../../testing.ts';
import { draftFromAward } from '../award.ts';
import { fingerprintOf } from '../draft.ts';
import { deleteCredential } from '../erase.ts';
import { issueBatch } from '../issue.ts';
import { toIssued } from '../issued.ts';
import { findCredential } from '../store.ts';
import { textsOf } from './compact.ts';
import type { FormPair } from './store.ts';

const award = { validFrom: '2026-11-22T09:00:00Z' };
const hash = { salt: 'a salt of its own', identityHash: `sha256$${'0'.repeat(64)}` };
const people = [
  { holder: { name: 'Dara' }, award },
  {
    holder: { name: 'Dara', latinName: 'DARA', dateOfBirth: '1990-01-02', identifier: '7', id: 'did:key:z6Mk' },
    award,
  },
  { holder: { name: 'สมชาย "ใจดี" \\ \u2028 😀', documentNumberHash: hash }, award },
  { holder: { name: 'urn:uuid:' }, award: { ...award, validUntil: '2027-11-22T09:00:00Z', result: '82 "good"' } },
  { holder: { name: '=name' }, award: { ...award, awardedDate: '2026-11-01T00:00:00Z', replaces: 'urn:uuid:1' } },
  { holder: { name: 'Part' }, award: { ...award, recognisedUnits: ['U2'], result: '60', route: 'work' as const } },
];

t.test('a row holds a form and what is the person’s own, and gives the credential byte for byte', async (t) => {
  const { context, institution } = await testIssuer(t);
  const { pool } = context;
  await keepAchievement(context, institution, 'masonry', masonry, 'test');
  const { version } = await requireAchievement(context, 'demo', 'masonry');
  const both = { securing: 'data-integrity' as const, cryptosuites: ['eddsa-rdfc-2022', 'ecdsa-rdfc-2019'] as const };
  const securings = [
    undefined,
    { ...both, cryptosuites: [...both.cryptosuites] },
    { securing: 'vc+jwt' as const, cryptosuites: [] },
  ];
  const drafts = securings.flatMap((securing, round) =>
    people.map((person, number) =>
      draftFromAward(institution, version, { key: `${round}-${number}`, ...person, ...(securing ? { securing } : {}) }),
    ),
  );
  const outcomes = await issueBatch(context, { institution, actor: 'test', drafts });
  for (const { key, credential } of outcomes) {
    const { rows } = await pool.query('select document, form, proof, proof_form from credential where id = $1', [
      credential!.id,
    ]);
    t.match(rows, [{ document: null, form: Number, proof: null, proof_form: Number }], `${key} is kept in short`);
    const read = toIssued((await findCredential(pool, 'demo', credential!.id))!)!;
    t.strictSame([read.text, read.paper], [credential!.text, credential!.paper]);
    t.match(credential!.paper, '"occupation":["isco-08:7112"]', 'which a small one names since some day');
  }
  const { rows: forms } = await pool.query('select whole, paper from credential_form');
  t.ok(forms.length <= 2 * people.length, 'people of one kind share their forms');
  t.notMatch(
    JSON.stringify(forms),
    /Dara|DARA|1990|สมชาย|2026-1|2027|82|60|sha256|salt of/,
    'which hold nothing of a person',
  );

  const { id } = outcomes[1]!.credential!;
  await deleteCredential(context, 'demo', id, 'test');
  t.match((await pool.query('select * from credential where id = $1', [id])).rows, [
    { parameters: null, form: null, signatures: null, holder_name: null },
  ]);
  await t.rejects(pool.query(`update credential set parameters = '{}' where parameters is not null`), /never changes/);
  await t.rejects(pool.query(`update credential set signatures = '' where signatures is not null`), /never changes/);
  await t.rejects(pool.query('update credential_form set paper = null'), /append-only/);
});

t.test('rows of an older program are read as they are, and so is what a caller wrote', async (t) => {
  const { context, institution, app, headers } = await testIssuer(t);
  const { pool } = context;
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'],
    issuer: institution.did,
    credentialSubject: { id: 'did:example:somebody' },
  };
  await keepAchievement(context, institution, 'masonry', masonry, 'test');
  const { version } = await requireAchievement(context, 'demo', 'masonry');
  const draft = draftFromAward(institution, version, { key: 'an award before it', ...people[0]! });
  await issueBatch(context, { institution, actor: 'test', drafts: [draft] });
  const url = '/institutions/demo/credentials/issue';
  const answer = await app.inject({ method: 'POST', url, headers, payload: { credential } });
  const { id } = answer.json().verifiableCredential;
  const { rows } = await pool.query('select document, form, proof, signatures from credential where id = $1', [id]);
  t.match(rows, [{ document: /did:example:somebody/, form: null, proof: null }], 'its text stays, its proof is short');
  t.equal(rows[0].signatures.length, 64);

  const read = (await findCredential(pool, 'demo', id))!;
  const old = 'urn:uuid:00000000-0000-4000-8000-000000000000';
  await pool.query(
    `insert into credential (institution_id, id, link, idempotency_key, request_sha256, securing, cryptosuites, status_group,
       status_index, recorded, document, proof, issued)
     select institution_id, $2, repeat('x', 24), 'old', request_sha256, securing, cryptosuites, status_group,
       status_index % 131071 + 1, recorded, $3, $4, issued from credential where id = $1`,
    [id, old, read.document, read.proof],
  );
  t.match(await findCredential(pool, 'demo', old), { format: 0, document: read.document, proof: read.proof });
});

t.test('what format 1 means is fixed for ever', async (t) => {
  const { rows, forms } = JSON.parse(await readFile(new URL('format-1.fixture.json', import.meta.url), 'utf8'), revive);
  const pairs = new Map<number, FormPair>(forms.map(({ id, ...pair }: FormPair & { id: number }) => [id, pair]));
  for (const { row, texts } of rows) {
    const rebuilt = textsOf(row, pairs);
    t.strictSame(rebuilt, texts);
    if (rebuilt.paperDocument !== null) t.notMatch(rebuilt.paperDocument, '"occupation"', 'as it was printed then');
  }
  const [{ row, texts }] = rows;
  t.match(readSkill(JSON.parse(texts.document)), { holder: { name: row.holderName } });
  t.throws(() => textsOf({ ...row, format: 2 }, pairs), /too old/);
  const unknown = new Map([...pairs].map(([id]) => [id, { whole: ['', 'x', ''], paper: null }]));
  t.throws(() => textsOf(row, unknown), /format 1 does not know/);
});

function revive(member: string, value: unknown) {
  if (member === 'recorded') return new Date(value as string);
  return member === 'signatures' ? Buffer.from(value as string, 'base64') : value;
}

t.test('a request that was sent before has the fingerprint that was kept of it', (t) => {
  const members = { b: [1, undefined, { 'é"': 'ក\n', 10: true, 9: null }], a: 1e21, '': 'x', c: undefined };
  t.equal(
    fingerprintOf([members, 'text', null]).toString('hex'),
    '78bc46af56c4b88c0ef4f197521c9e071529651267d7e4b1911b185b8e2da1c3',
  );
  t.same(fingerprintOf({ a: 1, b: 2 }), fingerprintOf({ b: 2, a: 1 }));
  t.end();
});
