import { execFileSync } from 'node:child_process';
import { Problem } from '@symbolon/problem';
import t from 'tap';
import { Type } from 'typebox';
import { createService, html, raw, serviceConfig } from './index.ts';

const config = (env = {}) => serviceConfig({ LOG_LEVEL: 'silent', RATE_LIMIT: 'off', ...env }, 'TEST_PORT', 0);
const openapi = { title: 'Test', description: 'A service of a test' };

t.test('the log names a credential by its id, and nobody by anything', (t) => {
  const log = new URL('./log.ts', import.meta.url);
  const id = 'urn:uuid:8f6c1c3e-5a7d-4f5b-9d3e-2b1a0c9d8e7f';
  const script = `import { createLogger } from '${log}';
    const log = createLogger('test', 'info');
    log.info({ event: 'credential.issued', credential: '${id}' });
    log.info({ credential: { name: 'Sok Dara' }, body: { name: 'Sok Dara', proof: { nonce: 'Sok Dara' } } });
    log.info({ rows: [{ name: 'Sok Dara' }], a: { b: { name: 'Sok Dara', c: { d: 'Sok Dara' } } } });
    log.error({ err: new Error('in words', { cause: Object.assign(new Error('deeper'), { detail: 'Sok Dara' }) }) });
    log.warn({ met: Object.assign(new Error('elsewhere'), { detail: 'Sok Dara' }) });
    process.exit();`;
  const lines = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  t.match(lines, `"credential":"${id}"`);
  t.notMatch(lines, 'Sok Dara');
  t.match(
    lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [
      { level: 30, service: 'test', event: 'credential.issued' },
      { credential: '[redacted]', body: { name: '[redacted]', proof: '[redacted]' } },
      { rows: [{ name: '[redacted]' }] },
      { level: 50, err: { type: 'Error', message: 'in words', stack: /./, cause: { message: 'deeper' } } },
      { level: 40, met: { message: 'elsewhere' } },
    ],
    'every line is written, also those before the process ends at once',
  );
  t.end();
});

t.test('what goes wrong is told as a problem, and a fault of ours without detail', async (t) => {
  const service = await createService({ name: 'test', config: config(), openapi });
  service.post(
    '/things',
    { schema: { body: Type.Object({ size: Type.Integer() }, { additionalProperties: false }) } },
    async () => ({ ok: true }),
  );
  service.get('/refused', async () => {
    throw new Problem(409, 'Already there', { detail: 'Choose another name.' });
  });
  // Letters of three and four bytes, and half a character, which becomes a mark.
  const long = `\u1787\u17b6\u{1F393}${'x'.repeat(600)}`;
  service.get('/long', async () => ({ long }));
  service.get('/half', async (_request, reply) => reply.type('text/html').send(`${long}\ud83c`));
  service.get('/broken', async () => {
    throw new Error('secret of Sok Dara');
  });
  t.teardown(() => service.close());

  const post = (payload: string, type = 'application/json') =>
    service.inject({ method: 'POST', url: '/things', payload, headers: { 'content-type': type } });

  t.match((await post('{"size":"7"}')).json(), {
    status: 400,
    errors: [{ pointer: '/size', detail: 'must be integer' }],
  });
  t.match((await post('{"size":7,"colour":1}')).json(), { status: 400, errors: [{ detail: /colour/ }] });
  t.match((await post('{"size":')).json(), { status: 400, title: 'The body is not JSON' });
  t.match((await post('{"size":7,"__proto__":{}}')).statusCode, 400);
  t.match((await post('x', 'text/plain')).statusCode, 415);
  t.match((await post(`{"size":${'1'.repeat(2_000_000)}}`)).statusCode, 413);

  t.same((await service.inject('/long')).json(), { long }, 'a long text is sent in other ways and arrives the same');
  t.equal((await service.inject('/half')).body, `${long}\ufffd`);
  const refused = await service.inject('/refused');
  t.match(refused.json(), { type: 'about:blank', title: 'Already there', status: 409, detail: 'Choose another name.' });
  t.match(refused.headers['content-type'], /^application\/problem\+json/);
  t.match((await service.inject('/nowhere')).json(), { status: 404 });
  const broken = await service.inject('/broken');
  t.equal(broken.statusCode, 500);
  t.notMatch(broken.body, /Dara|stack|at /);
});

