import { Problem, type ProblemName, problemDetails } from '@symbolon/problem';
import {
  type Accreditation,
  type Award,
  beyondScope,
  type ChainFault,
  followChain,
  readAccreditations,
  readDecision,
  readWithdrawal,
} from '@symbolon/recognition';
import { awardedBy, levelRank } from '@symbolon/verification';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { listAccreditations } from './held/store.ts';

/** Says why an institution may not issue a document, by what it was accredited for; undefined where it may. */
export type Limit = (document: Record<string, unknown>, now: Date) => Problem | undefined;

/** By pool, as several installations may run in one process; an edition never changes. Bounded: an entry is a chain. */
const known = new WeakMap<IssuerContext['pool'], Map<string, readonly Accreditation[]>>();
const mostKnown = 1_000;

/**
 * Gives the limit that an institution issues within; undefined where it has no accreditation on file and the installation asks for none.
 * The edition comes with the institution, so that nothing is asked of the database until it changes.
 */
export async function limitOf(
  { pool, config }: Pick<IssuerContext, 'pool' | 'config'>,
  institution: Institution,
): Promise<Limit | undefined> {
  const { id, did, country, accreditationEdition: edition } = institution;
  if (edition === 0) return config.requireAccreditation ? withoutAny : undefined;
  const ofPool = known.get(pool) ?? new Map<string, readonly Accreditation[]>();
  known.set(pool, ofPool);
  const key = `${id} ${edition}`;
  let held = ofPool.get(key);
  if (!held) {
    held = (await listAccreditations(pool, id)).map(({ facts }) => facts);
    if (ofPool.size >= mostKnown) ofPool.clear();
    ofPool.set(key, held);
  }
  return limitBy(held, { did, country });
}

const withoutAny: Limit = (document) =>
  awardsIn(document).length === 0
    ? undefined
    : refusal('NOT_ACCREDITED', 'This installation issues for accredited institutions. Put the accreditation on file.');

/** Gives the limit that accreditations make; whoever signed the uppermost ones is believed, as it is the verifiers who judge it. */
export function limitBy(
  held: readonly Accreditation[],
  { did, country }: { did: string; country: string | null },
): Limit {
  const entities = new Set(held.map(({ entity }) => entity.did));
  const anchors = held.flatMap(({ issuer }) => (entities.has(issuer) ? [] : [{ did: issuer }]));
  /** Both on the day that the document names, by which the world judges, and today: what ended awards nothing more. */
  const follow = (award: Omit<Award, 'issuer'>, now: Date): Problem | undefined => {
    for (const issuedAt of [award.issuedAt, now]) {
      const found = followChain({ ...award, issuer: did, issuedAt }, held, anchors, levelRank);
      if (!found.accredited) return refused(found.why, found.at === did ? undefined : found.at);
    }
    return undefined;
  };
  return (document, now) => {
    // All that a document is counts: an award with the type of an accreditation is an award as well.
    for (const accreditation of readAccreditations(document)) {
      const refusal = beyondOwn(held, did, accreditation, now);
      if (refusal) return refusal;
    }
    if (isUnreadable(document))
      return refusal(
        'NOT_ACCREDITED',
        'Its type is that of an accreditation or a decision, and it cannot be read as one.',
      );
    const decision = readDecision(document);
    if (decision && decision.outcome !== 'withdrawn') {
      const { occupation, jurisdiction, decidedAt } = decision;
      const about = { ...(occupation ? { occupations: [occupation] } : {}), country: jurisdiction };
      const refusal = follow({ action: 'decide', ...about, issuedAt: new Date(decidedAt) }, now);
      if (refusal) return refusal;
    }
    for (const each of awardsIn(document)) {
      const { occupations, ...award } = awardedBy(each, now);
      const about = { ...(occupations.length > 0 ? { occupations } : {}), ...(country === null ? {} : { country }) };
      const refusal = follow({ ...award, ...about }, now);
      if (refusal) return refusal;
    }
    return undefined;
  };
}

