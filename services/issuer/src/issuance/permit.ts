import { Problem } from '@symbolon/problem';
import { type Limit, limitOf } from '../accreditation/limit.ts';
import { findAwardable } from '../achievements/store.ts';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import type { Draft } from './draft.ts';

/** A draft that its institution may issue now. */
export type PermittedDraft = { draft: Draft; permittedAt: Date };

/**
 * Lets pass the drafts that the institution may issue now: within its accreditation, for achievements that it still
 * awards. Throws 403 outside the accreditation; a single draft's refusal is noted in `refusals`.
 */
export async function permitDrafts(
  { pool, clock, config }: IssuerContext,
  institution: Institution,
  drafts: Draft[],
  refusals: Map<string, Problem>,
): Promise<PermittedDraft[]> {
  if (drafts.length === 0) return [];
  const permittedAt = clock();
  if (drafts.some(({ wasPermitted }) => !wasPermitted)) checkPeriod(institution, permittedAt);
  const limit = await limitOf({ pool, config }, institution);
  const slugs = new Set(drafts.flatMap(({ achievement }) => (achievement ? [achievement.slug] : [])));
  const awardable = slugs.size > 0 ? await findAwardable(pool, institution.id, [...slugs]) : new Set();
  const permitted: PermittedDraft[] = [];
  for (const draft of drafts) {
    if (draft.achievement && !draft.wasPermitted && !awardable.has(draft.achievement.slug))
      refusals.set(draft.key, notAwarded());
    else {
      const refusal = limit && !draft.wasPermitted ? beyond(limit, draft, permittedAt) : undefined;
      if (refusal) refusals.set(draft.key, refusal);
      else permitted.push({ draft, permittedAt });
    }
  }
  return permitted;
}

/** Holds what the draft will say against what the institution was accredited for. */
function beyond(limit: Limit, draft: Draft, at: Date): Problem | undefined {
  try {
    return limit(draft.build([]), at);
  } catch (error) {
    // What cannot be built is refused where it is built.
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Throws 403 outside the period that the operator of the service keeps for an institution. */
export function checkPeriod({ accreditedFrom, accreditedUntil }: Institution, at: Date): void {
  if ((!accreditedFrom || accreditedFrom <= at) && (!accreditedUntil || at < accreditedUntil)) return;
  throw new Problem(403, 'The institution may not issue now', {
    detail: 'Today is outside the period of its accreditation; the operator of this service keeps those dates.',
  });
}

const notAwarded = () =>
  new Problem(409, 'This achievement is not awarded any more', {
    detail: 'The institution has withdrawn it, or does not have it.',
  });
