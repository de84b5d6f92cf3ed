import { type Agreement, agreements, type Region, type Rule, regions } from '@symbolon/contexts/agreements';
import t from 'tap';
import type { Recognition } from './answer.ts';
import { spanOf } from './dates.ts';
import { compareLevels } from './levels.ts';
import { covers } from './occupations.ts';
import type { DecisionFacts, Question, SkillFacts } from './question.ts';
import { recognise } from './recognise.ts';
import { compileRules } from './rule-book.ts';

const bricklayer = { scheme: 'isco-08', code: '7112' } as const;
const welder = { scheme: 'isco-08', code: '7212' } as const;
const at = new Date('2026-11-22T00:00:00Z');

const mason: SkillFacts = {
  id: 'urn:uuid:1',
  digest: 'uEiA1',
  issuers: ['did:web:school.example'],
  country: 'KH',
  holder: { name: 'Sok Dara', dateOfBirth: '1990-05-01' },
  achievement: 'https://school.example/achievements/masonry/versions/1',
  occupations: [bricklayer],
  units: { recognised: ['U1', 'U2'], missing: [] },
  route: 'course',
};

const ask = (more: Partial<Question> = {}): Question => ({
  skill: mason,
  destination: 'TH',
  purpose: 'employment',
  at,
  ...more,
});

const agreement = (id: string, rules: Rule[], more: Partial<Agreement> = {}): Agreement => ({
  id,
  name: id,
  kind: 'arrangement',
  parties: ['KH', 'TH'],
  evidence: 'read at source',
  sources: [{ url: 'https://example.org/', what: 'all of it' }],
  rules,
  ...more,
});

const rule = (more: Partial<Rule> = {}): Rule => ({ id: 'r', mode: 'automatic', purposes: ['employment'], ...more });
const region: Region = {
  id: 'asean',
  name: 'ASEAN',
  members: ['KH', 'TH', 'PH'],
  evidence: 'read at source',
  sources: [],
};
const answer = (rules: Agreement[], question: Question): Recognition =>
  recognise(question, compileRules(rules, [region]));
const codes = ({ because }: Pick<Recognition, 'because'>) => because.map(({ code }) => code);

t.test('each mode gives its own answer, with what it rests on', async (t) => {
  const of = (mode: Rule['mode'], more: Partial<Rule> = {}) =>
    answer([agreement('a', [rule({ mode, ...more })])], ask());
  t.match(of('automatic'), {
    outcome: 'automatic',
    basis: { agreement: 'a', rule: 'r', sources: [{ what: 'all of it' }] },
  });
  t.match(of('joint', { awardingBodies: ['did:web:school.example'] }), { outcome: 'automatic' });
  t.match(of('reliance', { awardingBodies: ['did:web:school.example'] }), { outcome: 'automatic' });
  t.match(of('reliance'), { outcome: 'unknown', because: [{ code: 'awarding-body-not-named' }] });
  const decision = {
    body: 'Board',
    how: ['practical-test'],
    within: 'P30D',
    appeal: { body: 'Court', within: 'P14D' },
  };
  t.match(of('managed', { decision }), { outcome: 'decision-needed', needed: decision });
  t.same(of('unilateral').needed, {}, 'who decides was not found, so nobody is named');
  t.match(answer([], ask()), { outcome: 'unknown', because: [{ code: 'no-rule-known' }], also: [] });
});

