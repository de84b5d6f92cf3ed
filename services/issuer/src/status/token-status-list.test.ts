import { secondOpinion } from '@symbolon/securing/second-opinion';
import {
  checkStatusListToken,
  decodeTokenStatusList,
  parseStatusEntry,
  statusTypes,
  tokenStatusAt,
} from '@symbolon/status-list';
import t from 'tap';
import { masonry, testIssuer } from '../testing.ts';
import { tokenStatusEntry } from './token-status-list.ts';

t.test('one revocation is told by the Status List Token as by the other lists', async (t) => {
  const { app, context, headers, setTime } = await testIssuer(t);
  await app.inject({ method: 'PUT', url: '/institutions/demo/achievements/masonry', headers, payload: masonry });
  const issue = async (name: string) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/institutions/demo/achievements/masonry/credentials',
      headers: { ...headers, 'idempotency-key': name },
      payload: { holder: { name }, award: { validFrom: '2026-11-22T09:00:00Z' } },
    });
    return answer.json().verifiableCredential;
  };
  const [kept, paused, revoked] = [await issue('A'), await issue('B'), await issue('C')];
  const change = (credentialId: string, statusPurpose: string, status = true) =>
    app.inject({
      method: 'POST',
      url: '/institutions/demo/credentials/status',
      headers,
      payload: { credentialId, credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose }, status },
    });
  const entryOf = (credential: { credentialStatus: unknown }) => {
    const index = Number(parseStatusEntry(credential.credentialStatus).entries[0]!.statusListIndex);
    return tokenStatusEntry(context.config.issuerUrl, 'demo', { group: 0, index });
  };
  const path = new URL(entryOf(kept).uri).pathname;
  const fetched = (more = {}) => app.inject({ url: path, headers: more });
  const didDocument = (await app.inject({ url: '/institutions/demo/did.json' })).json();
  const statuses = async () => {
    const { body } = await fetched();
    await secondOpinion(body, { didDocument, at: context.clock() });
    const [header, claims] = body.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    t.match(header, { typ: 'statuslist+jwt', alg: 'ES256' });
    t.match(claims, { ttl: 3 });
    t.same(checkStatusListToken(claims, entryOf(kept), { issuers: [didDocument.id], at: context.clock() }), []);
    const list = await decodeTokenStatusList(claims.status_list);
    return [kept, paused, revoked].map((credential) => tokenStatusAt(list, entryOf(credential).idx));
  };
  const { VALID, INVALID, SUSPENDED } = statusTypes;

  t.same(await statuses(), [VALID, VALID, VALID]);
  const first = await fetched();
  t.match(first.headers, {
    'content-type': /^application\/statuslist\+jwt/,
    'cache-control': 'public, max-age=1, must-revalidate',
    'access-control-allow-origin': '*',
  });
  const etag = String(first.headers.etag);
  t.equal((await fetched({ 'if-none-match': etag })).statusCode, 304);
  t.equal((await fetched()).body, first.body, 'nothing changed, nothing is signed');

  await change(paused.id, 'suspension');
  await change(revoked.id, 'suspension');
  await change(revoked.id, 'revocation');
  t.equal((await fetched({ 'if-none-match': etag })).statusCode, 200);
  t.same(await statuses(), [VALID, SUSPENDED, INVALID]);
  await change(paused.id, 'suspension', false);
  const many = await Promise.all(Array.from({ length: 8 }, () => fetched()));
  t.equal(new Set(many.map(({ body }) => body)).size, 1, 'who asks at once gets one list');
  t.same(await statuses(), [VALID, VALID, INVALID]);

  const before = (await fetched()).body;
  setTime('2026-11-23T10:00:00Z');
  t.not((await fetched()).body, before, 'a list is renewed each day');
  t.same(await statuses(), [VALID, VALID, INVALID]);
  for (const url of ['/status-lists/demo/token/7', '/status-lists/nobody/token/0', '/status-lists/demo/token/00'])
    t.ok([400, 404].includes((await app.inject({ url })).statusCode), url);
});
