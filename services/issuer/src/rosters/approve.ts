import { Problem } from '@symbolon/problem';
import { changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import type { Caller } from '../institutions/authenticate.ts';
import { changeRoster, noRoster } from './change.ts';
import { missingFields, questionsOf } from './preview.ts';
import { settleRows } from './row-store.ts';
import { lockRoster, markApproved, moveRoster, type Roster } from './store.ts';
import { approveReadyRows, enqueue, requeueFailedRows } from './work-store.ts';

/**
 * Approves the rows that are ready and hands them to the queue, in one transaction with the audit entry. What has a
 * problem stays behind in the roster. Gives how many will be issued. Throws 409 where something is still to be matched
 * or answered, or no row is ready.
 */
export async function approveRoster(
  context: IssuerContext,
  { institution, actor }: Caller,
  id: string,
): Promise<number> {
  return changeInstitution(context, institution.id, actor, async ({ client, at, audit }) => {
    const roster = await lockRoster(client, institution.id, id);
    if (!roster) throw noRoster();
    checkComplete(roster);
    // Another roster may have been approved since, with the same people.
    await settleRows(client, roster, at);
    const count = await approveReadyRows(client, id, at);
    if (count === 0) throw new Problem(409, 'No row is ready', { detail: 'Correct the rows with problems first.' });
    await markApproved(client, id, at, actor);
    await enqueue(client, id);
    audit('roster.approved', id, { rows: count, achievement: roster.achievement, version: roster.achievementVersion });
    return count;
  });
}

function checkComplete({ columns, state }: Roster): void {
  if (state === 'paused') throw new Problem(409, 'This roster is paused', { detail: 'Resume it first.' });
  const open = [...missingFields(columns), ...questionsOf(columns)];
  if (open.length === 0) return;
  throw new Problem(409, 'Something has to be said first', {
    detail: open.map(({ detail }) => detail).join(' '),
    errors: open.map((each) => ({
      detail: each.detail,
      ...('column' in each ? { pointer: `/columns/${each.column}/dates` } : {}),
    })),
  });
}

/** Stops issuing after the certificates that are being made at the moment. */
export function pauseRoster(context: IssuerContext, institutionId: string, id: string): Promise<void> {
  return changeRoster(context, institutionId, id, async (client, { state }) => {
    if (state === 'paused') return;
    if (!(await moveRoster(client, id, ['issuing'], 'paused'))) {
      throw new Problem(409, 'This roster is not being issued', { detail: 'There is nothing to pause.' });
    }
  });
}

/** Goes on where the roster was paused. */
export function resumeRoster(context: IssuerContext, institutionId: string, id: string): Promise<void> {
  return changeRoster(context, institutionId, id, async (client, { state }) => {
    if (state === 'issuing') return;
    if (!(await moveRoster(client, id, ['paused'], 'issuing'))) {
      throw new Problem(409, 'This roster is not paused', { detail: 'There is nothing to resume.' });
    }
    await enqueue(client, id);
  });
}

/** Tries the refused rows again. Gives how many they are. */
export function retryRoster(context: IssuerContext, institutionId: string, id: string): Promise<number> {
  return changeRoster(context, institutionId, id, async (client, { state }) => {
    if (state === 'paused') throw new Problem(409, 'This roster is paused', { detail: 'Resume it first.' });
    const count = await requeueFailedRows(client, id);
    if (count === 0) throw new Problem(409, 'No row was refused', { detail: 'There is nothing to try again.' });
    await moveRoster(client, id, ['done', 'issuing'], 'issuing');
    await enqueue(client, id);
    return count;
  });
}
