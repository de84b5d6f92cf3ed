import type {
  Agreement,
  DecisionProcess,
  Measure,
  Mode,
  OccupationCode,
  Purpose,
  Rule,
  RuleSource,
} from '@symbolon/contexts/agreements';
import type { Condition, DecisionFacts, DecisionOutcome } from './question.ts';

/**
 * The answers, and nothing between them:
 * `automatic` recognised under an agreement, without a decision on the person; `decided` a body has decided on this credential;
 * `decision-needed` a body has to decide; `partial` some units count and others are missing; `comparable` a level that was officially
 * laid beside, information only; `unknown` nothing that was read at a source answers.
 */
export const outcomes = ['automatic', 'decided', 'decision-needed', 'partial', 'comparable', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

/** Why a rule answers, or does not. */
export type Because =
  | { code: 'listed-for'; occupation: OccupationCode }
  | { code: 'agreement-between'; from: string; to: string }
  | { code: 'purpose'; purpose: Purpose }
  | { code: 'units-missing'; units: string[] }
  | { code: 'gap-closed'; by: string; units: string[] }
  | { code: 'condition-fulfilled'; by: string; type: string }
  | { code: 'condition-open'; type: string }
  | { code: 'other-person'; credential: string }
  | { code: 'list-not-read' }
  | { code: 'not-for-this-occupation' }
  | { code: 'occupation-not-stated' }
  | { code: 'awarding-body-not-named' }
  | { code: 'country-not-known' }
  | { code: 'level-not-stated' }
  | { code: 'qualification-not-known' }
  | { code: 'route-not-stated' }
  | { code: 'units-not-stated' }
  | { code: 'in-preparation' }
  | { code: 'not-yet-in-force'; date: string }
  | { code: 'ended'; date: string }
  | { code: 'date-not-known' }
  | { code: 'no-rule-known' }
  | { code: 'decision-of-other-credential'; decision: string }
  | { code: 'decision-not-competent'; decision: string }
  | { code: 'decision-ended'; decision: string; date: string }
  | { code: 'decision-withdrawn'; decision: string }
  | { code: 'decision-replaced'; decision: string; by: string };

/** What an answer rests on. */
export type Basis = {
  agreement: string;
  name: string;
  kind: Agreement['kind'];
  rule: string;
  mode: Mode;
  sources: RuleSource[];
  /** EDTF, only where it was read at a source. */
  inForce?: string;
  signed?: string;
};

export type LevelAnswer = {
  from: { framework: string; level: string; edition?: string };
  to: { framework: string; level: string };
  decider?: string;
  date?: string;
  source: string;
};

export type Answer = {
  outcome: Outcome;
  basis?: Basis;
  /** For `decided`. */
  decision?: {
    id: string;
    outcome: DecisionOutcome;
    /**
     * Every condition was fulfilled by a credential that was seen, and of a part nothing is missing any more; the outcome stays what
     * the body wrote.
     */
    isClosed?: boolean;
    decidedBy: DecisionFacts['decidedBy'];
    decidedAt: string;
    validUntil?: string;
    reasons?: DecisionFacts['reasons'];
    recognizedAs?: DecisionFacts['recognizedAs'];
    appeal?: DecisionFacts['appeal'];
    conditions?: (Condition & { fulfilledBy?: string })[];
  };
  /** For `decision-needed`: who, how, how long, right of appeal; what is absent was not found at a source. */
  needed?: DecisionProcess;
  mustShow?: string[];
  measures?: (Measure & { closes?: boolean })[];
  units?: { recognised: string[]; missing: string[] };
  level?: LevelAnswer;
  because: Because[];
};

/** The answer that counts, and every other that something said, so that a contradiction is seen. */
export type Recognition = Answer & { also: Answer[] };

export const basisOf = (agreement: Agreement, rule: Rule): Basis => ({
  agreement: agreement.id,
  name: agreement.name,
  kind: agreement.kind,
  rule: rule.id,
  mode: rule.mode,
  sources: rule.sources ?? agreement.sources,
  ...(agreement.inForce?.evidence === 'read at source' ? { inForce: agreement.inForce.date } : {}),
  ...(agreement.signed?.evidence === 'read at source' ? { signed: agreement.signed.date } : {}),
});
