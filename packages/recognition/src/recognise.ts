import type { OccupationCode } from '@symbolon/contexts/agreements';
import { type Answer, type Because, basisOf, type LevelAnswer, type Recognition } from './answer.ts';
import { asked, isForOccupation, match } from './conditions.ts';
import { decide } from './decisions.ts';
import { findClosing } from './gaps.ts';
import { covers } from './occupations.ts';
import type { Question, SkillFacts } from './question.ts';
import type { Entry, RuleBook } from './rule-book.ts';

/** Gives a level of the destination that a level was officially laid beside, or undefined. */
export type CompareLevels = (level: NonNullable<SkillFacts['level']>, destination: string) => LevelAnswer | undefined;

/**
 * Answers what a credential is worth in another country, for one occupation and purpose: by a decision on this very credential, else by
 * the rule that fits best, else by a comparable level, else not at all. Of rules that contradict each other the more specific counts,
 * then the stricter; the rest stand in `also`. Never says more than its sources: what could not be found out makes an answer `unknown`.
 */
export function recognise(question: Question, rules: RuleBook, compareLevels?: CompareLevels): Recognition {
  // Without a clock nothing is known to be in force.
  if (Number.isNaN(question.at.getTime()))
    return { outcome: 'unknown', because: [{ code: 'date-not-known' }], also: [] };
  if (isForOccupation(question) === false)
    return { outcome: 'unknown', because: [{ code: 'not-for-this-occupation' }], also: [] };
  const { answers: decided, heard } = decide(question);
  const ruled = byRules(question, rules);
  const level = question.skill.level && compareLevels?.(question.skill.level, question.destination);
  const compared: Answer[] = level ? [{ outcome: 'comparable', level, because: [] }] : [];
  const definite = ruled.filter(({ outcome }) => outcome !== 'unknown');
  const open = ruled.filter(({ outcome }) => outcome === 'unknown');
  const [first, ...also] = [...decided, ...definite, ...compared, ...open];
  if (!first) return { outcome: 'unknown', because: [...heard, { code: 'no-rule-known' }], also: [] };
  return { ...first, because: [...first.because, ...heard], also };
}

type Ranked = { answer: Answer; specificity: readonly number[]; strictness: number; key: string };

function byRules(question: Question, rules: RuleBook): Answer[] {
  const ranked: Ranked[] = [];
  const wanted = asked(question);
  for (const entry of rules.find(question.destination, wanted)) {
    const found = match(entry, question);
    if (found.kind === 'not' && !found.because) continue;
    const basis = basisOf(entry.agreement, entry.rule);
    const answer: Answer =
      found.kind === 'applies'
        ? { ...answerByMode(entry, question), basis }
        : { outcome: 'unknown', basis, because: found.kind === 'open' ? found.because : [found.because as Because] };
    if (found.kind === 'applies') answer.because.unshift(...found.because);
    const strictness = strict(answer, entry);
    ranked.push({
      answer,
      specificity: specificityOf(entry, wanted),
      strictness,
      key: `${basis.agreement} ${basis.rule}`,
    });
  }
  ranked.sort(
    (a, b) => compare(b.specificity, a.specificity) || b.strictness - a.strictness || (a.key < b.key ? -1 : 1),
  );
  return ranked.map(({ answer }) => answer);
}

function answerByMode({ rule }: Entry, { skill, others = [] }: Question): Answer {
  const because: Because[] = [];
  const given = skill.units;
  const recognised = rule.units?.filter((code) => given?.recognised.includes(code)) ?? given?.recognised ?? [];
  const missing = rule.units?.filter((code) => !given?.recognised.includes(code)) ?? given?.missing ?? [];
  const measures = rule.measures?.map((measure) => {
    const closes = measure.units ? missing.every((code) => measure.units?.includes(code)) : undefined;
    return closes === undefined || missing.length === 0 ? measure : { ...measure, closes };
  });
  const details = {
    ...(rule.mustShow ? { mustShow: rule.mustShow } : {}),
    ...(measures ? { measures } : {}),
    ...(rule.units || missing.length > 0 ? { units: { recognised, missing } } : {}),
  };
  if (rule.mode === 'managed' || rule.mode === 'unilateral') {
    if (missing.length > 0) because.push({ code: 'units-missing', units: missing });
    return { outcome: 'decision-needed', needed: rule.decision ?? {}, ...details, because };
  }
  if (rule.units && !given) return { outcome: 'unknown', ...details, because: [{ code: 'units-not-stated' }] };
  let open = missing;
  for (const measure of rule.measures ?? []) {
    const closed = measure.units?.filter((code) => open.includes(code)) ?? [];
    if (closed.length === 0) continue;
    const found = findClosing(measure, skill, others, because);
    if (!found) continue;
    because.push({ code: 'gap-closed', by: found.id ?? '', units: closed });
    open = open.filter((code) => !closed.includes(code));
  }
  if (open.length === 0) return { outcome: 'automatic', ...details, because };
  because.push({ code: 'units-missing', units: open });
  const all = rule.units ?? [...recognised, ...missing];
  const units = { recognised: all.filter((code) => !open.includes(code)), missing: open };
  // Nothing of what is asked for is there: that is no partial recognition.
  return { outcome: units.recognised.length > 0 ? 'partial' : 'unknown', ...details, units, because };
}

/** The higher, the less it gives away: a decision of the destination alone, a decision, a part, all. */
function strict({ outcome }: Answer, { rule }: Entry): number {
  if (outcome === 'decision-needed') return rule.mode === 'unilateral' ? 3 : 2;
  return outcome === 'partial' ? 1 : 0;
}

/** What the rule is about, then between whom, then how many further conditions it names. */
function specificityOf({ rule, from, to }: Entry, wanted: readonly OccupationCode[] | undefined): readonly number[] {
  const codes = (rule.occupations ?? []).filter((named) => wanted?.some((each) => covers(named, each)));
  const occupation = Math.max(0, ...codes.map(({ scheme, code }) => (scheme === 'esco' ? 10 : 0) + code.length));
  const subject = rule.achievements ? 100 : rule.qualifications ? 90 : occupation;
  const size = (side: Entry['from']) => (side === 'any' ? 1_000 : side.size);
  const conditions = [
    rule.awardingBodies,
    rule.levels,
    rule.routes,
    rule.units,
    rule.purposes.length === 1 || undefined,
  ];
  return [subject, -size(from) * size(to), conditions.filter((each) => each !== undefined).length];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
