import { agreements, type OccupationCode, regions } from '@symbolon/contexts/agreements';
import { frameworks, referencing } from '@symbolon/contexts/frameworks';
import { tell } from '@symbolon/recognition';
import t from 'tap';
import { testVerifier } from '../testing.ts';
import { answerFor } from './facts.ts';
import { wordsIn } from './page/words.ts';

t.test('frameworks, correspondences and agreements, with their sources; unknown is an answer', async (t) => {
  const { service } = await testVerifier(t);
  const get = async (url: string) => {
    const reply = await service.inject({ url });
    return { status: reply.statusCode, body: reply.json() };
  };
  const { frameworks } = (await get('/frameworks')).body;
  t.ok(frameworks.length > 80 && frameworks.every(({ sources }: { sources: unknown[] }) => sources.length > 0));
  const irish = await get('/correspondences?from=ie-nfq&to=eqf');
  t.match(irish.body, { from: 'ie-nfq', to: 'eqf', referencing: { status: 'referenced', source: /^https:/ } });
  t.match(
    irish.body.levels.find(({ level }: { level: string }) => level === '6'),
    { known: true, to: '5' },
  );
  const filipino = (await get('/correspondences?from=ph-pqf&to=aqrf')).body;
  t.ok(filipino.levels.length > 0);
  t.ok(filipino.levels.every(({ known, why }: { known: boolean; why: string }) => !known && why === 'no-level-table'));
  t.notOk('referencing' in (await get('/correspondences?from=ph-pqf&to=eqf')).body, 'no way over a third framework');
  t.match((await get('/correspondences?from=in-nsqf&to=eqf')).body, { edition: '2023' });
  t.match(await get('/correspondences?from=in-nsqf&to=eqf&edition=1999'), {
    status: 400,
    body: { errors: [{ pointer: '#/edition', detail: /2013, 2023/ }] },
  });
  t.match(await get('/correspondences?from=__proto__&to=nowhere'), {
    status: 400,
    body: { errors: [{ pointer: '#/from' }, { pointer: '#/to' }] },
  });
  t.equal((await get('/correspondences?from=eqf')).status, 400);
  t.ok((await get('/agreements')).body.agreements.length > 10);

  const mason = await get('/recognition?from=KH&to=TH&occupation=isco-08:7112');
  t.match(mason, {
    status: 200,
    body: {
      outcome: 'decision-needed',
      purpose: 'employment',
      basis: { agreement: 'asean-mrs-kh-th', sources: [{ url: /ilo/ }] },
    },
  });
  t.match((await get('/recognition?from=KH&to=QA&occupation=esco:7112.1')).body, {
    outcome: 'unknown',
    because: [{ code: 'no-rule-known' }],
  });
  const wrong = await get('/recognition?from=Cambodia&to=EU&occupation=mason&purpose=fun');
  t.equal(wrong.status, 400);
  t.same(
    wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer),
    ['#/from', '#/to', '#/occupation', '#/purpose'],
  );
});

