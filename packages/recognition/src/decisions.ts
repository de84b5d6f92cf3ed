import type { Answer, Because } from './answer.ts';
import { findClosing } from './gaps.ts';
import { covers, overlap } from './occupations.ts';
import type { Condition, DecisionFacts, DecisionOutcome, Question } from './question.ts';

/** From the strictest; a contradiction between bodies is answered by the stricter. */
const strictness: readonly DecisionOutcome[] = ['none', 'conditional', 'partial', 'alternative', 'full', 'withdrawn'];

/**
 * Gives the answers of the recognition decisions that concern a question, the one that counts first, and what was heard of the others.
 * Of one body the latest decision counts; of several bodies the strictest, with the others behind it.
 */
export function decide(question: Question): { answers: Answer[]; heard: Because[] } {
  const heard: Because[] = [];
  const latest = new Map<string, DecisionFacts>();
  for (const decision of question.decisions ?? []) {
    if (!concerns(decision, question, heard)) continue;
    const earlier = latest.get(decision.decidedBy.did);
    const isLater = !earlier || Date.parse(decision.decidedAt) >= Date.parse(earlier.decidedAt);
    if (earlier)
      heard.push({
        code: 'decision-replaced',
        decision: isLater ? earlier.id : decision.id,
        by: isLater ? decision.id : earlier.id,
      });
    if (isLater) latest.set(decision.decidedBy.did, decision);
  }
  const standing = [...latest.values()].filter((decision) => {
    if (decision.outcome !== 'withdrawn') return true;
    heard.push({ code: 'decision-withdrawn', decision: decision.id });
    return false;
  });
  standing.sort((a, b) => strictness.indexOf(a.outcome) - strictness.indexOf(b.outcome) || (a.id < b.id ? -1 : 1));
  return { answers: standing.map((decision) => answerOf(decision, question)), heard };
}

function concerns(
  decision: DecisionFacts,
  { skill, destination, purpose, occupation, at }: Question,
  heard: Because[],
) {
  const { recognizes, jurisdiction, id } = decision;
  if (recognizes.id !== skill.id || jurisdiction !== destination || decision.purpose !== purpose) return false;
  if (decision.occupation && occupation && !covers(decision.occupation, occupation)) return false;
  // Without a question for one work, a decision still must be for work that the credential is about.
  if (decision.occupation && !occupation && skill.occupations) {
    const { occupation: decided } = decision;
    if (!skill.occupations.some((each) => overlap(each, decided))) return false;
  }
  if (skill.digest === undefined || !recognizes.digests.includes(skill.digest)) {
    heard.push({ code: 'decision-of-other-credential', decision: id });
    return false;
  }
  if (!decision.competent) {
    heard.push({ code: 'decision-not-competent', decision: id });
    return false;
  }
  // NaN, from a date that is none, compares as false: such a decision is not in force.
  if (!(Date.parse(decision.decidedAt) <= at.getTime())) {
    heard.push({ code: 'not-yet-in-force', date: decision.decidedAt });
    return false;
  }
  if (decision.validUntil !== undefined && !(Date.parse(decision.validUntil) >= at.getTime())) {
    heard.push({ code: 'decision-ended', decision: id, date: decision.validUntil });
    return false;
  }
  return true;
}

function answerOf(decision: DecisionFacts, { skill, others = [] }: Question): Answer {
  const because: Because[] = [];
  let missing = [...(decision.missingUnits ?? [])];
  const conditions = decision.conditions?.map((condition): Condition & { fulfilledBy?: string } => {
    const found = findClosing(condition, skill, others, because);
    const closed = found ? missing.filter((code) => condition.units?.includes(code)) : [];
    if (closed.length > 0) because.push({ code: 'gap-closed', by: found?.id ?? '', units: closed });
    missing = missing.filter((code) => !closed.includes(code));
    because.push(
      found
        ? { code: 'condition-fulfilled', by: found.id ?? '', type: condition.type }
        : { code: 'condition-open', type: condition.type },
    );
    return found?.id === undefined ? condition : { ...condition, fulfilledBy: found.id };
  });
  const { id, outcome, decidedBy, decidedAt, validUntil, reasons, recognizedAs, appeal } = decision;
  const isMet = conditions !== undefined && conditions.length > 0 && conditions.every((each) => 'fulfilledBy' in each);
  // Who names a course and no units means all that is missing; a part stays a part while a unit is left of which nobody spoke.
  const whole = isMet && missing.length > 0 ? conditions.find(({ units }) => !units)?.fulfilledBy : undefined;
  if (whole !== undefined) because.push({ code: 'gap-closed', by: whole, units: missing.splice(0) });
  const isClosed = isMet && !(outcome === 'partial' && missing.length > 0);
  return {
    outcome: 'decided',
    decision: {
      id,
      outcome,
      ...(isClosed ? { isClosed } : {}),
      decidedBy,
      decidedAt,
      ...(validUntil === undefined ? {} : { validUntil }),
      ...(reasons ? { reasons } : {}),
      ...(recognizedAs ? { recognizedAs } : {}),
      ...(appeal ? { appeal } : {}),
      ...(conditions ? { conditions } : {}),
    },
    ...(decision.recognizedUnits || decision.missingUnits
      ? { units: { recognised: decision.recognizedUnits ?? [], missing } }
      : {}),
    because,
  };
}
