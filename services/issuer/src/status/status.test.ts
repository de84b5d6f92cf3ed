import { verificationMethodFor } from '@symbolon/dids';
import { verifyDataIntegrity } from '@symbolon/securing/verify';
import { bitAt, checkStatusListCredential, decodeBitstring, parseStatusEntry } from '@symbolon/status-list';
import t from 'tap';
import { masonry, type TestIssuer, testIssuer } from '../testing.ts';
import { drawPlaces } from './reserve.ts';

type Credential = { id: string; credentialStatus: unknown };

async function withCredentials(t: Parameters<typeof testIssuer>[0], names: string[]) {
  const issuer = await testIssuer(t);
  const { app, headers } = issuer;
  await app.inject({ method: 'PUT', url: '/institutions/demo/achievements/masonry', headers, payload: masonry });
  const issued = await Promise.all(
    names.map((name) =>
      app.inject({
        method: 'POST',
        url: '/institutions/demo/achievements/masonry/credentials',
        headers: { ...headers, 'idempotency-key': name },
        payload: { holder: { name }, award: { validFrom: '2026-11-22T09:00:00Z' } },
      }),
    ),
  );
  const credentials: Credential[] = issued.map((answer) => answer.json().verifiableCredential);
  const post = (path: string, payload: object) =>
    app.inject({ method: 'POST', url: `/institutions/demo/credentials/${path}`, headers, payload });
  const vcalm = (credentialId: string, statusPurpose: string, status: boolean, more = {}) =>
    post('status', {
      credentialId,
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose },
      status,
      ...more,
    });
  return { ...issuer, credentials, post, vcalm };
}

/** Reads the status as an employer's page would: the entry, the list, its proof, the bit. */
async function statusOf({ app, context }: TestIssuer, credential: Credential): Promise<Record<string, boolean>> {
  const status: Record<string, boolean> = {};
  for (const entry of parseStatusEntry(credential.credentialStatus).entries) {
    const answer = await app.inject({ url: new URL(entry.statusListCredential).pathname });
    const list = answer.json();
    const didDocument = (await app.inject({ url: '/institutions/demo/did.json' })).json();
    const resolver = { resolve: async () => ({ didDocument, didDocumentMetadata: {}, didResolutionMetadata: {} }) };
    const now = context.clock();
    const { verified } = await verifyDataIntegrity(answer.body, {
      now,
      purpose: 'assertionMethod',
      verificationMethod: (url, purpose) => verificationMethodFor(resolver, url, purpose),
    });
    const problems = checkStatusListCredential(list, entry, { issuers: [list.issuer], at: now });
    if (!verified || problems.length > 0) throw new Error(`The list of ${entry.statusPurpose} does not hold.`);
    const bits = await decodeBitstring(list.credentialSubject.encodedList);
    status[entry.statusPurpose] = bitAt(bits, Number(entry.statusListIndex));
  }
  return status;
}

t.test('what is taken back is public at the next request for the list (R5)', async (t) => {
  const issuer = await withCredentials(t, ['A', 'B', 'C']);
  const { credentials, vcalm, signatures } = issuer;
  const [a, b, c] = credentials as [Credential, Credential, Credential];
  t.strictSame(await statusOf(issuer, a), { revocation: false, suspension: false, refresh: false });
  t.strictSame((await vcalm(a.id, 'revocation', true, { reason: 'wrong-data', note: 'typed wrongly' })).json(), {
    changed: true,
  });
  t.strictSame(await statusOf(issuer, a), { revocation: true, suspension: false, refresh: false });
  t.strictSame((await vcalm(b.id, 'suspension', true)).json(), { changed: true });
  t.strictSame(await statusOf(issuer, b), { revocation: false, suspension: true, refresh: false });
  t.strictSame((await vcalm(b.id, 'suspension', false)).json(), { changed: true });
  t.strictSame(await statusOf(issuer, b), { revocation: false, suspension: false, refresh: false });
  t.strictSame(
    await statusOf(issuer, c),
    { revocation: false, suspension: false, refresh: false },
    'nobody else is touched',
  );

  t.strictSame((await vcalm(a.id, 'revocation', true)).json(), { changed: false }, 'twice is once');
  t.equal((await vcalm(a.id, 'revocation', false)).statusCode, 400, 'a revocation is final');
  t.equal((await vcalm(a.id, 'suspension', true)).statusCode, 409);
  t.equal((await vcalm('urn:uuid:unknown', 'revocation', true)).statusCode, 404);
  t.equal((await vcalm(b.id, 'refresh', true)).statusCode, 400);
  t.equal((await vcalm(b.id, 'revocation', true, { reason: 'because' })).statusCode, 400);
  await t.rejects(issuer.context.pool.query('update credential set revoked = null'), /never undone/);

  const count = signatures();
  await Promise.all(Array.from({ length: 20 }, () => statusOf(issuer, a)));
  t.equal(signatures(), count, 'a list is signed once per change, not per request');
  const { rows } = await issuer.context.pool.query('select note from status_change order by at limit 1');
  t.strictSame(rows, [{ note: 'typed wrongly' }]);
});

