import type { Answer, Because } from './answer.ts';

/** Fills in a message of the catalogue in `words/`; a page brings its own language and its own way to write dates and names. */
export type Teller = {
  say(name: string, values?: Record<string, string | number>): string;
  /** Whether the catalogue has a message: the words of a rule are open, those of the catalogue are not. */
  has(name: string): boolean;
  country(code: string): string;
  date(date: string): string;
  framework(id: string): string;
};

export type Told = {
  headline: string;
  lines: string[];
  /** What the answer rests on, in the words of the data. */
  sources: { url?: string; text: string }[];
};

/** Gives an answer in plain sentences, the most important first. Says what was not found, too. */
export function tell(answer: Answer, destination: string, teller: Teller): Told {
  const { say } = teller;
  const country = teller.country(destination);
  const lines = [
    ...(answer.basis ? [say('under', { name: answer.basis.name })] : []),
    ...(answer.decision ? decisionLines(answer.decision, teller) : []),
    ...(answer.level ? levelLines(answer.level, teller) : []),
    ...unitLines(answer, teller),
    ...answer.because.flatMap((each) => becauseLines(each, teller)),
    ...(answer.outcome === 'decision-needed' ? processLines(answer.needed ?? {}, teller) : []),
    ...listLine('show', answer.mustShow, 'show', teller),
    ...measureLines(answer, teller),
    ...(['automatic', 'comparable'].includes(answer.outcome) ? [say(`meaning.${answer.outcome}`)] : []),
    ...(answer.outcome === 'unknown' ? [say('meaning.unknown', { country })] : []),
  ];
  const sources = [
    ...(answer.basis?.sources.map(({ url, document, what }) => ({
      ...(url === undefined ? {} : { url }),
      text: document === undefined ? what : `${document}: ${what}`,
    })) ?? []),
    ...(answer.level ? [{ url: answer.level.source, text: answer.level.source }] : []),
  ];
  return { headline: headline(answer, country, say), lines: [...new Set(lines)], sources };
}

function headline({ outcome, basis, decision }: Answer, country: string, say: Teller['say']): string {
  if (decision) {
    const closed = decision.outcome === 'conditional' && decision.isClosed ? '.closed' : '';
    return say(`decided.${decision.outcome}${closed}`, { body: decision.decidedBy.name ?? decision.decidedBy.did });
  }
  return say(`outcome.${outcome}${outcome === 'unknown' && basis ? '.may' : ''}`, { country });
}

function decisionLines(decision: NonNullable<Answer['decision']>, { say, has, date }: Teller): string[] {
  const { decidedAt, validUntil, recognizedAs, reasons = [], conditions = [], appeal } = decision;
  const kind = (type: string) => (has(`measure.${type}`) ? say(`measure.${type}`) : type);
  const as = recognizedAs && [recognizedAs.name, recognizedAs.level].filter(Boolean).join(', ');
  return [
    say('decided.at', { date: date(decidedAt) }),
    ...(validUntil === undefined ? [] : [say('decided.until', { date: date(validUntil) })]),
    ...(as ? [say('as', { name: as })] : []),
    ...reasons.map(({ ground, explanation }) => say('reason', { text: explanation ?? ground })),
    ...conditions.map((each) =>
      say(each.fulfilledBy === undefined ? 'condition.open' : 'condition.met', { type: each.name ?? kind(each.type) }),
    ),
    ...(appeal?.body && appeal.until ? [say('appeal.until', { body: appeal.body, date: date(appeal.until) })] : []),
    ...(appeal?.body && !appeal.until ? [say('appeal', { body: appeal.body })] : []),
  ];
}

function levelLines({ from, to, decider, date }: NonNullable<Answer['level']>, teller: Teller): string[] {
  const names = {
    level: from.level,
    from: teller.framework(from.framework),
    other: to.level,
    to: teller.framework(to.framework),
  };
  return [
    teller.say('level', names),
    ...(decider === undefined ? [] : [teller.say('level.decider', { body: decider })]),
    ...(date === undefined ? [] : [teller.say('decided.at', { date: teller.date(date) })]),
  ];
}

function unitLines({ units }: Answer, { say }: Teller): string[] {
  const line = (name: string, codes: string[]) => (codes.length > 0 ? [say(name, { list: codes.join(', ') })] : []);
  return units ? [...line('units.recognised', units.recognised), ...line('units.missing', units.missing)] : [];
}

// What the headline, the process or the units say already.
const saidElsewhere = new Set<Because['code']>([
  'listed-for',
  'agreement-between',
  'purpose',
  'no-rule-known',
  'units-missing',
  'condition-fulfilled',
  'condition-open',
]);

function becauseLines(because: Because, { say, date }: Teller): string[] {
  if (saidElsewhere.has(because.code)) return [];
  const values = {
    ...('date' in because ? { date: date(because.date) } : {}),
    ...('units' in because ? { list: because.units.join(', ') } : {}),
  };
  return [say(`because.${because.code}`, values)];
}

function processLines(needed: NonNullable<Answer['needed']>, teller: Teller): string[] {
  const { say } = teller;
  const days = /^P(\d+)D$/.exec(needed.within ?? '')?.[1];
  return [
    needed.body === undefined ? say('decides.unknown') : say('decides', { body: needed.body }),
    ...listLine('how', needed.how, 'how', teller),
    days === undefined ? say('within.unknown') : say(needed.withinIs ? 'within.working' : 'within', { days }),
    needed.appeal?.body === undefined ? say('appeal.unknown') : say('appeal', { body: needed.appeal.body }),
  ];
}

function measureLines({ measures = [] }: Answer, teller: Teller): string[] {
  const name = ({ name, type }: (typeof measures)[number]) => name ?? wordFor('measure', type, teller);
  const closing = measures.filter(({ closes }) => closes);
  return [
    ...(measures.length > 0 ? [teller.say('measures', { list: measures.map(name).join(', ') })] : []),
    ...(closing.length > 0 ? [teller.say('closes', { list: closing.map(name).join(', ') })] : []),
  ];
}

const wordFor = (prefix: string, code: string, { say, has }: Teller) =>
  has(`${prefix}.${code}`) ? say(`${prefix}.${code}`) : code;

function listLine(message: string, codes: readonly string[] | undefined, prefix: string, teller: Teller): string[] {
  if (!codes || codes.length === 0) return [];
  return [teller.say(message, { list: codes.map((code) => wordFor(prefix, code, teller)).join(', ') })];
}
