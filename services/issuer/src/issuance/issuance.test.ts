import { verificationMethodFor } from '@symbolon/dids';
import { decodePaper, encodePaper, paperUrl } from '@symbolon/paper';
import { databaseProblem, openPool } from '@symbolon/postgres';
import { OpinionDiffers, secondOpinion } from '@symbolon/securing/second-opinion';
import { verifyDataIntegrity, verifyVcJwt } from '@symbolon/securing/verify';
import t from 'tap';
import { requireAchievement } from '../achievements/achievements.ts';
import { findAchievement } from '../achievements/store.ts';
import { verifyAudit } from '../audit/verify.ts';
import { createInstitution } from '../institutions/create.ts';
import { rotateKey } from '../keys/keys.ts';
import { masonry, type TestIssuer, testIssuer } from '../testing.ts';
import { draftFromAward } from './award.ts';
import { chooseSecuring, draftFromDocument } from './document.ts';
import { newIdempotencyKey, searchForm } from './draft.ts';
import { issueBatch } from './issue.ts';
import { issueCredential } from './issue-credential.ts';
import { toIssued } from './issued.ts';
import { findCredential, searchCredentials } from './store.ts';

type Test = Parameters<typeof testIssuer>[0];
const holder = { name: 'សុខ ដារា', latinName: 'Sok Dara', dateOfBirth: '1990-01-02' };
const award = { validFrom: '2026-11-22T09:00:00Z' };
const award201 = '/institutions/demo/achievements/masonry/credentials';

async function withMasonry(
  t: Test,
): Promise<TestIssuer & { issue: (key: string, body?: object) => ReturnType<TestIssuer['app']['inject']> }> {
  const issuer = await testIssuer(t);
  const { app, headers } = issuer;
  await app.inject({ method: 'PUT', url: '/institutions/demo/achievements/masonry', headers, payload: masonry });
  const issue = (key: string, body: object = { holder, award }) =>
    app.inject({ method: 'POST', url: award201, headers: { ...headers, 'idempotency-key': key }, payload: body });
  return { ...issuer, issue: issue as never };
}

/** Verifies as a stranger would, with the published DID document. */
async function verified({ app, context }: TestIssuer, credential: unknown): Promise<boolean> {
  const resolver = {
    resolve: async (did: string) => {
      const answer = await app.inject({ url: `/institutions/${did.split(':').at(-1)}/did.json` });
      return { didDocument: answer.json(), didDocumentMetadata: {}, didResolutionMetadata: {} };
    },
  };
  const options = {
    now: context.clock(),
    purpose: 'assertionMethod' as const,
    verificationMethod: (url: string, purpose: 'assertionMethod' | 'authentication') =>
      verificationMethodFor(resolver, url, purpose),
  };
  const result =
    typeof credential === 'string'
      ? await verifyVcJwt(credential, options)
      : await verifyDataIntegrity(credential, options);
  return result.verified && result.proofs.every(({ outcome }) => outcome === 'verified');
}

t.test('a registrar awards an achievement to a person', async (t) => {
  const issuer = await withMasonry(t);
  const { app, headers, context, issue } = issuer;
  const answer = await issue('first');
  t.equal(answer.statusCode, 201);
  const { verifiableCredential, id, links } = answer.json();
  t.ok(await verified(issuer, verifiableCredential), 'the credential verifies with the published DID document');
  t.equal(verifiableCredential.validUntil, '2031-11-22T09:00:00Z', 'the achievement says how long it holds');
  t.ok(Array.isArray(verifiableCredential.proof), 'Open Badges 3.0 wants a list of proofs');
  t.match(verifiableCredential.credentialStatus, [
    { statusPurpose: 'revocation', statusListCredential: 'http://localhost:4001/status-lists/demo/revocation/0' },
    { statusPurpose: 'suspension', statusListCredential: 'http://localhost:4001/status-lists/demo/suspension/0' },
  ]);
  const [revocation, suspension, refresh] = verifiableCredential.credentialStatus;
  t.equal(refresh.statusListIndex, revocation.statusListIndex);
  t.equal(revocation.statusListIndex, suspension.statusListIndex);

  const again = await app.inject({ url: answer.headers.location as string, headers });
  t.equal(again.body, JSON.stringify(verifiableCredential), 'it is kept byte for byte');
  const byLink = await app.inject({ url: new URL(links.certificate).pathname.replace('/certificate.pdf', '') });
  t.equal(byLink.body, again.body, 'whoever has the link has the credential');

  const paper = JSON.parse(toIssued((await findCredential(context.pool, 'demo', id))!)!.paper!);
  t.ok(await verified(issuer, paper), 'the small credential verifies by itself');
  const read = decodePaper(paperUrl(encodePaper(paper), 'https://check.example'));
  t.ok(await verified(issuer, read), 'and so it does from the text of the QR code');
  t.match(read, { credentialSubject: { achievement: { occupation: ['isco-08:7112'] } } }, 'and says for which work');

  const found = await app.inject({ url: '/institutions/demo/credentials?text=%E1%9E%8A%E1%9E%B6', headers });
  t.match(found.json(), [{ id, holderName: holder.name }], 'it is found by part of the name');
});