t.test('a list is cached by its tag and read by any page', async (t) => {
  const issuer = await withCredentials(t, ['A']);
  const { app, credentials, vcalm, setTime } = issuer;
  const url = '/status-lists/demo/revocation/0';
  const first = await app.inject({ url });
  t.match(first.headers, {
    'content-type': /^application\/vc/,
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=1, must-revalidate',
    etag: /^"/,
  });
  t.match(first.json().credentialSubject, { ttl: 3000, statusPurpose: 'revocation' });
  t.match(
    (await app.inject({ url, headers: { accept: 'application/json' } })).headers['content-type'],
    /^application\/json/,
  );
  const etag = first.headers.etag as string;
  const same = await app.inject({ url, headers: { 'if-none-match': `W/${etag}, "x"` } });
  t.equal(same.statusCode, 304);
  t.equal(same.body, '');
  await vcalm(credentials[0]!.id, 'revocation', true);
  t.equal((await app.inject({ url, headers: { 'if-none-match': etag } })).statusCode, 200);
  t.equal((await app.inject({ method: 'OPTIONS', url })).statusCode, 204);

  const before = (await app.inject({ url })).json();
  setTime('2026-11-24T09:00:00Z');
  const after = (await app.inject({ url })).json();
  t.not(after.validUntil, before.validUntil, 'a list is signed anew after a day, so that it does not expire');
  for (const path of [
    'demo/revocation/1',
    'demo/revocation/x',
    'demo/message/0',
    'nobody/revocation/0',
    'demo/revocation/00',
  ]) {
    t.ok([400, 404].includes((await app.inject({ url: `/status-lists/${path}` })).statusCode), path);
  }
});

t.test('many are taken back by a list of ids', async (t) => {
  const issuer = await withCredentials(t, ['A', 'B', 'C', 'D']);
  const { credentials, post } = issuer;
  const [a, b, c, d] = credentials.map(({ id }) => id);
  const csv = `Name;Credential ID\nA;${a}\n"B";"${b}"\n\nX;urn:uuid:nobody\n`;
  const answer = await post('status/bulk', { action: 'revoke', reason: 'issued-in-error', csv });
  t.match(answer.json().outcomes, [
    { id: a, changed: true },
    { id: b, changed: true },
    { id: 'urn:uuid:nobody', problem: { status: 404 } },
  ]);
  t.match((await post('status/bulk', { action: 'suspend', ids: [b, c, c] })).json().outcomes, [
    { id: b, problem: { status: 409 } },
    { id: c, changed: true },
  ]);
  t.strictSame(
    await Promise.all(credentials.map((credential) => statusOf(issuer, credential))),
    [
      [true, false],
      [true, false],
      [false, true],
      [false, false],
    ].map(([revocation, suspension]) => ({ revocation, suspension, refresh: false })),
  );
  t.match((await post('status/bulk', { action: 'revoke', csv: `${d}` })).json().outcomes, [{ id: d, changed: true }]);
  for (const body of [
    {},
    { csv: '' },
    { ids: [] },
    { csv: '"', ids: undefined },
    { ids: [a], csv: a },
    { csv: '"a"b"' },
  ]) {
    t.equal((await post('status/bulk', { action: 'revoke', ...body })).statusCode, 400, JSON.stringify(body));
  }
});