t.test('a schema is compiled when a request needs it, and all of them on demand', async (t) => {
  const service = await createService({ name: 'test', config: config(), openapi });
  t.teardown(() => service.close());
  service.get('/good', { schema: { response: { 200: Type.Object({ a: Type.String() }) } } }, () => ({
    a: '1',
    b: '2',
  }));
  await service.ready();
  t.doesNotThrow(() => service.compileSchemas());
  t.strictSame((await service.inject('/good')).json(), { a: '1' }, 'what the schema does not name is left out');

  const faulty = await createService({ name: 'test', config: config(), openapi });
  t.teardown(() => faulty.close());
  faulty.post('/things', { schema: { body: { type: 'nothing of the kind' } } }, () => ({}));
  await faulty.ready();
  t.throws(() => faulty.compileSchemas(), /type/);
  t.equal((await faulty.inject({ method: 'POST', url: '/things', payload: {} })).statusCode, 500);

  const invalid = await createService({ name: 'test', config: config(), openapi });
  t.teardown(() => invalid.close());
  invalid.post('/things', { schema: { body: { type: 'string', minLength: -1 } } }, () => ({}));
  await invalid.ready();
  t.throws(() => invalid.compileSchemas(), /minLength/, 'what is no schema is found, though it can be compiled');
});

t.test('headers are strict, and only public paths may be read by other sites', async (t) => {
  const service = await createService({ name: 'test', config: config(), openapi, publicPaths: [/^\/open\//] });
  service.get('/open/list', { schema: { tags: ['lists'] } }, async () => ({}));
  service.get('/closed', async () => ({}));
  t.teardown(() => service.close());
  const open = await service.inject('/open/list');
  t.equal(open.headers['access-control-allow-origin'], '*');
  const preflight = await service.inject({ method: 'OPTIONS', url: '/open/list' });
  t.equal(preflight.statusCode, 204);
  const closed = await service.inject('/closed');
  t.equal(closed.headers['access-control-allow-origin'], undefined);
  t.match(closed.headers['content-security-policy'], /default-src 'none'.*script-src 'self'/);
  t.notMatch(closed.headers['content-security-policy'], /unsafe/);
  t.match((await service.inject('/openapi.json')).json(), { openapi: '3.1.0', paths: { '/open/list': {} } });
  t.equal((await service.inject('/docs/')).statusCode, 200);
  t.match(
    (await service.inject('/metrics')).body,
    /http_request_duration_seconds_count\{method="GET",route="\/closed"/,
  );
});

t.test('a service says whether it is ready, and refuses more than its rate', async (t) => {
  let down = false;
  const service = await createService({
    name: 'test',
    config: config({ RATE_LIMIT: '3' }),
    openapi,
    ready: async () => {
      if (down) throw new Error('no database');
    },
  });
  service.get('/often', async () => ({}));
  t.teardown(() => service.close());
  t.equal((await service.inject('/health/ready')).statusCode, 200);
  down = true;
  t.equal((await service.inject('/health/ready')).statusCode, 503);
  t.equal((await service.inject('/health/live')).statusCode, 200);
  for (let i = 0; i < 3; i += 1) t.equal((await service.inject('/often')).statusCode, 200);
  const refused = await service.inject('/often');
  t.equal(refused.statusCode, 429);
  t.ok(refused.headers['retry-after']);
  t.match(refused.json(), { status: 429 });
});

t.test('a wrong setting is named with what it may be', (t) => {
  t.throws(
    () => serviceConfig({ TEST_PORT: 'high' }, 'TEST_PORT', 1),
    /TEST_PORT is "high"; it must be a whole number from 0 to 65535./,
  );
  t.throws(() => serviceConfig({ RATE_LIMIT: '-1' }, 'TEST_PORT', 1), /RATE_LIMIT/);
  t.throws(() => serviceConfig({ LOG_LEVEL: 'loud' }, 'TEST_PORT', 1), /LOG_LEVEL/);
  t.end();
});

t.test('text in markup stays text', (t) => {
  const name = '<script>"&\'';
  t.equal(
    html`<p title="${name}">${[name, null, false, 0]}${html`<b>${1}</b>`}${raw('<i></i>')}</p>`.markup,
    '<p title="&lt;script&gt;&quot;&amp;&#39;">&lt;script&gt;&quot;&amp;&#39;0<b>1</b><i></i></p>',
  );
  t.end();
});
