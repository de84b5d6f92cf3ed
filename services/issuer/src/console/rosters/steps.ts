import { textIn } from '@symbolon/pages';
import { Problem } from '@symbolon/problem';
import { requireAchievement } from '../../achievements/achievements.ts';
import type { Caller } from '../../institutions/authenticate.ts';
import { requireRoster } from '../../rosters/change.ts';
import { missingFields, questionsOf } from '../../rosters/preview.ts';
import type { Roster } from '../../rosters/store.ts';
import type { Visit } from '../pages.ts';
import { words } from '../view/words.ts';

const steps = ['achievement', 'upload', 'columns', 'check', 'approve'] as const;
export type Step = (typeof steps)[number];

/** "Step 3 of 5". */
export const stepOf = (step: Step): string =>
  words.say('rosters.step', { number: steps.indexOf(step) + 1, all: steps.length });

/** The roster of the address. Throws 404 where this institution has none of that id. */
export function rosterOf({ context, institution, params }: Visit): Promise<Roster> {
  const id = params.id ?? '';
  // Anything else would be a database error about its form.
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Problem(404, words.say('rosters.unknown'));
  return requireRoster(context, institution.id, id);
}

export const rosterPage = (id: string, page = '') => `/console/rosters/${id}${page && `/${page}`}`;

/** Where somebody who comes back to a roster goes on. */
export function nextStep({ id, state, columns }: Roster): string {
  if (state === 'issuing' || state === 'paused') return rosterPage(id, 'progress');
  if (state === 'done') return rosterPage(id, 'done');
  return rosterPage(id, missingFields(columns).length + questionsOf(columns).length > 0 ? 'columns' : 'check');
}

/** The achievement of a roster in the version that it was uploaded for, with its name in the page's language. */
export async function achievementOfRoster({ context, institution }: Visit, roster: Roster) {
  const { version } = await requireAchievement(context, institution.id, roster.achievement, roster.achievementVersion);
  return { version, name: textIn(version.name, words.language) ?? { text: roster.achievement, language: 'en' } };
}

export const callerOfVisit = ({ institution, actor }: Visit): Caller => ({ institution, actor });