t.test('the pages answer without a script, in four languages, and what is typed stays text', async (t) => {
  const { service } = await testVerifier(t);
  const get = async (url: string, language = 'en') => {
    const reply = await service.inject({ url, headers: { 'accept-language': language } });
    return { status: reply.statusCode, body: reply.body, policy: String(reply.headers['content-security-policy']) };
  };
  const empty = await get('/before-you-go');
  t.equal(empty.status, 200);
  t.notMatch(empty.body, /role="alert"|class="answer"/);
  t.match(empty.policy, /script-src 'self'/);
  const question = 'occupation=isco-08:7112&from=KH&to=TH&purpose=employment';
  const mason = await get(`/before-you-go?${question}`);
  t.match(
    mason.body,
    /In Thailand a decision is needed[\s\S]*Department of Skill Development[\s\S]*How long it takes was not found[\s\S]*href="http:\/\/ilo/,
  );
  t.match((await get(`/before-you-go?${question}&lang=ar`)).body, /dir="rtl"[\s\S]*تايلاند/);
  t.match((await get(`/before-you-go?${question}`, 'km-KH,en')).body, /<html lang="km"/);
  t.match((await get(`/before-you-go?${question}`, 'th')).body, /ต้องมีการพิจารณาก่อน/);
  const unknown = await get('/before-you-go?occupation=isco-08:7112&from=KH&to=QA');
  t.match(unknown.body, /data-outcome="unknown"[\s\S]*neither yes nor no/);
  const half = await get('/before-you-go?from=KH&to=<script>');
  t.equal(half.status, 400);
  t.match(half.body, /role="alert"/);
  t.notMatch(half.body, /<script>/);
  t.equal((await get('/before-you-go?from=KH&from=TH&lang=xx')).status, 200, 'a member twice is none');

  const irish = await get('/compare?from=ie-nfq&to=eqf');
  t.match(irish.body, /<th scope="row">6<\/th><td>5<\/td>/);
  t.match((await get('/compare?from=ph-pqf&to=aqrf')).body, /<td>Not known<\/td>/);
  t.match((await get('/compare?from=ph-pqf&to=eqf')).body, /No decision is known here/);
  t.equal((await get('/compare?from=x&to=y')).status, 400);
  const style = /href="(\/assets\/recognition[^"]+)"/.exec(irish.body)?.[1] ?? '';
  t.match((await service.inject({ url: style })).headers, { 'cache-control': /immutable/, 'content-type': /css/ });
});

const escaped = (text: string) => text.replaceAll('&', '&amp;');

t.test('the source of every agreement and every framework stands where it is used', async (t) => {
  const { service } = await testVerifier(t);
  const get = async (url: string) => (await service.inject({ url })).body;
  const missing: string[] = [];
  const look = (page: string, source: string | undefined, row: string) => {
    if (source !== undefined && !page.includes(escaped(source))) missing.push(`${row}: ${source}`);
  };

  // Every rule, asked for as somebody would: its sources stand below the answer, on the page for workers and in the employer's.
  const members = new Map(regions.map(({ id, members }) => [id, members]));
  const countriesOf = (names: readonly string[]) =>
    names.flatMap((name) => members.get(name) ?? (name === '*' ? ['NP'] : name));
  const words = wordsIn('en');
  const everything = await get('/before-you-go');
  for (const { id, parties, rules, sources } of agreements) {
    for (const { url, document, what } of sources) for (const each of [url, document, what]) look(everything, each, id);
    for (const rule of rules) {
      const row = `${id} ${rule.id}`;
      const [froms, tos] = [countriesOf(rule.from ?? parties), countriesOf(rule.to ?? parties)];
      const to = tos[0] ?? '';
      const from = froms.find((each) => each !== to) ?? '';
      const occupation: OccupationCode = rule.occupations?.[0] ?? { scheme: 'isco-08', code: '7112' };
      const purpose = rule.purposes[0] ?? 'employment';
      const answer = answerFor({ from, to, occupation, purpose }, new Date('2026-11-22T00:00:00Z'));
      const told = [answer, ...answer.also].filter(({ basis }) => basis?.agreement === id && basis.rule === rule.id);
      t.equal(told.length, 1, row);
      const page = await get(
        `/before-you-go?from=${from}&to=${to}&occupation=${occupation.scheme}:${occupation.code}&purpose=${purpose}`,
      );
      const shown = told
        .flatMap((each) => tell(each, to, words).sources.map(({ url, text }) => `${url} ${text}`))
        .join('\n');
      for (const { url, document, what } of rule.sources ?? sources)
        for (const each of [url, document, what])
          if (each !== undefined) {
            look(page, each, row);
            if (!shown.includes(each)) missing.push(`${row}, in the answer: ${each}`);
          }
    }
  }

  const list = await get('/frameworks');
  const overview = await get('/compare');
  for (const { id, sources } of frameworks) {
    const page = await get(`/compare?from=${id}&to=${id === 'eqf' ? 'aqrf' : 'eqf'}`);
    for (const { url } of sources) {
      look(page, url, id);
      look(overview, url, id);
      if (!list.includes(JSON.stringify(url))) missing.push(`${id}, in the list: ${url}`);
    }
  }
  for (const { framework, to, source } of referencing)
    look(await get(`/compare?from=${framework}&to=${to}`), source, `${framework} to ${to}`);
  t.same(missing, []);
});
