export type { Answer, Basis, Because, LevelAnswer, Outcome, Recognition } from './answer.ts';
export { outcomes } from './answer.ts';
export type { Condition, DecisionFacts, DecisionOutcome, Question, SkillFacts } from './question.ts';
export { decisionOutcomes } from './question.ts';
export { type CompareLevels, recognise } from './recognise.ts';
export { compileRules, type RuleBook } from './rule-book.ts';
export { type Teller, type Told, tell } from './tell.ts';
