import type { OccupationCode, Purpose } from '@symbolon/contexts/agreements';
import {
  type DecisionFacts,
  followChain,
  type Question,
  type Recognition,
  type RuleBook,
  readDecision,
  recognise,
} from '@symbolon/recognition';
import { compareLevels } from '@symbolon/recognition/levels';
import { type Awaitable, allThere, whenThere } from '@symbolon/securing/verify';
import { findAccreditation } from '../accreditation/find.ts';
import { heldStatus } from '../accreditation/held-status.ts';
import { levelRank } from '../accreditation/level-rank.ts';
import { awardsSomething } from '../checks/accreditation.ts';
import type { FoundStatus } from '../checks/status.ts';
import type { VerificationEnvironment, VerifyOptions } from '../environment.ts';
import { withFetchBudget } from '../fetch-budget.ts';
import type { Finding } from '../findings.ts';
import type { VerificationResult } from '../result.ts';
import { defaultTimeLimit, startTimeLimit, type TimeLimit } from '../time-limit.ts';
import type { TrustRegistry } from '../trust/registry.ts';
import { checkDataModel, judge, verifyCredential } from '../verify-credential.ts';
import { skillFacts } from './facts.ts';

export { digestOf } from './digest.ts';
export { skillFacts } from './facts.ts';

/** Where a skill is to be used, as what, and what for. */
export type Place = { destination: string; occupation?: OccupationCode; purpose: Purpose };

export type WorthResult = VerificationResult & {
  /** Absent where no place was named, and for every verdict but `accept`: what is in doubt is not said to be recognised. */
  recognition?: Recognition;
  /** What was found of each document that came along, in their order. */
  others: VerificationResult[];
};

/** More than a chain, a decision and a few courses would only buy computing time. */
export const mostOthers = 16;
/** Issuers and two status lists for each of them. */
const mostFetches = 50;

/** What is known of a credential and of what came along, for any question what it is worth. */
export type WorthFacts = Pick<Question, 'skill' | 'decisions' | 'others'>;

/**
 * Verifies a credential together with what came along, as `verifyTogether` does, and says what it is worth in a place, by `rules`. The
 * verdict stays that of `verifyCredential`, with issuers known by accreditation beside those of the list.
 */
export async function verifyWorth(
  input: unknown,
  { place, ...options }: VerifyOptions & { others?: readonly unknown[]; place?: Place },
  rules: RuleBook,
  environment: VerificationEnvironment,
): Promise<WorthResult> {
  const { facts, ...worth } = await verifyTogether(input, options, environment);
  if (!place || !facts || worth.verdict !== 'accept') return worth;
  return { ...worth, recognition: answerFor(facts, place, options.at ?? environment.now(), rules) };
}

/** Says what verified documents are worth in a place. */
export const answerFor = (facts: WorthFacts, place: Place, at: Date, rules: RuleBook): Recognition =>
  recognise({ ...facts, ...place, at }, rules, compareLevels);

/**
 * Verifies a credential together with what came along: accreditations of its issuer, recognition decisions, further credentials of the
 * same person. Each is verified like any other; nothing that is not genuine and in force counts. `facts` are there where the verdict is
 * `accept`, for what is in doubt is not said to be recognised; and where nothing is in doubt but that a status list is old, as in a page
 * without network, which has to say so beside the answer.
 */
export async function verifyTogether(
  input: unknown,
  { others: given = [], ...options }: VerifyOptions & { others?: readonly unknown[] },
  world: VerificationEnvironment,
): Promise<Omit<WorthResult, 'recognition'> & { facts?: WorthFacts }> {
  const environment = { ...withFetchBudget(world, mostFetches), verified: new Map() };
  const limit = startTimeLimit(environment.timeLimitMs ?? defaultTimeLimit);
  const along = given.slice(0, mostOthers);
  const result = await verifyCredential(input, { ...options, along }, environment);
  // Who awarded a bridging course may be known by an accreditation too.
  const others = await allThere(along.map((each) => verifyOther(each, along, environment, limit)));
  const isOld = result.reason === 'status-stale';
  if (!isReliable(result, isOld) || !result.credential) return { ...result, others };
  const found = await allThere(others.map((each) => decisionOf(each, along, environment, { limit, isOld })));
  const decisions = found.filter((each) => each !== undefined);
  const facts = {
    // A digest costs as much as a signature, and is for decisions alone.
    skill: skillFacts(result, { digest: decisions.length > 0 }),
    decisions,
    // Only what may be relied on closes a gap.
    others: others.filter((each) => isReliable(each, isOld)).map((each) => skillFacts(each)),
  };
  return { ...result, others, facts };
}

