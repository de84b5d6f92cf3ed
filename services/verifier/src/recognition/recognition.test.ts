import t from 'tap';
import { testVerifier } from '../testing.ts';

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
