import t from 'tap';
import { keepAchievement } from '../../achievements/achievements.ts';
import { createInstitution } from '../../institutions/create.ts';
import { masonry, testIssuer } from '../../testing.ts';
import { readable, visitor } from '../testing.ts';

t.test('an authority accredits, a centre puts it on file, and both award one certificate together', async (t) => {
  const issuer = await testIssuer(t);
  const { app, context, institution } = issuer;
  await keepAchievement(context, institution, 'masonry', masonry, 'test');
  const made = await createInstitution(context, { id: 'ministry', names: { en: 'Ministry' }, country: 'KH' }, 'test');
  const [ministry, centre] = [visitor(app), visitor(app)];
  await ministry.signIn(made.apiKey);
  await centre.signIn(issuer.apiKey);
  t.match(readable((await centre.get('/console/accreditations')).html), institution.did);

  const form = {
    key: 'k1',
    entity: institution.did,
    name: 'Demo <b>Centre</b>',
    action: 'issue',
    occupations: '7112, 7114',
    framework: 'ph-pqf',
    level: '2',
    from: '2026-01-01',
    until: '2030-12-31',
  };
  const path = '/console/accreditations/new';
  await ministry.get(path);
  const wrong = await ministry.send(path, { ...form, entity: 'Demo', from: 'soon', name: '' });
  t.equal(wrong.status, 422);
  t.match(readable(wrong.html), /begins with did:.*Enter the name.*Enter a day/);
  t.match(readable((await ministry.send(path, { ...form, level: '99' })).html), /has no such level/);
  const preview = await ministry.send(path, form);
  t.match(
    readable(preview.html),
    /This will be signed.*Demo &lt;b&gt;Centre.*May award.*7112.*Up to level 2.*31 December 2030/,
  );
  t.notMatch(preview.html, '<b>Centre', 'what was typed stays text');
  const before = issuer.signatures();
  t.match((await ministry.send(path, { ...form, step: 'change' })).html, /value="7112, 7114"/);
  t.equal(issuer.signatures(), before);
  const signed = await ministry.send(path, { ...form, step: 'sign' });
  t.match(signed.url, /notice=accreditation-given/);
  t.equal((await ministry.send(path, { ...form, step: 'sign' })).url, signed.url, 'sent twice it is one');
  const document = unescaped(/<textarea id="signed"[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(signed.html)![1]!);
  const spoilt = await centre.send('/console/accreditations', { documents: document.replace('2030', '2040') });
  t.match(readable(spoilt.html), /not genuine/);
  t.match(readable((await centre.send('/console/accreditations', { documents: '{"a' })).html), /cannot be read/);
  t.equal((await centre.send('/console/accreditations', { documents: document })).status, 200);
  t.match(readable((await centre.get('/console/accreditations')).html), /May award.*Up to level 2/);

  const together = {
    key: 'k2',
    achievement: 'masonry',
    name: 'Sok Dara',
    from: '2026-11-01',
    body: made.institution.did,
    'body-name': 'Ministry',
  };
  await centre.get('/console/joint/new');
  t.match(readable((await centre.send('/console/joint/new', { ...together, body: '' })).html), /begins with did:/);
  const asked = await centre.send('/console/joint/new', together);
  t.match(readable((await centre.get(asked.url)).html), /Sok Dara.*not signed yet/);
  const list = await ministry.get('/console/joint');
  const [link = ''] = /\/console\/joint\/asked\/[0-9a-f-]+/.exec(list.html) ?? [];
  t.match(readable((await ministry.get(link)).html), /Sok Dara.*Masonry NC II.*Demo Skills Centre/);
  t.equal((await ministry.send(link)).status, 200);
  t.match(readable((await centre.get(asked.url)).html), /Show the certificate/);
  t.equal((await ministry.get(link)).status, 404, 'there is nothing left to sign');

  await ministry.get(signed.url);
  const withdraw = `${signed.url.replace(/\?.*/, '')}/withdraw`;
  t.equal((await ministry.send(withdraw, { day: '2026-12-24', reason: '' })).status, 422);
  t.equal((await ministry.send(withdraw, { day: '2026-11-10', reason: 'No <i>inspector</i>' })).status, 200);
  // A copy of the status list is good for some seconds.
  issuer.setTime('2026-11-22T09:01:00Z');
  await centre.get('/console/accreditations');
  t.equal((await centre.send('/console/accreditations/renew')).status, 200);
  const told = (await centre.get('/console/accreditations')).html;
  t.match(readable(told), /Withdrawn from 10 November 2026 on No &lt;i&gt;inspector/);
  t.match(readable((await centre.send('/console/joint/new', { ...together, key: 'k3' })).html), /was withdrawn/);
  t.equal((await centre.send('/console/accreditations/held/1/remove')).status, 200);

  // A decision on what came of it.
  const credential = (await app.inject({ url: '/institutions/demo/credentials', headers: issuer.headers })).json()[0];
  const url = `/institutions/demo/credentials/${encodeURIComponent(credential.id)}`;
  const certificate = (await app.inject({ url, headers: issuer.headers })).body;
  const decision = {
    key: 'k4',
    certificate,
    jurisdiction: 'th',
    purpose: 'employment',
    outcome: 'partial',
    occupation: '7112',
    recognised: 'U1',
    missing: 'U2',
    reason: 'Plastering is missing.',
    from: '2026-11-20',
  };
  await ministry.get('/console/decisions/new');
  t.match(
    readable((await ministry.send('/console/decisions/new', { ...decision, certificate: '' })).html),
    /Paste the cert/,
  );
  t.match(
    readable((await ministry.send('/console/decisions/new', { ...decision, certificate: '{}' })).html),
    /not genuine/,
  );
  t.match(
    readable((await ministry.send('/console/decisions/new', { ...decision, outcome: 'conditional' })).html),
    /names its conditions/,
  );
  const shown = await ministry.send('/console/decisions/new', decision);
  t.match(readable(shown.html), /This will be signed.*Recognised in part Country TH/);
  const decided = await ministry.send('/console/decisions/new', { ...decision, step: 'sign' });
  t.match(decided.url, /notice=decision-given/);
  t.match(readable((await ministry.get(decided.url)).html), /Plastering is missing/);
  t.equal((await ministry.send(`${decided.url.replace(/\?.*/, '')}/withdraw`)).status, 200);
});

const unescaped = (text: string) =>
  text.replace(
    /&(quot|lt|gt|amp|#39);/g,
    (_, name: string) => ({ quot: '"', lt: '<', gt: '>', amp: '&', '#39': "'" })[name]!,
  );