const proven = [
  { check: 'parse', outcome: 'passed', code: 'readable' },
  { check: 'proof', outcome: 'passed', code: 'genuine' },
  { check: 'controller', outcome: 'passed', code: 'issuers-key' },
] as const;

/** What was found of documents that are held: of their form always, of all for one trust list and one word on their status. */
type Judged = {
  dataModel: Finding;
  whole?: { trust: TrustRegistry; status: FoundStatus; result: VerificationResult };
};
const judged = new WeakMap<object, Judged>();

/** Verifies what came along. A link of the chain, whose proof held a moment ago, is judged anew in all but that. */
function verifyOther(
  document: unknown,
  along: readonly unknown[],
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Awaitable<VerificationResult> {
  const text = typeof document === 'string' ? document.trim() : JSON.stringify(document);
  const held = text === undefined ? undefined : environment.accreditations?.genuine.get(text);
  if (!held) return verifyCredential(document, { along }, environment);
  const before = judged.get(held) ?? { dataModel: checkDataModel(held.credential, false) };
  judged.set(held, before);
  return whenThere(heldStatus(held, environment, limit), (status) => {
    const { dataModel, whole } = before;
    const { trust } = environment;
    if (whole?.trust === trust && whole.status === status) return whole.result;
    const result = judge({ ...held, found: proven, dataModel, status }, { along }, environment, limit);
    // Of an award it also counts what came along, by which its issuer may be known.
    if (awardsSomething(held.credential)) return result;
    return whenThere(result, (result) => {
      judged.set(held, { dataModel, whole: { trust, status, result } });
      return result;
    });
  });
}

/** `isOld`: also what was good when its status was last checked. */
const isReliable = ({ verdict, reason }: VerificationResult, isOld: boolean) =>
  verdict === 'accept' || (isOld && reason === 'status-stale');

const isSet = ({ status }: VerificationResult, purpose: string) =>
  status.find(({ statusPurpose }) => statusPurpose === purpose)?.set;

/** Whether the status is known today. An entry of an unknown kind, or an old list, leaves it open. */
const isStatusKnown = ({ checks }: VerificationResult, isOld: boolean) =>
  checks.some(
    ({ check, outcome, code }) =>
      check === 'status' && (outcome === 'passed' || outcome === 'skipped' || (isOld && code === 'status-stale')),
  );

/** A decision that is genuine and stands; its author must be one that may decide there, by the list or by accreditation. */
function decisionOf(
  result: VerificationResult,
  along: readonly unknown[],
  environment: VerificationEnvironment,
  { limit, isOld }: { limit: TimeLimit; isOld: boolean },
): Awaitable<DecisionFacts | undefined> {
  const decision = result.verified && result.credential ? readDecision(result.credential) : undefined;
  if (!decision) return undefined;
  const isTaken = isSet(result, 'revocation') || isSet(result, 'suspension');
  const award = {
    issuer: decision.decidedBy.did,
    action: 'decide' as const,
    ...(decision.occupation ? { occupations: [decision.occupation] } : {}),
    country: decision.jurisdiction,
    issuedAt: new Date(decision.decidedAt),
  };
  const direct = followChain(award, [], environment.trust.anchors('decide', environment.now()), levelRank);
  const found = direct.accredited ? direct : findAccreditation(award, along, environment, limit);
  return whenThere(found, (found) => {
    const name = found?.accredited ? (found.chain[0]?.entity.name ?? found.anchor.name) : undefined;
    return {
      ...decision,
      outcome: isTaken ? 'withdrawn' : decision.outcome,
      // Its name by those who know it, never by its own word.
      decidedBy: { did: decision.decidedBy.did, ...(name === undefined ? {} : { name }) },
      competent: found?.accredited === true && (isTaken || isStatusKnown(result, isOld)),
    };
  });
}