t.test('every condition of a rule must be known to hold; what is not known makes the answer unknown', async (t) => {
  const of = (more: Partial<Rule>, skill: Partial<SkillFacts> = {}, more2: Partial<Agreement> = {}) =>
    answer([agreement('a', [rule(more)], more2)], ask({ skill: { ...mason, ...skill } }));
  const without = (member: keyof SkillFacts) => {
    const { [member]: _, ...rest } = mason;
    return rest as SkillFacts;
  };
  const open = (more: Partial<Rule>, member: keyof SkillFacts) =>
    answer([agreement('a', [rule(more)])], ask({ skill: without(member) }));

  t.equal(of({ occupations: [welder] }).outcome, 'unknown');
  t.equal(of({ occupations: [{ scheme: 'isco-08', code: '711' }] }).outcome, 'automatic');
  t.match(open({ occupations: [bricklayer] }, 'occupations'), {
    outcome: 'unknown',
    basis: { agreement: 'a' },
    because: [{ code: 'occupation-not-stated' }],
  });
  t.equal(of({ achievements: ['https://school.example/achievements/masonry'] }).outcome, 'automatic');
  t.equal(of({ achievements: ['https://school.example/achievements/mason'] }).outcome, 'unknown', 'no half names');
  t.equal(of({ awardingBodies: ['did:web:other.example'] }).outcome, 'unknown');
  t.equal(of({ routes: ['work'] }).outcome, 'unknown');
  t.match(open({ routes: ['course'] }, 'route'), { outcome: 'unknown', because: [{ code: 'route-not-stated' }] });
  const levels = { framework: 'kh-cqf', levels: ['2'] };
  t.match(of({ levels }), { outcome: 'unknown', because: [{ code: 'level-not-stated' }] });
  t.equal(of({ levels }, { level: { framework: 'kh-cqf', level: '2' } }).outcome, 'automatic');
  t.equal(of({ levels }, { level: { framework: 'th-nqf', level: '2' } }).outcome, 'unknown', 'equal numbers');
  t.match(open({}, 'country'), { outcome: 'unknown', because: [{ code: 'country-not-known' }] });
  t.match(of({ qualifications: ['cvq'] }), {
    outcome: 'unknown',
    because: [{ code: 'qualification-not-known' }],
  });
  t.equal(of({ qualifications: ['cvq'] }, { qualification: 'cvq-masonry-l1' }).outcome, 'automatic');
  t.match(of({ listed: 'not-read' }), { outcome: 'unknown', because: [{ code: 'list-not-read' }] });
  t.match(of({ status: 'in-preparation' }), { outcome: 'unknown', because: [{ code: 'in-preparation' }] });
  t.equal(of({ purposes: ['work-permit'] }).outcome, 'unknown');
  t.equal(of({ from: ['TH'], to: ['KH'] }).outcome, 'unknown', 'the other way round');
  t.equal(of({}, { country: 'TH' }).outcome, 'unknown', 'not from a country to itself');
  t.equal(of({ from: ['*'], to: ['TH'] }, { country: 'NP' }).outcome, 'automatic');
  t.equal(of({ from: ['asean'], to: ['asean'] }).outcome, 'automatic');
  t.equal(of({}, {}, { evidence: 'unverified' }).outcome, 'unknown', 'an agreement that nobody read gives no answer');
  t.throws(() => compileRules([agreement('a', [rule({ from: ['nowhere'] })])], []), /No region has the id "nowhere"/);
});

t.test('time: before it begins, after it ended, and where the day is not known', async (t) => {
  const of = (more: Partial<Agreement>, more2: Partial<Rule> = {}) =>
    answer([agreement('a', [rule(more2)], more)], ask());
  const read = (date: string) => ({ date, evidence: 'read at source' }) as const;
  t.equal(of({ inForce: read('2026-11-22') }).outcome, 'automatic', 'the day itself');
  t.match(of({ inForce: read('2027') }), { outcome: 'unknown', because: [{ code: 'not-yet-in-force', date: '2027' }] });
  t.match(of({ inForce: read('2026') }), { outcome: 'unknown', because: [{ code: 'date-not-known' }] });
  t.match(of({ inForce: { date: '2012', evidence: 'unverified' } }), { because: [{ code: 'date-not-known' }] });
  t.match(of({ ended: read('2026-10') }), { outcome: 'unknown', because: [{ code: 'ended', date: '2026-10' }] });
  t.equal(of({ ended: read('2027') }).outcome, 'automatic');
  t.match(of({}, { validUntil: '2026-11-21' }), { outcome: 'unknown', because: [{ code: 'ended' }] });
  t.equal(of({ inForce: read('../2012') }).outcome, 'automatic');
  t.match(of({ inForce: read('soon') }), { because: [{ code: 'date-not-known' }] });
  for (const wrong of ['', '2012-13', '2012-02-30', '12', '2012/x']) t.equal(spanOf(wrong), undefined, wrong);
});

