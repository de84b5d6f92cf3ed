import type { Accreditation, Action, Anchor, Award, LevelRank, Scope } from './facts.ts';
import { type OutOfScope, outOfScope } from './scope.ts';

export type ChainFault =
  | OutOfScope
  | 'no-accreditation'
  | 'other-action'
  | 'not-at-that-time'
  | 'withdrawn-before'
  | 'withdrawn-day-unknown'
  | 'status-unknown'
  | 'circular'
  | 'too-long'
  | 'anchor-out-of-scope';

/** One step of a chain, from the issuer up: `by` recognised `entity` to do `action`. */
export type Link = {
  id?: string;
  entity: { did: string; name?: string };
  by: { did: string; name?: string };
  action: Action;
  scope: Scope;
  /** Where it was awarded, as far as is known. */
  country?: string;
  validFrom: string;
  validUntil?: string;
  /** It was withdrawn, but after the award, which stays true. */
  withdrawnLater?: string;
  /** Why, in the words of whoever withdrew it. */
  withdrawnBecause?: string;
  /** Where its status is known from an earlier day alone: that day. */
  statusAsOf?: string;
};

export type ChainResult =
  | { accredited: true; chain: Link[]; anchor: Anchor }
  | {
      accredited: false;
      /** The way that came nearest to an anchor, as far as it led. */
      chain: Link[];
      /** Why it led no further. `withdrawn-day-unknown` and `status-unknown` are doubts, all others are a no. */
      why: ChainFault;
      /** Whose accreditation is at fault, or who has none. */
      at: string;
    };

/** Nobody needs more: authority, awarding body, centre, assessor, and two for federations. */
export const longestChain = 6;
// A stranger staples what he likes; the search looks at no more than this.
const mostSteps = 200;

type Found = { chain: Link[]; why: ChainFault; at: string };

/**
 * Follows accreditations from an issuer up to an anchor. At every level, not at the lowest alone, the action must be right (`issue` for
 * whoever awarded, `recognize` for all above), its scope must hold the award, and it must have been in force on the day of issue.
 * What was withdrawn later does not make an award false; it is shown.
 */
export function followChain(
  award: Award,
  accreditations: readonly Accreditation[],
  anchors: readonly Anchor[],
  rank: LevelRank,
): ChainResult {
  let steps = 0;
  let nearest: Found | undefined;
  const give = (found: Found): undefined => {
    if (!nearest || found.chain.length > nearest.chain.length) nearest = found;
    return undefined;
  };

  function climb(did: string, action: Action, chain: Link[], award: Award): ChainResult | undefined {
    const anchor = anchors.find((each) => each.did === did);
    if (anchor) {
      if (!anchor.scope || outOfScope(award, anchor.scope, rank) === undefined)
        return { accredited: true, chain, anchor };
      return give({ chain, why: 'anchor-out-of-scope', at: did });
    }
    if (chain.length >= longestChain) return give({ chain, why: 'too-long', at: did });
    const own = accreditations.filter(({ entity }) => entity.did === did);
    if (own.length === 0) return give({ chain, why: 'no-accreditation', at: did });
    for (const accreditation of own) {
      steps += 1;
      if (steps > mostSteps) return give({ chain, why: 'too-long', at: did });
      if (accreditation.issuer === did || chain.some((link) => link.entity.did === accreditation.issuer)) {
        give({ chain, why: 'circular', at: did });
        continue;
      }
      const found = linkOf(accreditation, action, award, rank);
      if (typeof found === 'string') {
        give({ chain, why: found, at: did });
        continue;
      }
      const { link, country } = found;
      const placed = award.country === undefined && country !== undefined ? { ...award, country } : award;
      const reached = climb(accreditation.issuer, 'recognize', [...chain, link], placed);
      if (reached) return reached;
    }
    return undefined;
  }

  const reached = climb(award.issuer, award.action ?? 'issue', [], award);
  if (reached) return named(reached, accreditations);
  const { chain, why, at } = nearest ?? { chain: [], why: 'no-accreditation', at: award.issuer };
  return named({ accredited: false, chain, why, at }, accreditations);
}

/** Gives the step that an accreditation allows for an award, or why it allows none. */
function linkOf(
  accreditation: Accreditation,
  action: Action,
  award: Award,
  rank: LevelRank,
): { link: Link; country: string | undefined } | ChainFault {
  const { id, issuer, entity, recognizedTo, withdrawn, isStatusUnknown } = accreditation;
  const fitting = recognizedTo.filter((each) => each.action === action);
  if (fitting.length === 0) return 'other-action';
  if (!holdsAt(accreditation, award.issuedAt)) return 'not-at-that-time';
  if (withdrawn) {
    const at = withdrawn.at === undefined ? Number.NaN : Date.parse(withdrawn.at);
    if (Number.isNaN(at)) return 'withdrawn-day-unknown';
    if (at <= award.issuedAt.getTime()) return 'withdrawn-before';
  }
  if (isStatusUnknown) return 'status-unknown';
  let why: ChainFault = 'not-at-that-time';
  for (const each of fitting) {
    if (!holdsAt(each, award.issuedAt)) continue;
    // A document seldom says where it was awarded: who may award in one country alone awarded there.
    const country = award.country ?? (each.scope.countries?.length === 1 ? each.scope.countries[0] : undefined);
    const outside = outOfScope(country === undefined ? award : { ...award, country }, each.scope, rank);
    if (outside) {
      why = outside;
      continue;
    }
    const validUntil = earlier(each.validUntil, accreditation.validUntil);
    const { validFrom, statusAsOf } = accreditation;
    const link: Link = { entity, by: { did: issuer }, action, scope: each.scope, validFrom };
    if (id !== undefined) link.id = id;
    if (validUntil !== undefined) link.validUntil = validUntil;
    if (country !== undefined) link.country = country;
    if (withdrawn?.at !== undefined) link.withdrawnLater = withdrawn.at;
    if (withdrawn?.because !== undefined) link.withdrawnBecause = withdrawn.because;
    if (statusAsOf !== undefined) link.statusAsOf = statusAsOf;
    return { link, country };
  }
  return why;
}

/** A date that is none compares as false, so that it never makes anything valid. */
function holdsAt({ validFrom, validUntil }: { validFrom?: string; validUntil?: string }, at: Date): boolean {
  if (validFrom !== undefined && !(Date.parse(validFrom) <= at.getTime())) return false;
  return validUntil === undefined || Date.parse(validUntil) >= at.getTime();
}

const earlier = (a: string | undefined, b: string | undefined) =>
  a === undefined || (b !== undefined && Date.parse(b) < Date.parse(a)) ? b : a;

/** Names of those who recognise stand in the accreditation that they themselves have, one step up. */
function named<T extends ChainResult>(result: T, accreditations: readonly Accreditation[]): T {
  const names = new Map(accreditations.map(({ entity }) => [entity.did, entity.name]));
  if (result.accredited) names.set(result.anchor.did, result.anchor.name);
  const chain = result.chain.map((link) => {
    const name = names.get(link.by.did);
    return name === undefined ? link : { ...link, by: { did: link.by.did, name } };
  });
  return { ...result, chain };
}