/** Whom it recognises, or what it decides, cannot be held against what the institution may. */
function isUnreadable(document: Record<string, unknown>): boolean {
  const types = [document.type].flat();
  const isDecision = types.includes('RecognitionDecisionCredential');
  return (
    (isDecision && !readDecision(document) && !readWithdrawal(document)) ||
    (types.includes('RecognizedEntityCredential') && readAccreditations(document).length === 0)
  );
}

/**
 * The document once for each achievement that it awards, to whichever of its subjects: what one names must not carry another along. One
 * that is only named, or has no id, is an award as well, of which nothing is known that a limit could ask for.
 */
function awardsIn(document: Record<string, unknown>): Record<string, unknown>[] {
  return [document.credentialSubject].flat().flatMap((subject) => {
    if (typeof subject !== 'object' || subject === null || !('achievement' in subject)) return [];
    const achievements = [subject.achievement].flat();
    return achievements.map((achievement) => ({ ...document, credentialSubject: { ...subject, achievement } }));
  });
}

/** Who was itself recognised to recognise others does so within that: all of what it gives must lie in one of its own rights. */
function beyondOwn(held: readonly Accreditation[], did: string, given: Accreditation, now: Date): Problem | undefined {
  const own = held.filter(({ entity, withdrawn }) => entity.did === did && !withdrawn);
  const isNow = ({ validFrom, validUntil }: { validFrom?: string; validUntil?: string }) =>
    (validFrom === undefined || Date.parse(validFrom) <= now.getTime()) &&
    (validUntil === undefined || Date.parse(validUntil) >= now.getTime());
  const rights = own
    .filter(isNow)
    .flatMap(({ recognizedTo }) => recognizedTo.filter((each) => each.action === 'recognize' && isNow(each)));
  if (rights.length === 0) return refused('other-action', undefined);
  for (const { scope } of given.recognizedTo) {
    const faults = rights.map((right) => beyondScope(scope, right.scope, levelRank));
    const [fault] = faults;
    if (fault && !faults.includes(undefined)) return refused(fault, undefined);
  }
  return undefined;
}

const faults: Record<ChainFault, [ProblemName, string]> = {
  'no-accreditation': ['NOT_ACCREDITED', 'None of the accreditations on file is for this institution.'],
  'other-action': ['NOT_ACCREDITED', 'The accreditations on file do not name this action.'],
  'other-achievement': ['ACCREDITATION_ACHIEVEMENT', 'The accreditation names other achievements.'],
  'other-occupation': [
    'ACCREDITATION_OCCUPATION',
    'The accreditation names other occupations, or the award names none.',
  ],
  'level-above': ['ACCREDITATION_LEVEL', 'The level is above the highest that the accreditation names.'],
  'level-not-comparable': [
    'ACCREDITATION_LEVEL',
    'The accreditation goes up to a level of a framework, and the award names no level of that framework.',
  ],
  'other-country': ['ACCREDITATION_COUNTRY', 'The accreditation is for other countries than the institution’s own.'],
  'other-route': ['ACCREDITATION_ROUTE', 'The accreditation does not name this way in which the skill was gained.'],
  'not-at-that-time': ['ACCREDITATION_PERIOD', 'The accreditation is not in force on the day of the award and today.'],
  'withdrawn-before': ['ACCREDITATION_WITHDRAWN', 'The accreditation was withdrawn.'],
  'withdrawn-day-unknown': ['ACCREDITATION_WITHDRAWN', 'The accreditation was withdrawn or is suspended.'],
  'status-unknown': ['ACCREDITATION_WITHDRAWN', 'Whether the accreditation was withdrawn is not known.'],
  circular: ['NOT_ACCREDITED', 'The accreditations on file lead in a circle.'],
  'too-long': ['NOT_ACCREDITED', 'The accreditations on file are a longer chain than anyone would follow.'],
  'anchor-out-of-scope': ['NOT_ACCREDITED', 'None of the accreditations on file is for this.'],
};

function refused(why: ChainFault, at: string | undefined): Problem {
  const [name, detail] = faults[why];
  return refusal(name, at === undefined ? detail : `${detail} It is the one of ${at}.`);
}

function refusal(name: ProblemName, detail: string): Problem {
  const { type, title } = problemDetails(name);
  return new Problem(403, title, { type, detail });
}