t.test('for another occupation there is no answer, whatever the rules say', async (t) => {
  const rules = [agreement('a', [rule()])];
  t.match(answer(rules, ask({ occupation: welder })), {
    outcome: 'unknown',
    because: [{ code: 'not-for-this-occupation' }],
    also: [],
  });
  t.equal(answer(rules, ask({ occupation: { scheme: 'esco', code: '7112.1' } })).outcome, 'automatic');
  const esco = { scheme: 'esco', code: '7112.1' } as const;
  t.ok(covers(bricklayer, esco));
  t.notOk(covers(esco, bricklayer), 'a unit group is wider than an occupation in it');
  t.notOk(covers(esco, { scheme: 'esco', code: '7112.10' }));
  t.ok(covers(esco, { scheme: 'esco', code: '7112.1.2' }));
});

t.test('part of the units is a partial recognition; a credential that has the rest closes it', async (t) => {
  const measures = [
    { id: 'm', type: 'bridging-course', units: ['U3'], achievements: ['https://bridge.example/a'] },
  ] satisfies Rule['measures'];
  const rules = [agreement('a', [rule({ units: ['U1', 'U2', 'U3'], measures })])];
  t.match(answer(rules, ask()), {
    outcome: 'partial',
    units: { recognised: ['U1', 'U2'], missing: ['U3'] },
    measures: [{ type: 'bridging-course', closes: true }],
  });
  const bridge: SkillFacts = {
    id: 'urn:uuid:2',
    issuers: ['did:web:bridge.example'],
    achievement: 'https://bridge.example/a/versions/2',
    holder: { name: 'SOK  Dara', dateOfBirth: '1990-05-01' },
    units: { recognised: ['U3'], missing: [] },
  };
  const closed = answer(rules, ask({ others: [bridge] }));
  t.equal(closed.outcome, 'automatic');
  t.match(closed.because.at(-1), { code: 'gap-closed', by: 'urn:uuid:2', units: ['U3'] });
  const other = answer(rules, ask({ others: [{ ...bridge, holder: { name: 'Sok Dara' } }] }));
  t.equal(other.outcome, 'partial', 'a name alone is not the same person');
  t.ok(codes(other).includes('other-person'));
  t.equal(answer(rules, ask({ skill: { ...mason, units: { recognised: ['X'], missing: [] } } })).outcome, 'unknown');
  const { units: _, ...noUnits } = mason;
  t.match(answer(rules, ask({ skill: noUnits })), { outcome: 'unknown' });
  const inPart = { ...mason, units: { recognised: ['U1'], missing: ['U2'] } };
  t.match(answer([agreement('a', [rule()])], ask({ skill: inPart })), {
    outcome: 'partial',
    units: { recognised: ['U1'], missing: ['U2'] },
  });
});

t.test('of rules that contradict each other the more specific counts, then the stricter; all are shown', async (t) => {
  const wide = agreement('wide', [rule({ mode: 'managed', from: ['*'], to: ['TH'] })]);
  const forMasons = agreement('masons', [rule({ occupations: [bricklayer] })]);
  const group = agreement('group', [rule({ mode: 'unilateral', occupations: [{ scheme: 'isco-08', code: '7' }] })]);
  const found = answer([wide, group, forMasons], ask());
  t.match(found, { outcome: 'automatic', basis: { agreement: 'masons' } });
  t.same(
    found.also.map(({ basis, outcome }) => [basis?.agreement, outcome]),
    [
      ['group', 'decision-needed'],
      ['wide', 'decision-needed'],
    ],
  );
  const strict = agreement('strict', [rule({ mode: 'managed', occupations: [bricklayer] })]);
  const stricter = agreement('stricter', [rule({ mode: 'unilateral', occupations: [bricklayer] })]);
  const both = answer([forMasons, strict, stricter], ask());
  t.equal(both.basis?.agreement, 'stricter');
  t.equal(both.also.length, 2);
  const open = agreement('open', [rule({ occupations: [bricklayer], listed: 'not-read' })]);
  t.equal(answer([open, wide], ask()).basis?.agreement, 'wide', 'what is known comes before what is not');
  t.same(answer([stricter, strict, forMasons], ask()), both, 'the order of the file does not count');
});

