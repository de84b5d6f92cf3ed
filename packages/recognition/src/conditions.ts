import type { OccupationCode, Rule } from '@symbolon/contexts/agreements';
import type { Because } from './answer.ts';
import { spanOf } from './dates.ts';
import { covers, overlap } from './occupations.ts';
import type { Question, SkillFacts } from './question.ts';
import type { Countries, Entry } from './rule-book.ts';

/**
 * How a rule meets a question. `applies`: every condition is known to hold. `open`: none is known to fail, but these could not be
 * found out. `not`: one fails; `because` only where a reader should hear of it.
 */
export type Match =
  | { kind: 'applies'; because: Because[] }
  | { kind: 'open'; because: Because[] }
  | { kind: 'not'; because?: Because };

const no: Match = { kind: 'not' };

/** The occupations that a rule has to cover: the one that was asked for, else those of the credential. */
export const asked = ({ occupation, skill }: Question): readonly OccupationCode[] | undefined =>
  occupation ? [occupation] : skill.occupations;

/** Whether the credential is for the work that was asked for; undefined where it does not say. */
export function isForOccupation({ occupation, skill }: Question): boolean | undefined {
  if (!occupation) return true;
  return skill.occupations?.some((each) => overlap(each, occupation));
}

/** Checks every condition of a rule but its units. */
export function match({ agreement, rule, from, to, betweenParties }: Entry, question: Question): Match {
  const { skill, destination, purpose, at } = question;
  const because: Because[] = [];
  const open: Because[] = [];
  if (!rule.purposes.includes(purpose)) return no;
  if (!holds(to, destination)) return no;
  if (from !== 'any') {
    if (skill.country === undefined) open.push({ code: 'country-not-known' });
    else if (!from.has(skill.country) || (betweenParties && skill.country === destination)) return no;
    else because.push({ code: 'agreement-between', from: skill.country, to: destination });
  }
  if (rule.occupations) {
    const wanted = asked(question);
    if (!wanted) open.push({ code: 'occupation-not-stated' });
    else {
      const covered = wanted.find((each) => rule.occupations?.some((named) => covers(named, each)));
      if (!covered) return no;
      because.push({ code: 'listed-for', occupation: covered });
    }
  }
  if (isForOccupation(question) === undefined) open.push({ code: 'occupation-not-stated' });
  const named = matchCredential(rule, skill, open);
  if (!named) return no;
  because.push({ code: 'purpose', purpose });
  const time = matchTime(
    [
      agreement.inForce,
      rule.validFrom === undefined ? undefined : { date: rule.validFrom, evidence: 'read at source' },
    ],
    [
      agreement.ended,
      rule.validUntil === undefined ? undefined : { date: rule.validUntil, evidence: 'read at source' },
    ],
    at,
  );
  if (time?.code === 'date-not-known') open.push(time);
  else if (time) return { kind: 'not', because: time };
  if (rule.status === 'in-preparation') open.push({ code: 'in-preparation' });
  if (rule.listed === 'not-read') open.push({ code: 'list-not-read' });
  if (rule.mode === 'reliance' && !rule.awardingBodies) open.push({ code: 'awarding-body-not-named' });
  return open.length > 0 ? { kind: 'open', because: unique(open) } : { kind: 'applies', because };
}

/** What a rule says of the credential itself; adds to `open` what the credential does not tell. */
function matchCredential(rule: Rule, skill: SkillFacts, open: Because[]): boolean {
  if (rule.achievements && !rule.achievements.some((each) => isOrBelow(skill.achievement, each, '/'))) return false;
  if (rule.awardingBodies && !rule.awardingBodies.some((did) => skill.issuers.includes(did))) return false;
  if (rule.qualifications) {
    if (skill.qualification === undefined) open.push({ code: 'qualification-not-known' });
    else if (!rule.qualifications.some((each) => isOrBelow(skill.qualification, each, '-'))) return false;
  }
  if (rule.levels) {
    if (!skill.level) open.push({ code: 'level-not-stated' });
    else if (skill.level.framework !== rule.levels.framework || !rule.levels.levels.includes(skill.level.level))
      return false;
  }
  if (rule.routes) {
    if (!skill.route) open.push({ code: 'route-not-stated' });
    else if (!rule.routes.includes(skill.route)) return false;
  }
  return true;
}

type Dated = { date: string; evidence: string } | undefined;

function matchTime(starts: Dated[], ends: Dated[], at: Date): Because | undefined {
  let vague: Because | undefined;
  const look = (
    fact: Dated,
    outside: (span: { earliest: number; latest: number }) => boolean,
    code: 'not-yet-in-force' | 'ended',
  ) => {
    if (!fact) return undefined;
    const span = fact.evidence === 'read at source' ? spanOf(fact.date) : undefined;
    if (!span) vague = { code: 'date-not-known' };
    else if (outside(span)) return { code, date: fact.date };
    else if (at.getTime() >= span.earliest && at.getTime() <= span.latest && span.latest - span.earliest > oneDay)
      vague = { code: 'date-not-known' };
    return undefined;
  };
  for (const start of starts) {
    const early = look(start, ({ earliest }) => at.getTime() < earliest, 'not-yet-in-force');
    if (early) return early;
  }
  for (const end of ends) {
    const late = look(end, ({ latest }) => at.getTime() > latest, 'ended');
    if (late) return late;
  }
  return vague;
}

const oneDay = 86_400_000;

const holds = (countries: Countries, country: string) => countries === 'any' || countries.has(country);

const isOrBelow = (value: string | undefined, name: string, separator: string) =>
  value === name || (value?.startsWith(`${name}${separator}`) ?? false);

const unique = (reasons: Because[]) => [...new Map(reasons.map((each) => [each.code, each])).values()];
