import { readFile } from 'node:fs/promises';
import t from 'tap';
import type { Answer } from './answer.ts';
import { tell } from './tell.ts';

const languages = ['en', 'th', 'km', 'ar'] as const;
const words = Object.fromEntries(
  await Promise.all(
    languages.map(async (language) => [
      language,
      JSON.parse(await readFile(new URL(`../words/${language}.json`, import.meta.url), 'utf8')),
    ]),
  ),
) as Record<(typeof languages)[number], Record<string, string>>;

const teller = (language: (typeof languages)[number]) => ({
  has: (name: string) => Object.hasOwn(words[language], name),
  say: (name: string, values: Record<string, string | number> = {}) => {
    const message = words[language][name];
    if (message === undefined) throw new Error(`No message ${name} in ${language}`);
    return message.replace(/\{(\w+)\}/g, (_, key: string) => {
      if (values[key] === undefined) throw new Error(`${name} without ${key}`);
      return String(values[key]);
    });
  },
  country: (code: string) => code,
  date: (date: string) => date.slice(0, 10),
  framework: (id: string) => id,
  document: (id: string) => (id === 'x' ? 'Bridging course' : undefined),
  unit: (code: string) => (code === 'U2' ? 'Plastering' : undefined),
});

const basis = {
  agreement: 'a',
  name: 'Agreement A',
  kind: 'arrangement',
  rule: 'r',
  mode: 'managed',
  signed: '2005',
  inForce: '2012-04',
  sources: [
    { url: 'https://example.org/a', what: 'all of it' },
    { document: 'A brief', what: 'box 3' },
  ],
} as const satisfies Answer['basis'];
const decided = { id: 'd', decidedBy: { did: 'did:web:b', name: 'Board' }, decidedAt: '2026-01-02T00:00:00Z' };

const answers: Answer[] = [
  {
    outcome: 'automatic',
    basis,
    because: [
      { code: 'agreement-between', from: 'KH', to: 'TH' },
      { code: 'listed-for', occupation: { scheme: 'isco-08', code: '7112' } },
      { code: 'gap-closed', by: 'x', units: ['U3'] },
      { code: 'gap-closed', by: 'unseen', units: ['U4'] },
    ],
  },
  { outcome: 'decision-needed', basis, because: [] },
  {
    outcome: 'decision-needed',
    basis,
    needed: {
      body: 'Board',
      how: ['practical-test', 'dance'],
      within: 'P15D',
      withinIs: 'working days',
      appeal: { body: 'Court' },
    },
    mustShow: ['work-experience', 'a photograph'],
    because: [],
  },
  {
    outcome: 'partial',
    basis,
    units: { recognised: ['U1'], missing: ['U2'] },
    measures: [{ type: 'bridging-course', closes: true }],
    because: [{ code: 'units-missing', units: ['U2'] }],
  },
  {
    outcome: 'comparable',
    level: {
      from: { framework: 'x', level: '2' },
      to: { framework: 'y', level: '3' },
      decider: 'Board',
      date: '2012',
      source: 'https://example.org/l',
    },
    because: [],
  },
  { outcome: 'unknown', because: [{ code: 'no-rule-known' }] },
  ...(['full', 'partial', 'alternative', 'none', 'conditional'] as const).map(
    (outcome): Answer => ({
      outcome: 'decided',
      decision: {
        ...decided,
        outcome,
        validUntil: '2027-01-01',
        reasons: [{ ground: 'level', explanation: '<b>two</b> levels below' }],
        recognizedAs: { name: 'Helper', level: '1' },
        appeal: { body: 'Court', until: '2026-03-01' },
        conditions: [
          { type: 'bridging-course' },
          { type: 'dance', fulfilledBy: 'y' },
          { type: 'practical-test', fulfilledBy: 'x' },
        ],
        isClosed: outcome === 'conditional',
      },
      because: [],
    }),
  ),
  { outcome: 'decided', decision: { ...decided, outcome: 'conditional' }, because: [] },
  {
    outcome: 'unknown',
    basis,
    because: [
      ...(
        [
          'list-not-read',
          'not-for-this-occupation',
          'occupation-not-stated',
          'awarding-body-not-named',
          'country-not-known',
          'level-not-stated',
          'qualification-not-known',
          'route-not-stated',
          'units-not-stated',
          'in-preparation',
          'date-not-known',
        ] as const
      ).map((code) => ({ code })),
      { code: 'not-yet-in-force', date: '2027' },
      { code: 'ended', date: '2020' },
      { code: 'other-person', credential: 'x' },
      ...(['decision-of-other-credential', 'decision-not-competent', 'decision-withdrawn'] as const).map((code) => ({
        code,
        decision: 'd',
      })),
      { code: 'decision-ended', decision: 'd', date: '2026-01-01' },
      { code: 'decision-replaced', decision: 'd', by: 'e' },
    ],
  },
];