const decision = (more: Partial<DecisionFacts> = {}): DecisionFacts => ({
  id: 'urn:decision:1',
  recognizes: { id: 'urn:uuid:1', digests: ['uEiA1'] },
  jurisdiction: 'TH',
  purpose: 'employment',
  outcome: 'full',
  decidedBy: { did: 'did:web:board.example', name: 'Board' },
  decidedAt: '2026-06-01T00:00:00Z',
  competent: true,
  ...more,
});

t.test('a decision on this credential comes before every rule, and never speaks for another one', async (t) => {
  const rules = [agreement('a', [rule({ mode: 'unilateral' })])];
  const of = (...decisions: DecisionFacts[]) => answer(rules, ask({ decisions }));
  t.match(of(decision()), { outcome: 'decided', decision: { outcome: 'full', decidedBy: { name: 'Board' } } });
  t.equal(of(decision()).also[0]?.outcome, 'decision-needed');
  const falls = (more: Partial<DecisionFacts>, code?: string) => {
    const found = of(decision(more));
    t.equal(found.outcome, 'decision-needed', JSON.stringify(more));
    if (code) t.ok(codes(found).includes(code as never), code);
  };
  falls({ recognizes: { id: 'urn:uuid:1', digests: ['uEiA2'] } }, 'decision-of-other-credential');
  falls({ recognizes: { id: 'urn:uuid:9', digests: ['uEiA1'] } });
  falls({ jurisdiction: 'QA' });
  falls({ purpose: 'work-permit' });
  falls({ competent: false }, 'decision-not-competent');
  falls({ validUntil: '2026-11-01T00:00:00Z' }, 'decision-ended');
  falls({ decidedAt: '2027-01-01T00:00:00Z' }, 'not-yet-in-force');
  falls({ decidedAt: 'yesterday' }, 'not-yet-in-force');
  falls({ outcome: 'withdrawn' }, 'decision-withdrawn');
  falls({ occupation: welder });
  const { digest: _, ...unhashed } = mason;
  t.equal(answer(rules, ask({ skill: unhashed, decisions: [decision()] })).outcome, 'decision-needed');

  const later = decision({ id: 'urn:decision:2', outcome: 'none', decidedAt: '2026-07-01T00:00:00Z' });
  t.match(of(later, decision()), { decision: { id: 'urn:decision:2', outcome: 'none' } }, 'the latest of one body');
  t.equal(
    of(decision(), { ...later, outcome: 'withdrawn' }).outcome,
    'decision-needed',
    'the earlier one does not come back',
  );
  const elsewhere = decision({ id: 'urn:decision:3', outcome: 'partial', decidedBy: { did: 'did:web:two.example' } });
  const two = of(decision(), elsewhere);
  t.equal(two.decision?.id, 'urn:decision:3', 'of two bodies the stricter');
  t.equal(two.also[0]?.decision?.id, 'urn:decision:1');
});

t.test(
  'a conditional decision is closed by a credential that fulfils each condition, in time, of the same person',
  async (t) => {
    const conditions = [
      {
        type: 'bridging-course',
        achievements: ['https://bridge.example/a'],
        providers: ['did:web:bridge.example'],
        until: '2026-12-31T00:00:00Z',
      },
    ];
    const conditional = decision({ outcome: 'conditional', conditions });
    const bridge: SkillFacts = {
      id: 'urn:uuid:2',
      issuers: ['did:web:bridge.example'],
      achievement: 'https://bridge.example/a',
      holder: { name: 'Sok Dara', dateOfBirth: '1990-05-01' },
      validFrom: '2026-09-01T00:00:00Z',
    };
    const of = (...others: SkillFacts[]) => answer([], ask({ decisions: [conditional], others })).decision;
    t.equal(of()?.isClosed, undefined);
    t.match(of(bridge), { outcome: 'conditional', isClosed: true, conditions: [{ fulfilledBy: 'urn:uuid:2' }] });
    t.equal(of({ ...bridge, issuers: ['did:web:other.example'] })?.isClosed, undefined);
    t.equal(of({ ...bridge, validFrom: '2027-01-01T00:00:00Z' })?.isClosed, undefined);
    t.equal(of({ ...bridge, holder: { name: 'Sok Dara', dateOfBirth: '1991-05-01' } })?.isClosed, undefined);
    const { validFrom: _, ...undated } = bridge;
    t.equal(of(undated)?.isClosed, undefined);

    const inPart = (missing: string[], what: object = { units: ['U3'] }) => {
      const conditions = [{ type: 'bridging-course', ...what }];
      const partial = decision({ outcome: 'partial', recognizedUnits: ['U1'], missingUnits: missing, conditions });
      const course = { ...bridge, units: { recognised: ['U3'], missing: [] } };
      return answer([], ask({ decisions: [partial], others: [course] }));
    };
    t.match(inPart(['U3']), {
      decision: { outcome: 'partial', isClosed: true },
      units: { recognised: ['U1'], missing: [] },
      because: [{ code: 'gap-closed', by: 'urn:uuid:2', units: ['U3'] }, { code: 'condition-fulfilled' }],
    });
    const halfway = inPart(['U3', 'U4']);
    t.equal(halfway.decision?.isClosed, undefined, 'a part stays a part while a unit is missing');
    t.same(halfway.units?.missing, ['U4']);
    t.match(inPart(['U3', 'U4'], { achievements: ['https://bridge.example/a'] }), {
      decision: { isClosed: true },
      because: [{ code: 'condition-fulfilled' }, { code: 'gap-closed', units: ['U3', 'U4'] }],
    });
  },
);

