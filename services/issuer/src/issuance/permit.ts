import { Problem } from '@symbolon/problem';
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
  { pool, clock }: IssuerContext,
  institution: Institution,
  drafts: Draft[],
  refusals: Map<string, Problem>,
): Promise<PermittedDraft[]> {
  if (drafts.length === 0) return [];
  const permittedAt = clock();
  if (drafts.some(({ wasPermitted }) => !wasPermitted)) checkAccreditation(institution, permittedAt);
  const slugs = new Set(drafts.flatMap(({ achievement }) => (achievement ? [achievement.slug] : [])));
  const awardable = slugs.size > 0 ? await findAwardable(pool, institution.id, [...slugs]) : new Set();
  const permitted: PermittedDraft[] = [];
  for (const draft of drafts) {
    if (draft.achievement && !draft.wasPermitted && !awardable.has(draft.achievement.slug))
      refusals.set(draft.key, notAwarded());
    else permitted.push({ draft, permittedAt });
  }
  return permitted;
}

function checkAccreditation({ accreditedFrom, accreditedUntil }: Institution, at: Date): void {
  if ((!accreditedFrom || accreditedFrom <= at) && (!accreditedUntil || at < accreditedUntil)) return;
  throw new Problem(403, 'The institution may not issue now', {
    detail: 'Today is outside the period of its accreditation; the operator of this service keeps those dates.',
  });
}

const notAwarded = () =>
  new Problem(409, 'This achievement is not awarded any more', {
    detail: 'The institution has withdrawn it, or does not have it.',
  });
