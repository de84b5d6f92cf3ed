import type { Answer, Because } from './answer.ts';

/** Fills in a message of the catalogue in `words/`; a page brings its own language and its own way to write dates and names. */
export type Teller = {
  say(name: string, values?: Record<string, string | number>): string;
  /** Whether the catalogue has a message: the words of a rule are open, those of the catalogue are not. */
  has(name: string): boolean;
  country(code: string): string;
  date(date: string): string;
  framework(id: string): string;
  /** What a document that was shown along is called, and a unit of the certificate, where they are known. */
  document?: (id: string) => string | undefined;
  unit?: (code: string) => string | undefined;
};

export type Told = {
  headline: string;
  /** What follows for the person, the most important first. */
  lines: string[];
  /** What the answer rests on: the agreement, its dates, and the conditions of it that hold. */
  why: string[];
  /** Where it was read, in the words of the data. */
  sources: { url?: string; text: string }[];
};

/**
 * Gives an answer in plain sentences. Says what was not found, too. Words of rules and of documents are strangers' words: they come out
 * as one line of text, without the signs that turn the direction of what stands around them.
 */
export function tell(answer: Answer, destination: string, given: Teller): Told {
  const teller = { ...given, say: (name: string, values = {}) => given.say(name, plainValues(values)) };
  const { say } = teller;
  const country = teller.country(destination);
  const lines = [
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
      text: plainText(document === undefined ? what : `${document}: ${what}`),
    })) ?? []),
    ...(answer.level ? [{ url: answer.level.source, text: answer.level.source }] : []),
  ];
  return {
    headline: headline(answer, country, say),
    lines: [...new Set(lines)],
    why: whyLines(answer, teller),
    sources,
  };
}

// Controls, and the marks that embed, override or isolate a direction (Unicode UAX #9).
const turning = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]+/gu;

const plainText = (text: string) => text.replace(turning, ' ').trim();

const plainValues = (values: Record<string, string | number>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? plainText(value) : value]),
  );

/** The agreement, its dates, and what of it covers the question. */
function whyLines({ basis, because }: Answer, { say, date, country }: Teller): string[] {
  return [
    ...(basis ? [say('under', { name: basis.name })] : []),
    ...(basis?.inForce === undefined ? [] : [say('in-force', { date: date(basis.inForce) })]),
    ...(basis?.signed === undefined ? [] : [say('signed', { date: date(basis.signed) })]),
    ...because.flatMap((each) => {
      if (each.code === 'agreement-between')
        return [say('because.agreement-between', { from: country(each.from), to: country(each.to) })];
      return each.code === 'listed-for' ? [say('because.listed-for', { code: each.occupation.code })] : [];
    }),
  ];
}

function headline({ outcome, basis, decision }: Answer, country: string, say: Teller['say']): string {
  if (decision) {
    const closed = ['conditional', 'partial'].includes(decision.outcome) && decision.isClosed ? '.closed' : '';
    return say(`decided.${decision.outcome}${closed}`, { body: decision.decidedBy.name ?? decision.decidedBy.did });
  }
  return say(`outcome.${outcome}${outcome === 'unknown' && basis ? '.may' : ''}`, { country });
}

function decisionLines(decision: NonNullable<Answer['decision']>, teller: Teller): string[] {
  const { say, has, date } = teller;
  const { decidedAt, validUntil, recognizedAs, reasons = [], conditions = [], appeal } = decision;
  const kind = (type: string) => (has(`measure.${type}`) ? say(`measure.${type}`) : type);
  const as = recognizedAs && [recognizedAs.name, recognizedAs.level].filter(Boolean).join(', ');
  return [
    say('decided.at', { date: date(decidedAt) }),
    ...(validUntil === undefined ? [] : [say('decided.until', { date: date(validUntil) })]),
    ...(as ? [say('as', { name: as })] : []),
    ...reasons.map(({ ground, explanation }) => say('reason', { text: explanation ?? ground })),
    ...conditions.map(({ name, type, fulfilledBy }) => {
      const by = fulfilledBy === undefined ? undefined : teller.document?.(fulfilledBy);
      const values = { type: name ?? kind(type), ...(by === undefined ? {} : { name: by }) };
      const met = by === undefined ? 'condition.met' : 'condition.met.by';
      return say(fulfilledBy === undefined ? 'condition.open' : met, values);
    }),
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

const unitNames = (codes: readonly string[], { unit }: Teller): string =>
  codes.map((code) => [unit?.(code), code].filter(Boolean).join(' ')).join(', ');

function unitLines({ units }: Answer, teller: Teller): string[] {
  const line = (name: string, codes: string[]) =>
    codes.length > 0 ? [teller.say(name, { list: unitNames(codes, teller) })] : [];
  return units ? [...line('units.recognised', units.recognised), ...line('units.missing', units.missing)] : [];
}

// What the headline, the process, the units or the reasons say already.
const saidElsewhere = new Set<Because['code']>([
  'listed-for',
  'agreement-between',
  'purpose',
  'no-rule-known',
  'units-missing',
  'condition-fulfilled',
  'condition-open',
]);

function becauseLines(because: Because, teller: Teller): string[] {
  const { say, date } = teller;
  if (saidElsewhere.has(because.code)) return [];
  const by = because.code === 'gap-closed' ? teller.document?.(because.by) : undefined;
  const values = {
    ...('date' in because ? { date: date(because.date) } : {}),
    ...('units' in because ? { list: unitNames(because.units, teller) } : {}),
    ...(by === undefined ? {} : { name: by }),
  };
  return [say(by === undefined ? `because.${because.code}` : 'because.gap-closed.by', values)];
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
