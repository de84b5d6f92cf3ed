export { type ChainFault, type ChainResult, followChain, type Link, longestChain } from './accreditation/chain.ts';
export {
  type Accreditation,
  type Action,
  type Anchor,
  type Award,
  actions,
  type LevelRank,
  type Scope,
} from './accreditation/facts.ts';
export { beyondScope } from './accreditation/within.ts';
export type { Answer, Basis, Because, LevelAnswer, Outcome, Recognition } from './answer.ts';
export { outcomes } from './answer.ts';
export { readAccreditations } from './documents/accreditation.ts';
export { readDecision } from './documents/decision.ts';
export { readWithdrawal } from './documents/withdrawal.ts';
export type { Condition, DecisionFacts, DecisionOutcome, Question, SkillFacts } from './question.ts';
export { decisionOutcomes } from './question.ts';
export { type CompareLevels, recognise } from './recognise.ts';
export { compileRules, type RuleBook } from './rule-book.ts';
export { type Teller, type Told, tell } from './tell.ts';