t.test('a caller issues a document of its own by VCALM', async (t) => {
  const issuer = await testIssuer(t);
  const { app, headers, institution, signatures } = issuer;
  const url = '/institutions/demo/credentials/issue';
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'],
    issuer: { id: institution.did },
    credentialSubject: { id: 'did:example:subject', name: 'Anybody' },
  };
  const issue = (payload: object, more: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url, headers: { ...headers, ...more }, payload });

  const plain = await issue({ credential });
  t.equal(plain.statusCode, 201);
  t.match(plain.json().verifiableCredential, { id: /^urn:uuid:/, proof: { cryptosuite: 'eddsa-rdfc-2022' } });
  t.ok(await verified(issuer, plain.json().verifiableCredential));

  const both = await issue({
    credential,
    options: { cryptosuites: ['ecdsa-rdfc-2019', 'eddsa-rdfc-2022'], credentialId: 'urn:x:1' },
  });
  t.match(both.json().verifiableCredential, {
    id: 'urn:x:1',
    proof: [{ cryptosuite: 'eddsa-rdfc-2022' }, { cryptosuite: 'ecdsa-rdfc-2019' }],
  });
  t.ok(await verified(issuer, both.json().verifiableCredential));

  const jwt = await issue({ credential }, { accept: 'application/vc+jwt', 'idempotency-key': 'jwt' });
  t.equal(jwt.headers['content-type'], 'application/vc+jwt');
  t.ok(await verified(issuer, jwt.body));
  const enveloped = await issue({ credential, options: { securing: 'vc+jwt' } }, { 'idempotency-key': 'jwt' });
  t.equal(
    enveloped.json().verifiableCredential.id,
    `data:application/vc+jwt,${jwt.body}`,
    'the same request in the other form',
  );
  t.equal(enveloped.json().verifiableCredential.type, 'EnvelopedVerifiableCredential');

  const before = signatures();
  const spoilt: [name: string, payload: object, status: number, pointer?: string][] = [
    ['another issuer', { credential: { ...credential, issuer: 'did:web:else.example' } }, 400, '/credential/issuer'],
    [
      'a status of the caller’s own',
      { credential: { ...credential, credentialStatus: {} } },
      400,
      '/credential/credentialStatus',
    ],
    ['a proof', { credential: { ...credential, proof: {} } }, 400, '/credential/proof'],
    [
      'an unknown context',
      { credential: { ...credential, '@context': [...credential['@context'], 'https://evil.example/c'] } },
      400,
    ],
    [
      'a context in the document',
      { credential: { ...credential, '@context': [...credential['@context'], { name: 'https://x.example/' }] } },
      400,
    ],
    ['an undefined term', { credential: { ...credential, nonsense: 'x' } }, 400],
    ['no subject', { credential: { ...credential, credentialSubject: undefined } }, 400],
    ['a date that is none', { credential: { ...credential, validFrom: '2026-02-30T00:00:00Z' } }, 400],
    [
      'VCDM 1.1',
      { credential: { ...credential, '@context': ['https://www.w3.org/2018/credentials/v1'] } },
      400,
      '/credential/@context',
    ],
    ['no URL as id', { credential: { ...credential, id: 'not a url' } }, 400],
    ['an id that is used', { credential: { ...credential, id: 'urn:x:1' } }, 409],
    [
      'two ids',
      { credential: { ...credential, id: 'urn:x:2' }, options: { credentialId: 'urn:x:3' } },
      400,
      '/options/credentialId',
    ],
    ['an unknown option', { credential, options: { mandatoryPointers: [] } }, 400, '/options'],
    ['an unknown cryptosuite', { credential, options: { cryptosuites: ['rot13'] } }, 400],
    ['an unknown member', { credential, extra: 1 }, 400],
    [
      'too many values',
      {
        credential: {
          ...credential,
          credentialSubject: { id: 'urn:x:s', name: Array.from({ length: 4000 }, () => 'x') },
        },
      },
      400,
    ],
    ['depth', { credential: JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) }, 400],
    ['half of a surrogate pair', { credential: { ...credential, name: '\ud83d' } }, 400, '/credential'],
    [
      'a size that only just fits',
      { credential: { ...credential, credentialSubject: { name: 'x'.repeat(255_400) } } },
      400,
    ],
    [
      'a size that fits in letters and not in bytes',
      { credential: { ...credential, credentialSubject: { name: 'ក'.repeat(100_000) } } },
      400,
    ],
    ['U+0000', { credential: { ...credential, id: 'urn:x:\u0000' } }, 400],
    ['nothing', {}, 400],
  ];
  for (const [name, payload, status, pointer] of spoilt) {
    const answer = await issue(payload);
    t.equal(answer.statusCode, status, `${name} is refused with ${status}`);
    t.match(answer.headers['content-type'], /^application\/problem\+json/, name);
    if (pointer) t.match(answer.json().errors, [{ pointer }], name);
    t.notMatch(answer.body, 'Anybody', 'a problem holds nothing of the person');
  }
  const deep = `{"credential":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
  const json = { ...headers, 'content-type': 'application/json' };
  const sent = await app.inject({ method: 'POST', url, headers: json, payload: deep });
  t.equal(sent.statusCode, 400, 'deeper than any stack');
  t.match(
    (await issue({ credential, options: { nope: 1 } })).json().type,
    'https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED',
  );
  t.equal(signatures(), before, 'no key was touched for any of them');
});

t.test('the same request twice is one credential', async (t) => {
  const { app, headers, issue, context } = await withMasonry(t);
  const first = await issue('key');
  const second = await issue('key');
  t.equal(second.body, first.body, 'byte for byte');
  t.equal(
    (await issue('key', { award, holder: Object.fromEntries(Object.entries(holder).reverse()) })).body,
    first.body,
    'order of members means nothing',
  );
  t.equal((await issue('key', { holder: { ...holder, name: 'Another' }, award })).statusCode, 422);
  const many = await Promise.all(
    Array.from({ length: 40 }, (_, index) => issue(`p${index % 10}`, { holder: { name: `N${index % 10}` }, award })),
  );
  t.ok(many.every(({ statusCode }) => statusCode === 201));
  t.equal(new Set(many.map(({ body }) => body)).size, 10, 'parallel requests with one key get one credential');
  t.equal((await context.pool.query('select from credential')).rowCount, 11);

  const newVersion = { ...masonry, validityMonths: 12 };
  await app.inject({ method: 'PUT', url: '/institutions/demo/achievements/masonry', headers, payload: newVersion });
  t.equal((await issue('key')).body, first.body, 'a newer version of the achievement makes it no other request');
  t.equal((await issue('key', { holder, award, version: 2 })).statusCode, 422, 'naming one does');

  const [, id] = /"id":"(urn:uuid:[^"]+)"/.exec(first.body)!;
  const url = `/institutions/demo/credentials/${id}`;
  const deletions = await Promise.all([1, 2].map(() => app.inject({ method: 'DELETE', url, headers })));
  t.strictSame(deletions.map(({ statusCode }) => statusCode).sort(), [202, 410]);
  t.equal((await context.pool.query(`select from audit_entry where event = 'credential.deleted'`)).rowCount, 1);
  t.equal((await app.inject({ url, headers })).statusCode, 410);
  t.equal((await issue('key')).statusCode, 410, 'a deleted credential is not made again');
  t.notMatch(JSON.stringify((await context.pool.query('select * from credential where id = $1', [id])).rows), 'Dara');
});

t.test('nothing is signed without a durable record, and a retry signs what was recorded (R1)', async (t) => {
  const { issue, context, signatures } = await withMasonry(t);
  const { pool } = context;
  await pool.query(
    `create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`,
  );
  await pool.query('create trigger fail before update of issued on credential for each row execute function fail()');
  t.equal((await issue('key')).statusCode, 500);
  const planned = (await pool.query('select * from credential')).rows;
  t.equal(planned.length, 1);
  t.match(planned, [{ proof: null, signatures: null, issued: null }]);
  await pool.query('drop trigger fail on credential');
  const answer = await issue('key');
  t.equal(answer.statusCode, 201);
  const [row] = (await pool.query('select * from credential')).rows;
  t.equal(row.status_index, planned[0].status_index);
  t.match(row, { form: planned[0].form, parameters: planned[0].parameters });
  t.equal((await pool.query(`select from audit_entry where event = 'credential.issued'`)).rowCount, 1);
  const count = signatures();
  await issue('key');
  t.equal(signatures(), count, 'a finished request signs nothing again');
});

t.test('no audit entry, no signature (R7)', async (t) => {
  const issuer = await withMasonry(t);
  const { connectionString, context, signatures } = issuer;
  await context.pool.query(`create role clerk_${process.pid} login password 'x'`);
  const clerk = `clerk_${process.pid}`;
  t.teardown(() => context.pool.query(`drop owned by ${clerk}; drop role ${clerk}`));
  await context.pool.query(`grant select, insert, update on all tables in schema public to ${clerk}`);
  await context.pool.query(`revoke insert on audit_entry from ${clerk}`);
  const url = new URL(connectionString);
  [url.username, url.password] = [clerk, 'x'];
  const pool = openPool({ connectionString: url.href });
  t.teardown(() => pool.end());
  const before = signatures();
  const { version } = await requireAchievement(context, 'demo', 'masonry');
  const draft = draftFromAward(issuer.institution, version, { key: 'a', holder, award });
  const error = await issueCredential(
    { ...context, pool },
    { institution: issuer.institution, actor: 'test', draft },
  ).catch(databaseProblem);
  t.match(error, { status: 503, headers: { 'retry-after': '2' } }, 'refused for now');
  t.equal(signatures(), before, 'the key was not touched');
  t.equal((await context.pool.query('select from credential')).rowCount, 0);
});

t.test('fifty institutions issue at once and no index is used twice (R3)', async (t) => {
  const { context, app } = await testIssuer(t);
  const made = [];
  for (let index = 0; index < 50; index += 1)
    made.push(await createInstitution(context, { id: `school-${index}`, names: { en: `School ${index}` } }, 'test'));
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'],
    credentialSubject: { name: 'A' },
  };
  const answers = await Promise.all(
    made.flatMap(({ institution, apiKey }) =>
      Array.from({ length: 4 }, () =>
        app.inject({
          method: 'POST',
          url: `/institutions/${institution.id}/credentials/issue`,
          headers: { authorization: `Bearer ${apiKey}` },
          payload: { credential: { ...credential, issuer: institution.did } },
        }),
      ),
    ),
  );
  t.ok(answers.every(({ statusCode }) => statusCode === 201));
  const { rows } = await context.pool.query(
    `select count(*)::int as all, count(distinct (institution_id, status_group, status_index))::int as places, min(status_index) as least from credential`,
  );
  t.match(rows, [{ all: 200, places: 200 }]);
  t.ok(rows[0].least > 0, '0 is never handed out');

  // As several processes that issue rosters for one institution: of 32 places, all draw at the same time.
  const { institution } = made[0]!;
  const draft = (number: number) =>
    draftFromDocument(institution, {
      key: `key-${number}`,
      credential: { ...credential, issuer: institution.did },
      securing: chooseSecuring(),
    });
  const lane = { number: 5, of: 4096 };
  const outcomes = await Promise.all(
    [0, 7, 14, 21].map((first) => {
      const drafts = Array.from({ length: 7 }, (_, index) => draft(first + index));
      return issueBatch(context, { institution, actor: 'test', drafts, lane });
    }),
  );
  t.ok(outcomes.flat().every(({ credential }) => credential));
  const places = await context.pool.query(
    `select count(distinct (status_group, status_index))::int as places, count(*)::int as all, max(taken) as taken
     from credential join status_group g on g.institution_id = credential.institution_id and g.number = status_group
     where credential.institution_id = $1`,
    [institution.id],
  );
  t.same(places.rows, [{ places: 32, all: 32, taken: 32 }], 'four of before and 28 in the lane, each counted once');
  t.same(
    await verifyAudit(context.pool, { seal: context.keys.seal }).then((all) => all.flatMap((each) => each.faults)),
    [],
  );
});

t.test(
  'two processes that issue for one institution build on what the other did, and sign with its newest key',
  async (t) => {
    const { context, institution, connectionString } = await withMasonry(t);
    const pool = openPool({ connectionString });
    t.teardown(() => pool.end());
    let transactions = 0;
    const connect = pool.connect.bind(pool);
    // A single statement asks the pool; a transaction borrows a connection.
    pool.connect = ((...given: []) => {
      if (given.length === 0) transactions += 1;
      return connect(...given);
    }) as typeof pool.connect;
    const other = { ...context, pool };
    const { version } = await requireAchievement(context, 'demo', 'masonry');
    const give = (world: typeof context, key: string) =>
      issueCredential(world, {
        institution,
        actor: 'test',
        draft: draftFromAward(institution, version, { key, holder, award }),
      });
    await give(other, 'first');
    const before = transactions;
    await give(other, 'second');
    await give(other, 'third');
    t.equal(transactions, before, 'who knows where the log ends records in one statement');

    await rotateKey(context, institution, 'Ed25519', 'test');
    const { credential } = await give(other, 'fourth');
    t.match(credential.text, `"verificationMethod":"${institution.did}#key-3"`);
    t.match(credential.paper, `"verificationMethod":"${institution.did}#key-3"`);

    const both = Array.from({ length: 24 }, (_, number) => give(number % 2 ? context : other, `both-${number}`));
    const credentials = (await Promise.all(both)).map(({ credential }) => credential);
    t.equal(new Set(credentials.map(({ row }) => `${row.statusGroup} ${row.statusIndex}`)).size, 24);
    const sameId = await Promise.allSettled(
      [context, other].map((world) =>
        issueCredential(world, {
          institution,
          actor: 'test',
          draft: draftFromDocument(institution, {
            key: newIdempotencyKey(),
            credential: {
              '@context': ['https://www.w3.org/ns/credentials/v2'],
              id: 'urn:uuid:8f6c1c3e-5a7d-4f5b-9d3e-2b1a0c9d8e7f',
              type: ['VerifiableCredential'],
              issuer: institution.did,
              credentialSubject: { name: 'A' },
            },
            securing: chooseSecuring(),
          }),
        }),
      ),
    );
    t.match(
      sameId.sort((one, two) => one.status.localeCompare(two.status)),
      [{ status: 'fulfilled' }, { status: 'rejected', reason: { status: 409 } }],
      'an id that both were given is issued by one of them',
    );
    t.match(await verifyAudit(context.pool, context.keys), [{ institution: 'demo', faults: [] }]);
    const { rows } = await context.pool.query(
      `select (select sum(taken) from status_group)::int as taken, count(*)::int as all,
            count(*) filter (where issued is null)::int as unsigned from credential`,
    );
    t.strictSame(rows, [{ taken: 29, all: 29, unsigned: 0 }]);
  },
);

t.test('after a backup was restored no index is handed out again (R13)', async (t) => {
  const { app, context, headers } = await withMasonry(t);
  const { buildIssuer } = await import('../issuer.ts');
  await app.close();
  const restored = await buildIssuer({ ...context, config: { ...context.config, statusGroupFrom: 3 } });
  t.teardown(() => restored.app.close());
  const answer = await restored.app.inject({ method: 'POST', url: award201, headers, payload: { holder, award } });
  const [{ statusListCredential }] = answer.json().verifiableCredential.credentialStatus;
  t.match(statusListCredential, /\/revocation\/3$/, 'the lists of before the loss are left alone');
  t.equal((await restored.app.inject({ url: new URL(statusListCredential).pathname })).statusCode, 200);
});

t.test('a full list is followed by a new one', async (t) => {
  const { issue, context } = await withMasonry(t);
  await issue('a');
  await context.pool.query('update status_group set taken = 65536');
  const next = (await issue('b')).json().verifiableCredential;
  t.match(next.credentialStatus[0].statusListCredential, /\/revocation\/1$/);
});

t.test('keys rotate three times and every generation verifies (R8); a stolen one does not', async (t) => {
  const issuer = await withMasonry(t);
  const { app, headers, issue } = issuer;
  const generations = [(await issue('g0')).json().verifiableCredential];
  for (let turn = 1; turn <= 3; turn += 1) {
    for (const algorithm of ['Ed25519', 'P-256']) {
      const answer = await app.inject({
        method: 'POST',
        url: '/institutions/demo/keys',
        headers,
        payload: { algorithm },
      });
      t.equal(answer.statusCode, 201);
    }
    generations.push(
      (
        await issue(`g${turn}`, { holder, award, options: { cryptosuites: ['eddsa-rdfc-2022', 'ecdsa-rdfc-2019'] } })
      ).json().verifiableCredential,
    );
  }
  t.equal(new Set(generations.map(({ proof }) => proof[0].verificationMethod)).size, 4);
  for (const credential of generations) t.ok(await verified(issuer, credential));
  const stolen = generations[1].proof[0].verificationMethod.split('#')[1];
  await app.inject({ method: 'POST', url: `/institutions/demo/keys/${stolen}/compromised`, headers });
  const now = await Promise.all(generations.map((credential) => verified(issuer, credential)));
  t.strictSame(now, [true, false, true, true]);
  t.match((await app.inject({ url: '/institutions/demo/did.json' })).headers['access-control-allow-origin'], '*');
});

t.test('what may not be awarded is refused before a key is touched (R4)', async (t) => {
  const issuer = await withMasonry(t);
  const { app, headers, issue, signatures, context, setTime } = issuer;
  const before = signatures();
  const bodies: [name: string, body: object, status: number][] = [
    ['an unknown unit', { holder, award: { ...award, recognisedUnits: ['U9'] } }, 400],
    ['no name', { holder: { name: '' }, award }, 400],
    ['a day that does not exist', { holder: { ...holder, dateOfBirth: '1990-02-30' }, award }, 400],
    ['an end before the beginning', { holder, award: { ...award, validUntil: '2020-01-01T00:00:00Z' } }, 400],
    [
      'a document number that is not hashed',
      { holder: { ...holder, documentNumberHash: { salt: 'x'.repeat(9), identityHash: 'N123' } }, award },
      400,
    ],
    ['an unknown version', { holder, award, version: 9 }, 404],
  ];
  for (const [name, body, status] of bodies)
    t.equal((await issue(name.replaceAll(' ', '-'), body)).statusCode, status, name);
  const put = (payload: object) =>
    app.inject({ method: 'PUT', url: '/institutions/demo/achievements/masonry', headers, payload });
  t.match((await put({ ...masonry, level: { framework: 'ph-pqf', level: '99' } })).json().errors, [
    { pointer: '/level' },
  ]);
  t.match((await put({ ...masonry, occupations: [{ scheme: 'isco-08', code: '0000' }] })).json().errors, [
    { pointer: '/occupations/0' },
  ]);
  t.match((await put({ ...masonry, units: [{ code: '\ud83d', title: { en: 'x' } }] })).json().errors, [
    { pointer: '/units/0/code' },
  ]);
  t.match((await put({ ...masonry, name: { EN: 'x' } })).json().errors, [
    { pointer: '/name' },
    { pointer: '/name/EN' },
  ]);
  t.equal((await put({ ...masonry, level: undefined, surprise: 1 })).statusCode, 400);
  await app.inject({ method: 'POST', url: '/institutions/demo/achievements/masonry/withdraw', headers });
  t.equal((await issue('withdrawn')).statusCode, 409);
  await app.inject({ method: 'POST', url: '/institutions/demo/achievements/masonry/resume', headers });
  await context.pool.query(`update institution set accredited_until = '2027-01-01T00:00:00Z'`);
  setTime('2027-01-01T00:00:00Z');
  t.equal((await issue('late')).statusCode, 403);
  t.equal(signatures(), before);
});

t.test('a version that was used never changes', async (t) => {
  const { app, headers, issue, context } = await withMasonry(t);
  await issue('a');
  const put = (payload: object) =>
    app.inject({ method: 'PUT', url: '/institutions/demo/achievements/masonry', headers, payload });
  t.equal((await put(masonry)).statusCode, 200, 'the same content is the same version');
  const second = await put({ ...masonry, name: { en: 'Masonry NC II (2026)' } });
  t.match(second.json(), { version: 2 });
  const url = '/institutions/demo/achievements/masonry/versions/';
  t.match((await app.inject({ url: `${url}1` })).json().name, masonry.name);
  t.match((await app.inject({ url: `${url}2` })).json().name, { en: 'Masonry NC II (2026)' });
  t.equal((await app.inject({ url: `${url}3` })).statusCode, 404);
  const third = { ...masonry, validityMonths: 12 };
  const both = await Promise.all([put(third), put(third)]);
  t.strictSame(
    both.map(({ statusCode }) => statusCode).sort(),
    [200, 201],
    'the same content twice at one moment is one version',
  );
  for (const version of [9, 2 ** 31, 1e300]) {
    t.equal((await issue('b', { holder, award, version })).statusCode, 404, `there is no version ${version}`);
  }
  await t.rejects(context.pool.query(`update achievement_version set document = '{}'`), { code: '42501' });
});

t.test(
  'what independent libraries agreed on is asked again by another program and wherever a record was forged',
  async (t) => {
    const issuer = await withMasonry(t);
    const { context, institution } = issuer;
    const { version } = await requireAchievement(context, 'demo', 'masonry');
    const asked: string[] = [];
    /** Issues as a process that has just been started. */
    const issue = async (software: string | undefined, key: string, opinion = secondOpinion) => {
      const world = {
        ...context,
        keys: { ...context.keys },
        ...(software === undefined ? {} : { software }),
        secondOpinion: async (...question: Parameters<typeof secondOpinion>) => {
          asked.push(key);
          await opinion(...question);
        },
      };
      const draft = draftFromAward(institution, version, { key, holder, award });
      return issueCredential(world, { institution, actor: 'test', draft });
    };
    const differs = () => Promise.reject(new OpinionDiffers());
    await t.rejects(issue('one', 'a', differs), OpinionDiffers, 'nothing is released');
    t.equal((await context.pool.query('select from second_opinion')).rowCount, 0, 'and nothing is on record');
    t.equal((await context.pool.query('select from credential where issued is not null')).rowCount, 0);
    await issue('one', 'a');
    await issue('one', 'b');
    t.same(asked, ['a', 'a', 'a'], 'the whole credential and the small one are asked about, once');
    await context.pool.query("update second_opinion set agreement = sha256('forged')");
    await issue('one', 'c');
    await issue('two', 'd');
    await issue('two', 'e');
    await issue(undefined, 'f');
    await issue(undefined, 'g');
    t.same(
      asked.slice(3),
      ['c', 'c', 'd', 'd', 'f', 'f', 'g', 'g'],
      'sources without a name are never taken for the same',
    );
    t.equal((await context.pool.query('select from second_opinion')).rowCount, 1);
  },
);

t.test('no institution sees another one’s data', async (t) => {
  const issuer = await withMasonry(t);
  const { app, headers, issue, context } = issuer;
  const { id } = (await issue('a')).json();
  const { apiKey } = await createInstitution(context, { id: 'other', names: { en: 'Other' } }, 'test');
  const stranger = { authorization: `Bearer ${apiKey}` };
  const requests: [method: 'GET' | 'POST' | 'DELETE' | 'PUT', url: string, payload?: object][] = [
    ['GET', `/institutions/demo/credentials/${id}`],
    ['DELETE', `/institutions/demo/credentials/${id}`],
    ['GET', '/institutions/demo/credentials'],
    ['GET', '/institutions/demo/achievements'],
    ['GET', '/institutions/demo/keys'],
    ['GET', '/institutions/demo/api-keys'],
    ['GET', '/institutions/demo/audit-log'],
    ['POST', award201, { holder, award }],
    ['PUT', '/institutions/demo/achievements/masonry', masonry],
    ['POST', '/institutions/demo/keys', { algorithm: 'Ed25519' }],
    ['GET', `/institutions/other/credentials/${id}`],
    ['POST', '/institutions/other/achievements/masonry/credentials', { holder, award }],
    ['POST', `/institutions/other/credentials/${id}/replacement`, { holder, award }],
    [
      'POST',
      '/institutions/other/credentials/status',
      {
        credentialId: id,
        credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
        status: true,
      },
    ],
  ];
  for (const [method, url, payload] of requests) {
    t.equal(
      (await app.inject({ method, url, headers: stranger, ...(payload ? { payload } : {}) })).statusCode,
      404,
      `${method} ${url}`,
    );
    const nobody = await app.inject({ method, url, ...(payload ? { payload } : {}) });
    t.equal(nobody.statusCode, 401, `${method} ${url} without a key`);
    t.match(nobody.headers['www-authenticate'], 'Bearer');
  }
  t.equal((await app.inject({ url: `/institutions/demo/credentials/${id}`, headers })).statusCode, 200);
});

t.test('among many, a name is found by any part of it, and nothing is looked for row by row', async (t) => {
  const { app, context, headers, issue } = await withMasonry(t);
  const { pool } = context;
  const names = ['សុខ ដារ៉ា', '王伟', 'Nguyễn Văn Đức', 'สมชาย ใจดี', 'فاطمة الزهراء', 'Ａｎｎａ  Ly', '𠮷田 Zoë 🙂'];
  for (const [index, name] of names.entries()) await issue(`name ${index}`, { holder: { name }, award });
  const syllables = 'ka ri so na the phu lin ano vic han da ro mey chan tha sre'.split(' ');
  await pool.query(`insert into status_group (institution_id, number, taken) values ('demo', 1, 4000);`);
  await pool.query(
    `insert into credential
       (institution_id, id, link, idempotency_key, request_sha256, achievement, achievement_version, holder_name, holder_search, securing,
        cryptosuites, status_group, status_index, recorded, format, form, parameters, proof_form, signatures, issued)
     select institution_id, 'urn:uuid:' || gen_random_uuid(), replace(gen_random_uuid()::text, '-', ''), 'copy ' || n, request_sha256,
            achievement, achievement_version, holder_name, name, securing, cryptosuites, 1, n,
            recorded + n * interval '1 second', format, form, parameters, proof_form, signatures, issued
     from generate_series(1, 4000) n,
       lateral (select ($1::text[])[1 + n % 16] || ($1::text[])[1 + n / 16 % 16] || ' ' || ($1::text[])[1 + n / 256] as name) as made,
       (select * from credential limit 1) model`,
    [syllables],
  );
  await pool.query('vacuum (analyze) credential');
  const { rows } = await pool.query<{ id: string; name: string }>('select id, holder_search as name from credential');
  const search = async (text: string) => {
    const url = `/institutions/demo/credentials?limit=10&text=${encodeURIComponent(text)}`;
    return (await app.inject({ url, headers })).json().map(({ id }: { id: string }) => id);
  };
  const number = rows[2_000]!.id.slice(9, 17);
  const texts = [
    ...names,
    'ដា',
    '王',
    '伟',
    'đức',
    'VĂN',
    'ชา',
    'الزه',
    'anna l',
    'ly',
    '𠮷',
    '🙂',
    'ë',
    'Z',
    'ka',
    'kari so',
    'i s',
  ];
  for (const text of [
    ...texts,
    number,
    number.slice(0, 4),
    rows[7]!.id,
    rows[7]!.id.slice(0, 20),
    'nobody',
    'zq',
    '%',
    '_a',
    "'",
  ]) {
    const folded = searchForm(text);
    const fits = ({ id, name }: { id: string; name: string }) =>
      name.includes(folded) || (folded.length > 3 && (id.startsWith(folded) || id.startsWith(`urn:uuid:${folded}`)));
    const expected = rows.filter(fits).map(({ id }) => id);
    const found = await search(text);
    t.ok(found.every((id: string) => expected.includes(id)) && found.length === Math.min(10, expected.length), text);
  }

  /** Gives the plan by which a question is answered. */
  const planOf = async (ask: (db: Pick<typeof pool, 'query'>) => Promise<unknown>) => {
    const plan: string[] = [];
    const explain = async (text: string, values: unknown[]) => {
      const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
      plan.push(...rows.map((row) => row['QUERY PLAN']));
      return { rows: [] };
    };
    await ask({ query: explain as never });
    return plan.join('\n');
  };
  for (const text of ['nobody has it', 'zq', '伟', 'kari so', number]) {
    const plan = await planOf((db) => searchCredentials(db, 'demo', { text, limit: 50 }));
    t.match(plan, 'Bitmap Index Scan on credential_by_search_key', text);
    t.notMatch(plan, /Seq Scan on credential|credential_by_time/, text);
  }
  const { rows: shared } = await pool.query(
    "select 1 where search_keys('demo', 'sok', 'a') && search_keys('other', 'sok', 'a')",
  );
  t.equal(shared.length, 0, 'rows of one institution are never met in a search of another');
  await app.inject({ method: 'PUT', url: '/institutions/demo/achievements/unused', headers, payload: masonry });
  for (const slug of ['unused', 'masonry']) {
    const plan = await planOf((db) => findAchievement(db, 'demo', slug));
    t.match(plan, /Index (Only )?Scan using credential_by_achievement/, `whether anybody was awarded ${slug}`);
    t.notMatch(plan, 'Seq Scan on credential', slug);
  }
});
