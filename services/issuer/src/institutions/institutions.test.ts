import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { contextDocument, skillsContextUrl } from '@symbolon/contexts';
import { skillsSchemaUrl } from '@symbolon/contexts/schemas';
import { didWebUrl } from '@symbolon/dids';
import t from 'tap';
import { readEnv, toConfig } from '../config.ts';
import { institutionDid } from '../keys/did-document.ts';
import { openKeyRing } from '../keys/key-ring.ts';
import { adminKey, testIssuer } from '../testing.ts';

t.test('the operator makes an institution', async (t) => {
  const { app, context } = await testIssuer(t);
  const make = (payload: object, key = adminKey) =>
    app.inject({ method: 'POST', url: '/institutions', headers: { authorization: `Bearer ${key}` }, payload });
  const made = await make({ id: 'siem-reap', names: { en: 'Siem Reap Skills Centre', km: 'សៀមរាប' }, country: 'KH' });
  t.equal(made.statusCode, 201);
  t.equal(made.headers['cache-control'], 'no-store');
  const { institution, apiKey } = made.json();
  t.match(institution, { did: 'did:web:localhost%3A4001:institutions:siem-reap', country: 'KH' });
  const didUrl = didWebUrl(institution.did, ['http://localhost:4001'])!;
  t.equal(new URL(didUrl).pathname, '/institutions/siem-reap/did.json', 'the DID says where its document is');
  const document = (await app.inject({ url: new URL(didUrl).pathname })).json();
  t.equal(document.id, institution.did);
  t.equal(document.verificationMethod.length, 6, 'two keys, each as Multikey, as JsonWebKey and as of 2020');
  t.notMatch(JSON.stringify(document), '"d"', 'no private part');
  t.match((await app.inject({ url: '/institutions/siem-reap' })).json(), institution);
  const { rows } = await context.pool.query('select sha256, encode(sha256, $1) as hex from api_key', ['hex']);
  t.notOk(
    rows.some(({ hex }) => hex.includes(Buffer.from(apiKey).toString('hex'))),
    'the key itself is not stored',
  );

  t.equal((await make({ id: 'siem-reap', names: { en: 'Again' } })).statusCode, 409);
  t.equal((await make({ id: 'other', names: { en: 'X' } }, 'not-the-admin-key')).statusCode, 401);
  t.equal((await make({ id: 'Bad Id', names: { en: 'X' } })).statusCode, 400);
  t.equal((await make({ id: 'other', names: {} })).statusCode, 400);
  t.match((await make({ id: 'other', names: { EN: 'X' } })).json().errors, [{ pointer: '/names/EN' }]);
  const period = { accreditedFrom: '2026-01-01T00:00:00Z', accreditedUntil: '2025-01-01T00:00:00Z' };
  t.equal((await make({ id: 'other', names: { en: 'X' }, ...period })).statusCode, 400);
  t.match(
    (await make({ id: 'other', names: { en: 'X' }, accreditedFrom: '2016-12-31T23:59:60Z' })).json().errors,
    [{ pointer: '/accreditedFrom' }],
    'a leap second',
  );
  t.equal((await make({ id: 'other', names: { en: 'half of a pair \ud83d' } })).statusCode, 400);
  t.equal((await app.inject({ url: '/institutions/nobody' })).statusCode, 404);
  t.equal((await app.inject({ url: '/institutions/nobody/did.json' })).statusCode, 404);
});

t.test('an institution keeps its own API keys', async (t) => {
  const { app, headers, setTime } = await testIssuer(t);
  const url = '/institutions/demo/api-keys';
  const [first] = (await app.inject({ url, headers })).json();
  t.equal(
    (await app.inject({ method: 'DELETE', url: `${url}/${first.id}`, headers })).statusCode,
    409,
    'not the last one',
  );
  setTime('2026-11-22T09:01:00Z');
  const made = await app.inject({ method: 'POST', url, headers, payload: { label: 'office' } });
  t.equal(made.statusCode, 201);
  const second = { authorization: `Bearer ${made.json().apiKey}` };
  t.equal((await app.inject({ method: 'DELETE', url: `${url}/${first.id}`, headers: second })).statusCode, 204);
  t.equal((await app.inject({ url, headers })).statusCode, 401, 'a revoked key opens nothing');
  const listed = (await app.inject({ url, headers: second })).json();
  t.match(listed, [{ label: 'first key', revoked: /^2026/ }, { label: 'office' }]);
  t.notMatch(JSON.stringify(listed), 'symbolon_');
  t.equal(
    (
      await app.inject({
        method: 'DELETE',
        url: `${url}/${first.id.replace(/./, (digit: string) => (digit === '0' ? '1' : '0'))}`,
        headers: second,
      })
    ).statusCode,
    404,
  );
});

