import t from 'tap';
import { type ChainResult, followChain, longestChain } from './chain.ts';
import type { Accreditation, Anchor, Award, Scope } from './facts.ts';
import { beyondScope } from './within.ts';

const masonry = { scheme: 'isco-08', code: '7112' } as const;
const welding = { scheme: 'isco-08', code: '7212' } as const;
const construction = { scheme: 'isco-08', code: '71' } as const;
const levels = new Map([
  ['1', 0],
  ['2', 1],
  ['3', 2],
]);
const rank = (framework: string, level: string) => (framework === 'kh-vqf' ? levels.get(level) : undefined);

const award: Award = {
  issuer: 'did:web:centre',
  achievement: 'https://centre/achievements/masonry/1',
  occupations: [masonry],
  level: { framework: 'kh-vqf', level: '2' },
  country: 'KH',
  route: 'course',
  issuedAt: new Date('2026-06-01T00:00:00Z'),
};
const accreditation = (
  issuer: string,
  did: string,
  action: 'issue' | 'recognize' | 'decide',
  more: Partial<Accreditation> & { scope?: Accreditation['recognizedTo'][number]['scope'] } = {},
): Accreditation => ({
  id: `${issuer}>${did}`,
  issuer: `did:web:${issuer}`,
  entity: { did: `did:web:${did}`, name: did },
  recognizedTo: [{ action, scope: more.scope ?? {} }],
  validFrom: '2026-01-01T00:00:00Z',
  ...more,
});
const anchors: Anchor[] = [{ did: 'did:web:ministry', name: 'Ministry' }];
const good = () => [
  accreditation('ministry', 'board', 'recognize', { scope: { occupations: [construction] } }),
  accreditation('board', 'centre', 'issue', {
    scope: {
      occupations: [masonry],
      highestLevel: { framework: 'kh-vqf', level: '2' },
      countries: ['KH'],
      routes: ['course'],
    },
    validUntil: '2027-01-01T00:00:00Z',
  }),
];
const follow = (list: Accreditation[], more: Partial<Award> = {}, trusted = anchors): ChainResult =>
  followChain({ ...award, ...more }, list, trusted, rank);

t.test('a chain leads from the centre over the board to the ministry, whatever the order', async (t) => {
  const found = follow(good());
  t.match(found, {
    accredited: true,
    anchor: { name: 'Ministry' },
    chain: [
      { entity: { name: 'centre' }, by: { name: 'board' }, action: 'issue', validUntil: '2027-01-01T00:00:00Z' },
      { entity: { name: 'board' }, by: { name: 'Ministry' }, action: 'recognize' },
    ],
  });
  t.same(follow(good().reverse()), found);
  t.match(follow([], { issuer: 'did:web:ministry' }), { accredited: true, chain: [] }, 'an anchor needs no chain');
  t.match(follow([...good(), accreditation('stranger', 'centre', 'issue')]), { accredited: true });
});

t.test('scope and dates count at every level, not at the lowest alone', async (t) => {
  const no = (list: Accreditation[], why: string, at: string, more: Partial<Award> = {}, trusted = anchors) =>
    t.match(follow(list, more, trusted), { accredited: false, why, at: `did:web:${at}` }, why);
  const [board, centre] = good() as [Accreditation, Accreditation];
  const boardFor = (scope: object) => accreditation('ministry', 'board', 'recognize', { scope });

  no([], 'no-accreditation', 'centre');
  no([centre], 'no-accreditation', 'board');
  // The known weakness of a check at the leaf alone: a board of another trade recognises a centre for this one.
  no([boardFor({ occupations: [welding] }), centre], 'other-occupation', 'board');
  no([boardFor({ highestLevel: { framework: 'kh-vqf', level: '1' } }), centre], 'level-above', 'board');
  no([boardFor({ countries: ['TH'] }), centre], 'other-country', 'board');
  no([boardFor({ achievements: ['https://centre/achievements/mason'] }), centre], 'other-achievement', 'board');
  no([accreditation('ministry', 'board', 'issue'), centre], 'other-action', 'board');
  no([accreditation('ministry', 'board', 'decide'), centre], 'other-action', 'board');
  no([board, centre], 'other-occupation', 'centre', { occupations: [welding] });
  no([board, centre], 'other-occupation', 'centre', { occupations: [masonry, welding] });
  no([board, centre], 'other-occupation', 'centre', { occupations: [] });
  no([board, centre], 'level-above', 'centre', { level: { framework: 'kh-vqf', level: '3' } });
  no([board, centre], 'level-not-comparable', 'centre', { level: { framework: 'aqrf', level: '2' } });
  no([board, centre], 'level-not-comparable', 'centre', { level: { framework: 'kh-vqf', level: '9' } }, [
    { did: 'did:web:ministry', scope: { countries: ['KH'] } },
  ]);
  no([board, centre], 'other-route', 'centre', { route: 'work' });
  no([board, centre], 'other-country', 'centre', { country: 'TH' });
  no([board, centre], 'not-at-that-time', 'centre', { issuedAt: new Date('2027-06-01T00:00:00Z') });
  no([board, centre], 'not-at-that-time', 'centre', { issuedAt: new Date('2025-06-01T00:00:00Z') });
  no([{ ...board, validUntil: '2026-05-31T00:00:00Z' }, centre], 'not-at-that-time', 'board');
  no([{ ...board, validFrom: 'yesterday' }, centre], 'not-at-that-time', 'board');
  const shortAction = [{ action: 'recognize', scope: {}, validUntil: '2026-02-01T00:00:00Z' }] as const;
  no([{ ...board, recognizedTo: [...shortAction] }, centre], 'not-at-that-time', 'board');
  no([board, centre], 'anchor-out-of-scope', 'ministry', {}, [
    { did: 'did:web:ministry', scope: { occupations: [welding] } },
  ]);
});

