import type { Agreement, OccupationCode, Region, Rule } from '@symbolon/contexts/agreements';
import { modes, purposes } from '@symbolon/contexts/agreements';
import t from 'tap';
import type { Answer, Recognition } from './answer.ts';
import type { DecisionFacts, Question, SkillFacts } from './question.ts';
import { decisionOutcomes } from './question.ts';
import { recognise } from './recognise.ts';
import { compileRules } from './rule-book.ts';

/** Numbers that look random and are the same in every run (mulberry32), so that a fault can be found again. */
function randomFrom(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const regions: Region[] = [
  { id: 'near', name: 'Near', members: ['KH', 'TH', 'LA'], evidence: 'read at source', sources: [] },
  { id: 'far', name: 'Far', members: ['TH', 'DE', 'SA'], evidence: 'read at source', sources: [] },
];
const places = ['KH', 'TH', 'LA', 'DE', 'SA', 'near', 'far', '*'];
const codes: OccupationCode[] = ['7', '71', '711', '7112', '7212', '2221'].map((code) => ({ scheme: 'isco-08', code }));
codes.push(
  { scheme: 'esco', code: '7112.1' },
  { scheme: 'esco', code: '7112.1.2' },
  { scheme: 'esco', code: '7112.10' },
);
const dates = [
  '2019',
  '2026-11',
  '2026-11-22',
  '../2026',
  '2026-11-21/2026-11-23',
  '2026-13',
  '',
  'soon',
  '9999',
  '../..',
];
const evidences = ['read at source', 'unverified', 'doubtful'] as const;
const units = ['U1', 'U2', 'U3', '__proto__', ''];
const now = new Date('2026-11-22T12:00:00Z');

function world(seed: number) {
  const random = randomFrom(seed);
  const chance = (part: number) => random() < part;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const some = <T>(from: readonly T[]): T[] => from.filter(() => chance(0.35));
  const may = <T extends object>(part: number, members: () => T): Partial<T> => (chance(part) ? members() : {});
  const rule = (id: string): Rule =>
    ({
      id,
      mode: pick(modes),
      purposes: some(purposes),
      ...may(0.6, () => ({ from: [pick(places)], to: [pick(places)] })),
      ...may(0.6, () => ({ occupations: [pick(codes), pick(codes)] })),
      ...may(0.4, () => ({ units: some(units) })),
      ...may(0.2, () => ({ routes: some(['course', 'work'] as const) })),
      ...may(0.2, () => ({ levels: { framework: 'ph-pqf', levels: some(['1', '2']) } })),
      ...may(0.2, () => ({ awardingBodies: some(['did:web:a', 'did:web:b']) })),
      ...may(0.1, () => ({ listed: 'not-read' as const })),
      ...may(0.1, () => ({ status: 'in-preparation' as const })),
      ...may(0.2, () => ({ validFrom: pick(dates) })),
      ...may(0.2, () => ({ validUntil: pick(dates) })),
      ...may(0.2, () => ({ measures: [{ type: 'bridging-course' as const, units: some(units) }] })),
      ...may(0.2, () => ({ decision: { body: 'Board of the rule' } })),
    }) satisfies Rule;
  const agreements = Array.from(
    { length: 12 },
    (_, number): Agreement => ({
      id: `a${number}`,
      name: `Agreement ${number}`,
      kind: 'arrangement',
      parties: [pick(places), pick(places)],
      evidence: chance(0.85) ? 'read at source' : pick(evidences),
      ...may(0.2, () => ({ inForce: { date: pick(dates), evidence: pick(evidences) } })),
      ...may(0.2, () => ({ ended: { date: pick(dates), evidence: pick(evidences) } })),
      sources: [{ url: `https://example.org/${number}`, what: 'all of it' }],
      rules: Array.from({ length: 4 }, (_, index) => rule(`r${index}`)),
    }),
  );
  const skill: SkillFacts = {
    issuers: some(['did:web:a', 'did:web:b', 'did:web:c']),
    ...may(0.8, () => ({ id: 'urn:uuid:1', digest: 'u1' })),
    ...may(0.8, () => ({ country: pick(['KH', 'TH', 'LA', 'DE', 'DD']) })),
    ...may(0.8, () => ({ occupations: [pick(codes)] })),
    ...may(0.8, () => ({ units: { recognised: some(units), missing: some(units) } })),
    ...may(0.5, () => ({ level: { framework: 'ph-pqf', level: pick(['1', '2', '99']) } })),
    ...may(0.5, () => ({ route: pick(['course', 'work'] as const) })),
    ...may(0.7, () => ({ holder: { name: 'Sok Dara', dateOfBirth: '1990-05-01' } })),
  };
  const purpose = pick(purposes);
  const decisions = Array.from(
    { length: 4 },
    (_, number): DecisionFacts => ({
      id: `d${number}`,
      recognizes: { id: pick(['urn:uuid:1', 'urn:uuid:1', 'urn:uuid:2']), digests: [pick(['u1', 'u1', 'u2'])] },
      jurisdiction: pick(['TH', 'DE']),
      purpose: pick(purposes),
      outcome: pick(decisionOutcomes),
      decidedBy: { did: pick(['did:web:x', 'did:web:y']) },
      decidedAt: pick(['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', 'never', '2026-11-22T19:00:00+07:00']),
      competent: chance(0.6),
      ...may(0.3, () => ({ validUntil: pick(['2026-02-01T00:00:00Z', '2028-01-01T00:00:00Z', 'never']) })),
      ...may(0.3, () => ({ occupation: pick(codes) })),
      ...may(0.3, () => ({ conditions: [{ type: 'bridging-course', units: some(units) }] })),
    }),
  );
  const question: Question = {
    skill,
    destination: pick(['TH', 'DE', 'SA', 'KH', 'DD', '__proto__']),
    purpose,
    at: now,
    ...may(0.5, () => ({ occupation: pick(codes) })),
    ...may(0.5, () => ({ decisions })),
    ...may(0.3, () => ({ others: [{ ...skill, id: 'urn:uuid:9', units: { recognised: some(units), missing: [] } }] })),
  };
  const shuffled = <T>(list: readonly T[]): T[] =>
    list
      .map((each) => [random(), each] as const)
      .sort(([a], [b]) => a - b)
      .map(([, each]) => each);
  return { agreements, question, shuffled };
}

const all = ({ also, ...first }: Recognition): Answer[] => [first, ...also];

t.test('rules that no test knows: an answer never says more than its sources, whatever stands in them', async (t) => {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (let seed = 1; seed <= 500; seed += 1) {
    const { agreements, question, shuffled } = world(seed);
    const answer = recognise(question, compileRules(agreements, regions));
    const fault = (what: string) => faults.push(`seed ${seed}: ${what}`);
    for (const { outcome, basis, decision, because, units: counted, needed } of all(answer)) {
      seen.add(outcome);
      const agreement = agreements.find(({ id }) => id === basis?.agreement);
      const rule = agreement?.rules.find(({ id }) => id === basis?.rule);
      if (basis) {
        if (!agreement || !rule || basis.sources !== agreement.sources) fault('rests on a rule that is not there');
        if (agreement?.evidence !== 'read at source') fault('rests on what nobody read');
        if (!rule?.purposes.includes(question.purpose)) fault('is for another purpose');
      } else if (outcome !== 'decided' && outcome !== 'comparable' && outcome !== 'unknown') fault('rests on nothing');
      if (outcome === 'automatic' || outcome === 'partial') {
        if (rule?.mode === 'managed' || rule?.mode === 'unilateral') fault('calls automatic what is decided');
        if (rule?.mode === 'reliance' && !rule.awardingBodies) fault('relies on nobody');
        if (rule?.listed || rule?.status) fault('is certain of what is not');
        if (question.skill.country === undefined && ![rule?.from ?? agreement?.parties].flat().includes('*'))
          fault('knows a country that it was not told');
        if (rule?.awardingBodies && !rule.awardingBodies.some((did) => question.skill.issuers.includes(did)))
          fault('takes another awarding body');
        if (rule?.routes && !question.skill.route) fault('knows a route that it was not told');
        if (rule?.levels && rule.levels.framework !== question.skill.level?.framework) fault('compares other levels');
        for (const fact of [agreement?.inForce, agreement?.ended])
          if (fact && fact.evidence !== 'read at source') fault('takes a day that nobody read');
        if (outcome === 'automatic' && counted && counted.recognised.length + counted.missing.length > 0) {
          const closed = because.flatMap((each) => (each.code === 'gap-closed' ? each.units : []));
          if (!counted.missing.every((unit) => closed.includes(unit))) fault('is whole with a unit missing');
        }
      }
      if (needed && needed !== rule?.decision && Object.keys(needed).length > 0) fault('names who does not decide');
      if (decision) {
        const own = question.decisions?.find(({ id }) => id === decision.id);
        if (!own?.competent || own.recognizes.id !== question.skill.id) fault('takes a decision that does not count');
        if (own && !own.recognizes.digests.includes(question.skill.digest ?? '')) fault('takes a decision on another');
        if (own?.jurisdiction !== question.destination || own.purpose !== question.purpose) fault('decides elsewhere');
        if (own && !(Date.parse(own.decidedAt) <= now.getTime())) fault('knows the future');
        if (decision.outcome !== own?.outcome || decision.outcome === 'withdrawn') fault('changes a decision');
      }
    }
    const { occupation, skill } = question;
    if (
      occupation &&
      skill.occupations?.every(({ code }) => !code.startsWith(occupation.code) && !occupation.code.startsWith(code))
    )
      if (answer.outcome !== 'unknown') fault('answers for another work');
    // The order in which data lies must not matter.
    const again = recognise(
      { ...question, decisions: shuffled(question.decisions ?? []), others: shuffled(question.others ?? []) },
      compileRules(
        shuffled(agreements).map((each) => ({ ...each, rules: shuffled(each.rules) })),
        shuffled(regions),
      ),
    );
    const shape = (each: Recognition) =>
      JSON.stringify(
        all(each).map(({ outcome, basis, decision }) => [outcome, basis?.agreement, basis?.rule, decision?.id]),
      );
    if (shape(again) !== shape(answer)) fault('depends on the order of the rows');
  }
  t.same(faults.slice(0, 10), []);
  t.same([...seen].sort(), ['automatic', 'decided', 'decision-needed', 'partial', 'unknown'], 'every answer came up');
});

t.test('edges: the last hour of a last day, a country that is no more, a code that only begins alike', async (t) => {
  const skill: SkillFacts = { issuers: [], country: 'KH', occupations: [{ scheme: 'isco-08', code: '7112' }] };
  const answer = (rule: Partial<Rule>, more: Partial<Question> = {}, parties = ['KH', 'TH']) =>
    recognise(
      { skill, destination: 'TH', purpose: 'employment', at: now, ...more },
      compileRules(
        [
          {
            id: 'a',
            name: 'A',
            kind: 'arrangement',
            parties,
            evidence: 'read at source',
            sources: [],
            rules: [{ id: 'r', mode: 'automatic', purposes: ['employment', 'work-permit'], ...rule }],
          },
        ],
        regions,
      ),
    ).outcome;
  const on = (at: string) => ({ at: new Date(at) });
  const until = { validUntil: '2026-11-22' };
  t.equal(answer(until, on('2026-11-22T23:59:59Z')), 'automatic');
  t.equal(answer(until, on('2026-11-23T00:00:00Z')), 'unknown');
  // Days of the data are days in UTC, wherever the question is asked.
  t.equal(answer(until, on('2026-11-23T06:00:00+07:00')), 'automatic');
  t.equal(answer({ validFrom: '2026-11-22' }, on('2026-11-22T00:00:00Z')), 'automatic');
  t.equal(answer({ validFrom: '2026-11-22' }, on('2026-11-21T23:59:59Z')), 'unknown');
  t.equal(answer({ validFrom: '2026-11' }, on('2026-11-22T00:00:00Z')), 'unknown', 'some day of this month');
  t.equal(answer({ validFrom: '2026-11' }, on('2026-12-01T00:00:00Z')), 'automatic');
  t.equal(answer({ validUntil: '2026-02-30' }), 'unknown', 'no such day');
  t.equal(answer(until, { at: new Date(Number.NaN) }), 'unknown', 'a clock that shows no time');
  t.equal(answer({}, { skill: { ...skill, country: 'DD' } }), 'unknown', 'a country that is no more is no party');
  t.equal(answer({}, { destination: 'KH' }), 'unknown', 'not from a country to itself');
  t.equal(answer({}, {}, ['near', 'far']), 'automatic', 'a country may stand in two regions');
  t.equal(answer({ from: ['*'], to: ['*'] }, { destination: 'ZZ' }), 'automatic');
  const esco = (code: string): OccupationCode => ({ scheme: 'esco', code });
  const asEsco = (own: string, named: string) =>
    answer({ occupations: [esco(named)] }, { skill: { ...skill, occupations: [esco(own)] } });
  t.equal(asEsco('7112.1.2', '7112.1'), 'automatic');
  t.equal(asEsco('7112.10', '7112.1'), 'unknown', '7112.10 is not below 7112.1');
  t.equal(asEsco('7112.1', '7112.1.2'), 'unknown');
  t.equal(answer({ occupations: [{ scheme: 'isco-08', code: '' }] }), 'unknown', 'no code covers nothing');
  t.equal(answer({ purposes: [] }), 'unknown');
  t.equal(answer({}, { purpose: 'work-permit' }), 'automatic');
  t.equal(answer({ onlyForMembersOf: 'a union' } as never), 'unknown', 'a limit that is not understood is not none');
  t.equal(answer({ mode: 'wishful' as never }), 'unknown', 'a mode that nobody knows is none');
});