t.test('a comparable level is information, given only where it was decided', async (t) => {
  const rules = compileRules([], []);
  const irish = { ...mason, level: { framework: 'ie-nfq', level: '6' } };
  const found = recognise(ask({ skill: irish, destination: 'DE' }), rules, compareLevels);
  t.match(found, { outcome: 'comparable', level: { to: { framework: 'eqf', level: '5' }, source: /^https:/ } });
  t.equal(found.basis, undefined);
  const filipino = { ...mason, level: { framework: 'ph-pqf', level: '2' } };
  t.equal(recognise(ask({ skill: filipino }), rules, compareLevels).outcome, 'unknown');
});

t.test('the data: a mason from Cambodia, a welder in Munich, a cook in Riyadh', async (t) => {
  const book = compileRules(agreements, regions);
  const of = (country: string, destination: string, code: string, purpose: Question['purpose'] = 'employment') => {
    const occupations = [{ scheme: 'isco-08', code } as const];
    return recognise({ skill: { ...mason, country, occupations }, destination, purpose, at }, book, compareLevels);
  };
  t.match(of('KH', 'TH', '7112'), {
    outcome: 'decision-needed',
    basis: { agreement: 'asean-mrs-kh-th', mode: 'managed' },
  });
  t.match(of('KH', 'TH', '7411'), { outcome: 'unknown', because: [{ code: 'in-preparation' }] });
  t.match(of('UA', 'DE', '7212', 'work-permit'), {
    outcome: 'decision-needed',
    basis: { agreement: 'de-bqfg' },
    needed: { body: /IHK FOSA/ },
  });
  t.match(of('LK', 'SA', '5120'), {
    outcome: 'decision-needed',
    needed: { how: ['practical-test', 'theoretical-test'] },
  });
  t.match(of('PH', 'SA', '5152'), { outcome: 'unknown' }, 'the sources do not name the Philippines');
  t.match(of('JM', 'BB', '7112'), { outcome: 'unknown', basis: { agreement: 'caricom-cvq' } });
  t.match(of('KH', 'QA', '7112'), { outcome: 'unknown', because: [{ code: 'no-rule-known' }] });
});

t.test('ten thousand rules cost a question no more than its own few', async (t) => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    agreement(`a${index}`, [
      rule({
        from: ['KH'],
        to: [index % 2 ? 'TH' : 'QA'],
        occupations: [{ scheme: 'isco-08', code: String(1000 + (index % 9000)) }],
      }),
    ]),
  );
  const book = compileRules([...many, agreement('mine', [rule({ occupations: [bricklayer] })])], [region]);
  t.ok(book.find('TH', [bricklayer]).length < 5);
  const before = performance.now();
  for (let run = 0; run < 1_000; run++) recognise(ask(), book);
  t.ok(performance.now() - before < 1_000, 'a thousand answers in a second');
});