t.test('what was withdrawn later does not make an award false; a day that is not known is a doubt', async (t) => {
  const [board, centre] = good() as [Accreditation, Accreditation];
  t.match(follow([board, { ...centre, withdrawn: { at: '2026-09-01T00:00:00Z' } }]), {
    accredited: true,
    chain: [{ withdrawnLater: '2026-09-01T00:00:00Z' }, {}],
  });
  t.match(follow([board, { ...centre, withdrawn: { at: '2026-05-01T00:00:00Z' } }]), { why: 'withdrawn-before' });
  t.match(follow([{ ...board, withdrawn: {} }, centre]), { why: 'withdrawn-day-unknown', at: 'did:web:board' });
  t.match(follow([board, { ...centre, withdrawn: { at: 'soon' } }]), { why: 'withdrawn-day-unknown' });
});

t.test('circles, chains without end and heaps of paper are told and cost little', async (t) => {
  const circle = [accreditation('board', 'centre', 'issue'), accreditation('centre', 'board', 'recognize')];
  t.match(follow(circle), { accredited: false, why: 'circular', at: 'did:web:board' });
  t.match(follow([accreditation('centre', 'centre', 'issue')]), { why: 'circular' });
  const ladder = (length: number) =>
    Array.from({ length }, (_, index) =>
      accreditation(
        index === length - 1 ? 'ministry' : `step${index + 1}`,
        index === 0 ? 'centre' : `step${index}`,
        index === 0 ? 'issue' : 'recognize',
      ),
    );
  t.match(follow(ladder(longestChain)), { accredited: true });
  t.match(follow(ladder(longestChain + 1)), { accredited: false, why: 'too-long' });
  // Each of forty recognises every other: without a bound the ways are countless.
  const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
  const heap = names.flatMap((by) =>
    names.filter((each) => each !== by).map((each) => accreditation(by, each, 'recognize')),
  );
  heap.push(...names.map((by) => accreditation(by, 'centre', 'issue')));
  const before = performance.now();
  t.equal(follow(heap).accredited, false);
  t.ok(performance.now() - before < 500);
});

t.test(
  'who was recognised recognises others within its own scope, and a limit left out is wider than any',
  async (t) => {
    const own = {
      occupations: [construction],
      highestLevel: { framework: 'kh-vqf', level: '2' },
      countries: ['KH', 'TH'],
      routes: ['course', 'work'] as const,
      achievements: ['https://centre/achievements/masonry'],
    };
    const outer = { ...own, routes: [...own.routes] };
    const within = {
      occupations: [masonry],
      highestLevel: { framework: 'kh-vqf', level: '1' },
      countries: ['KH'],
      routes: ['work' as const],
      achievements: ['https://centre/achievements/masonry/versions/1'],
    };
    const beyond = (changes: Scope, of: Scope = outer) => beyondScope({ ...within, ...changes }, of, rank);
    t.equal(beyond({}), undefined);
    t.equal(beyond({}, {}), undefined, 'who has no limit sets what limit it likes');
    t.equal(beyond({ occupations: [masonry, welding] }), 'other-occupation');
    t.equal(beyond({ highestLevel: { framework: 'kh-vqf', level: '3' } }), 'level-above');
    t.equal(beyond({ highestLevel: { framework: 'aqrf', level: '1' } }), 'level-not-comparable');
    t.equal(beyond({ highestLevel: { framework: 'kh-vqf', level: '9' } }), 'level-not-comparable');
    t.equal(beyond({ countries: ['KH', 'MY'] }), 'other-country');
    t.equal(beyond({ routes: ['work', 'recognition-of-prior-learning'] }), 'other-route');
    t.equal(beyond({ achievements: ['https://centre/achievements/masonry-2'] }), 'other-achievement');
    for (const [member, why] of [
      ['occupations', 'other-occupation'],
      ['highestLevel', 'level-not-comparable'],
      ['countries', 'other-country'],
      ['routes', 'other-route'],
      ['achievements', 'other-achievement'],
    ] as const) {
      const { [member]: _, ...rest } = within;
      t.equal(beyondScope(rest, outer, rank), why, `without ${member}`);
    }
  },
);