t.test('a wrong certificate is corrected: the old one is revoked and each names the other', async (t) => {
  const issuer = await withCredentials(t, ['Sok Darra']);
  const { app, headers, credentials, context } = issuer;
  const [wrong] = credentials as [Credential];
  const correct = (key: string) =>
    app.inject({
      method: 'POST',
      url: `/institutions/demo/credentials/${encodeURIComponent(wrong.id)}/replacement`,
      headers: { ...headers, 'idempotency-key': key },
      payload: { holder: { name: 'Sok Dara' }, award: { validFrom: '2026-11-22T09:00:00Z' }, note: 'one r' },
    });
  const answer = await correct('c1');
  t.equal(answer.statusCode, 201);
  const { verifiableCredential: corrected, id } = answer.json();
  t.equal(corrected.replaces, wrong.id);
  t.strictSame(await statusOf(issuer, wrong), { revocation: true, suspension: false, refresh: true });
  t.strictSame(await statusOf(issuer, corrected), { revocation: false, suspension: false, refresh: false });
  const { rows } = await context.pool.query('select superseded_by, reason from credential where id = $1', [wrong.id]);
  t.strictSame(rows, [{ superseded_by: id, reason: 'superseded' }]);
  t.equal((await correct('c1')).body, answer.body, 'a retry gives the same');
  t.equal((await correct('c2')).statusCode, 409, 'it is not replaced a second time');
});

t.test('of replacements that are asked for at one moment, one stays in force', async (t) => {
  const issuer = await withCredentials(t, ['Sok Darra']);
  const { app, headers, credentials, context } = issuer;
  const [wrong] = credentials as [Credential];
  const correct = (key: string) =>
    app.inject({
      method: 'POST',
      url: `/institutions/demo/credentials/${encodeURIComponent(wrong.id)}/replacement`,
      headers: { ...headers, 'idempotency-key': key },
      payload: { holder: { name: 'Sok Dara' }, award: { validFrom: '2026-11-22T09:00:00Z' } },
    });
  const inForce = async () =>
    (await context.pool.query('select id from credential where revoked is null')).rows.map(({ id }) => id);
  const answers = await Promise.all(['r1', 'r2', 'r3'].map(correct));
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [201, 409, 409]);
  const [winner] = answers.filter(({ statusCode }) => statusCode === 201);
  t.strictSame(await inForce(), [winner?.json().id]);

  // What a crash leaves between issuing and revoking, met by its retry after the old one was taken back otherwise.
  const insert = `create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`;
  await context.pool.query(insert);
  await context.pool.query('create trigger fail before insert on status_change for each row execute function fail()');
  const again = (key: string) =>
    app.inject({
      method: 'POST',
      url: `/institutions/demo/credentials/${encodeURIComponent(winner?.json().id)}/replacement`,
      headers: { ...headers, 'idempotency-key': key },
      payload: { holder: { name: 'Sok Dara' }, award: { validFrom: '2026-11-22T09:00:00Z' } },
    });
  t.equal((await again('r4')).statusCode, 500);
  await context.pool.query('drop trigger fail on status_change');
  t.equal((await inForce()).length, 2);
  await app.inject({
    method: 'POST',
    url: '/institutions/demo/credentials/status/bulk',
    headers,
    payload: { action: 'revoke', ids: [winner?.json().id] },
  });
  t.equal((await again('r4')).statusCode, 409);
  t.strictSame(await inForce(), [], 'what was left is revoked too');
});

t.test('a draw ends, and gives no place twice, also where it asks for more than a lane or a group has', async (t) => {
  const { context, institution } = await testIssuer(t);
  const lane = { number: 3, of: 4 };
  const places = await drawPlaces(context.pool, institution.id, { count: 70_000, lane });
  t.equal(new Set(places.map(({ group, index }) => `${group} ${index}`)).size, 70_000);
  t.same([...new Set(places.map(({ group }) => group))], [0, 1]);
  t.notOk(places.some(({ index }) => index === 0));
  const few = await drawPlaces(context.pool, institution.id, { count: 50, lane });
  t.ok(few.every(({ index }) => index % 4 === 3));
});
