import t from 'tap';
import { masonry, testIssuer } from '../testing.ts';

t.test('an institution awards an achievement', async (t) => {
  const { app, headers, context } = await testIssuer(t);
  const put = await app.inject({
    method: 'PUT',
    url: '/institutions/demo/achievements/masonry',
    headers,
    payload: masonry,
  });
  t.equal(put.statusCode, 201);
  const res = await app.inject({
    method: 'POST',
    url: '/institutions/demo/achievements/masonry/credentials',
    headers: { ...headers, 'idempotency-key': 'a' },
    payload: { holder: { name: 'សុខ ដារា', dateOfBirth: '1990-01-02' }, award: { validFrom: '2026-11-22T09:00:00Z' } },
  });
  t.equal(res.statusCode, 201);
  t.equal((await context.pool.query('select from credential where issued is not null')).rowCount, 1);
});