t.test('wrong API keys from one address are refused after twenty a minute, and those who work go on', async (t) => {
  const { app, headers, setTime } = await testIssuer(t, { RATE_LIMIT: '600', TRUSTED_PROXIES: '1' });
  const ask = (authorization: string, address = '203.0.113.7') =>
    app.inject({
      url: '/institutions/demo/api-keys',
      headers: { authorization, 'x-forwarded-for': address },
    });
  t.equal((await ask(headers.authorization)).statusCode, 200);
  const tries = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(`Bearer guess-${index}`)));
  t.strictSame([...new Set(tries.map(({ statusCode }) => statusCode))], [401]);
  const refused = await ask('Bearer guess-21');
  t.equal(refused.statusCode, 429);
  t.match(refused.headers, { 'retry-after': '60', 'content-type': /problem\+json/ });
  t.match(refused.json(), { title: 'Too many wrong API keys came from this address' });
  t.equal((await ask(headers.authorization)).statusCode, 200, 'who shares the address with the stranger');
  t.equal((await ask('Bearer guess-22', '203.0.113.8')).statusCode, 401, 'another address');
  const admin = { method: 'POST', url: '/institutions', payload: { id: 'x', names: { en: 'X' } } } as const;
  const guess = { authorization: 'Bearer guess-23', 'x-forwarded-for': '203.0.113.7' };
  t.equal((await app.inject({ ...admin, headers: guess })).statusCode, 429, 'the admin key too');
  setTime('2026-11-22T09:01:00Z');
  t.equal((await ask('Bearer guess-24')).statusCode, 401, 'a minute later');
});

t.test('contexts and schemas are served to everybody and never change', async (t) => {
  const { app } = await testIssuer(t);
  const context = await app.inject({ url: '/contexts/skills/v1' });
  t.strictSame(context.json(), contextDocument(skillsContextUrl));
  t.match(context.headers, { 'access-control-allow-origin': '*', 'cache-control': /immutable/ });
  const schema = await app.inject({ url: new URL(skillsSchemaUrl).pathname.replace('/symbolon', '') });
  t.match(schema.json(), { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: skillsSchemaUrl });
  t.match(schema.headers, { 'access-control-allow-origin': '*', 'cache-control': /immutable/ });
  t.equal((await app.inject({ url: '/schemas/v1/constructor' })).statusCode, 404);
  const openapi = (await app.inject({ url: '/openapi.json' })).json();
  t.ok(openapi.paths['/institutions/{institution}/credentials/issue']);
  t.doesNotThrow(() => app.compileSchemas(), 'every schema of every route can be compiled');
});

t.test('an institution is made on the command line', async (t) => {
  const { connectionString } = await testIssuer(t);
  const folder = t.testdir({ passphrase: 'a passphrase for tests only' });
  const run = (args: string[], more = {}) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        DATABASE_URL: connectionString,
        KEYS_PASSPHRASE_FILE: `${folder}/passphrase`,
        ...more,
      };
      const file = fileURLToPath(new URL('main.ts', import.meta.url));
      execFile(process.execPath, [file, ...args], { env }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out, err }),
      );
    });
  const wrong = await run(['--id', 'shell', '--name', 'en=Shell']);
  t.match(wrong, { code: 1, err: /^institutions: The sealed key does not open: wrong passphrase/ });
  t.match(await run(['--id', 'Shell', '--name', 'en=Shell']), { code: 1, err: /^institutions: --id must be/ });
  t.match(await run(['--id', 'shell', '--name', 'Shell']), { code: 1, err: /^institutions: --name "Shell" must be/ });
  t.match(await run(['--id', 'shell', '--name', 'en=S'], { DATABASE_URL: 'nowhere' }), {
    code: 1,
    err: /DATABASE_URL must name/,
  });
});

t.test('settings that cannot be used are named', async (t) => {
  const { context } = await testIssuer(t);
  const good = {
    ...readEnv({ DATABASE_URL: 'postgres://x@127.0.0.1/x' }),
    passphrase: 'long enough to be used',
    adminKey: undefined,
  };
  t.equal(toConfig(good).issuerUrl, 'http://localhost:4001');
  const cases: [name: string, values: object][] = [
    ['KEYS_PASSPHRASE_FILE', { passphrase: undefined }],
    ['KEYS_PASSPHRASE_FILE', { passphrase: 'short' }],
    ['ADMIN_KEY_FILE', { adminKey: 'short' }],
    ['DATABASE_URL', { databaseUrl: undefined }],
    ['ISSUER_URL', { shared: { ISSUER_URL: 'https://issuer.example/path' } }],
    ['DATABASE_CONNECTIONS', { shared: { DATABASE_CONNECTIONS: '5' } }],
    ['STATUS_GROUP_FROM', { shared: { STATUS_GROUP_FROM: '-1' } }],
  ];
  for (const [name, values] of cases) {
    t.throws(() => toConfig({ ...good, ...values }), { message: new RegExp(`^${name}`) });
  }
  t.throws(() => readEnv({ DATABASE_URL: 'mysql://x' }), { message: /^DATABASE_URL/ });
  await t.rejects(openKeyRing(context.pool, 'another passphrase of good length'), /wrong passphrase/);
  t.equal(institutionDid('https://issuer.example', 'a-b'), 'did:web:issuer.example:institutions:a-b');
});