t.test('every answer can be told in each language, and no message is there for nothing', async (t) => {
  for (const language of languages) {
    const used = new Set<string>();
    const { say, ...rest } = teller(language);
    const noting = {
      ...rest,
      say(name: string, values?: Record<string, string | number>) {
        used.add(name);
        return say(name, values);
      },
    };
    for (const answer of answers) {
      const told = tell(answer, 'TH', noting);
      t.ok(told.headline && told.lines.length > 0, `${language} ${answer.outcome}`);
      t.notMatch([told.headline, ...told.lines].join(), /undefined|\[object|\{\w+\}/);
    }
    t.same(
      Object.keys(words[language]).sort(),
      Object.keys(words.en).sort(),
      `${language} has the messages of English`,
    );
    // Words of the data's own lists, and headings that a page sets itself.
    const open = /^(how|show|measure|date)\.|^(sources|also)$|^within$|^appeal$|closed$/;
    t.same(
      Object.keys(words.en).filter((name) => !used.has(name) && !open.test(name)),
      [],
      language,
    );
  }
});

t.test('what is told', async (t) => {
  const english = teller('en');
  const [, bare, full] = answers as [Answer, Answer, Answer];
  t.match(tell(bare, 'TH', english).lines, ['Who decides was not found at a source.', /long/, /appeal/]);
  t.match(tell(full, 'TH', english), {
    headline: 'In TH a decision is needed',
    lines: [
      'Who decides: Board',
      'How: practical test, dance',
      'How long: at most 15 working days',
      'Appeal: Court',
      'To be shown: work experience, a photograph',
    ],
    why: ['Under: Agreement A', 'In force since: 2012-04', 'Signed: 2005'],
    sources: [{ url: 'https://example.org/a', text: 'all of it' }, { text: 'A brief: box 3' }],
  });
  const [automatic, , , partial] = answers as [Answer, Answer, Answer, Answer];
  t.match(tell(automatic, 'TH', english).lines, ['“Bridging course” closes the gap: U3', /^A second certificate/]);
  t.match(tell(partial, 'TH', english).lines, ['Counts: U1', 'Missing: Plastering U2']);
  t.equal(
    tell(answers.at(-3) as Answer, 'TH', english).headline,
    'Board recognised this certificate on conditions, and they are met',
  );
});

t.test('words of strangers stay one line of text that turns nothing around it', async (t) => {
  const turning = '\u202Eslevel owt\u202C\u2069\u2066\n\u0000<img src=x onerror=alert(1)>';
  const hostile: Answer = {
    outcome: 'decided',
    basis: { ...basis, name: turning, sources: [{ url: 'https://example.org/', what: turning }] },
    decision: {
      ...decided,
      decidedBy: { did: 'did:web:b', name: turning },
      outcome: 'conditional',
      reasons: [{ ground: 'level', explanation: turning }],
      recognizedAs: { name: turning },
      conditions: [{ type: turning, name: turning }],
      appeal: { body: turning, until: turning },
    },
    measures: [{ type: 'bridging-course', name: turning }],
    mustShow: [turning],
    units: { recognised: [turning], missing: [turning] },
    because: [],
  };
  const { headline, lines, why, sources } = tell(hostile, 'TH', { ...teller('en'), date: (date) => date });
  for (const text of [headline, ...lines, ...why, ...sources.map(({ text }) => text)])
    t.notMatch(text, /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u);
  t.match(lines.join(), /slevel owt +<img src=x/, 'markup is text: pages write it as such');
});
