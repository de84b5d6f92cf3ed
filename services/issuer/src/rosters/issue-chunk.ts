import { Problem } from '@symbolon/problem';
import { requireVersion } from '../achievements/achievements.ts';
import type { IssuerContext } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { findInstitution, type Institution } from '../institutions/store.ts';
import { draftFromAward } from '../issuance/award.ts';
import type { Draft } from '../issuance/draft.ts';
import { issueBatch } from '../issuance/issue.ts';
import type { Lane } from '../status/reserve.ts';
import { makePlan, type Plan } from './check/plan.ts';
import type { RowProblem } from './check/problems.ts';
import { checkRow } from './check/row.ts';
import type { RosterRow } from './row-store.ts';
import { findRosterForWork, type Roster, touchRoster } from './store.ts';
import { storeFailed, storeIssued, waitingRows } from './work-store.ts';

/** Rows of a roster that are issued together: those that wait, after a row number up to another. */
export type Chunk = { rosterId: string; after: number; upTo: number };

/**
 * Issues the rows of a chunk: one transaction records all of them, one stores their signatures, one says so of the rows.
 * After a kill it may be run again: a row's key gives the credential that it got before. Throws where nothing can be
 * issued at the moment (the database, the keys); the rows go on waiting.
 */
export async function issueChunk(context: IssuerContext, { rosterId, after, upTo }: Chunk, lane?: Lane): Promise<void> {
  const roster = await findRosterForWork(context.pool, rosterId);
  if (!roster) return;
  const rows = await waitingRows(context.pool, rosterId, { after, upTo });
  const institution = (await findInstitution(context.pool, roster.institutionId))!;
  const { institutionId, achievement, achievementVersion } = roster;
  const plan = makePlan(
    await requireVersion(context, institutionId, achievement, achievementVersion),
    roster.columns,
    roster.nameOrder,
  );
  await issueRows(context, { roster, institution, plan, lane }, rows);
}

type Work = { roster: Roster; institution: Institution; plan: Plan; lane: Lane | undefined };
type Failure = { number: number; problems: RowProblem[] };

async function issueRows(context: IssuerContext, work: Work, rows: RosterRow[]): Promise<void> {
  const failed: Failure[] = [];
  const drafts = new Map<string, { number: number; draft: Draft }>();
  for (const row of rows) {
    const drafted = draftOf(work, row);
    if ('draft' in drafted) drafts.set(drafted.draft.key, { number: row.number, draft: drafted.draft });
    else failed.push({ number: row.number, problems: drafted.problems });
  }
  const issued: { number: number; credentialId: string }[] = [];
  const batch = [...drafts.values()].map(({ draft }) => draft);
  for (const outcome of await issueOrSingleOut(context, work, batch)) {
    const { number } = drafts.get(outcome.key)!;
    if (outcome.credential) issued.push({ number, credentialId: outcome.credential.id });
    else failed.push({ number, problems: [{ code: 'refused', about: words(outcome.problem) }] });
  }
  await transaction(context.pool, async (client) => {
    await storeIssued(client, work.roster, issued);
    await storeFailed(client, work.roster.id, failed);
    await touchRoster(client, work.roster.id, context.clock());
  });
}

/** The row's key holds its revision: a corrected row is another request than the one that was refused. */
function draftOf({ roster, institution, plan }: Work, row: RosterRow): { draft: Draft } | { problems: RowProblem[] } {
  const approved = row.approved!;
  const { problems, person } = checkRow(plan, row, { now: approved, validFrom: approved });
  if (!person) return { problems };
  const key = `roster:${roster.id}:${row.number}:${row.revision}`;
  const { securing, cryptosuites } = roster;
  return {
    draft: draftFromAward(institution, plan.achievement, { key, ...person, securing: { securing, cryptosuites } }),
  };
}

type Result = { key: string; credential?: { id: string }; problem?: Problem };

/**
 * Issues a batch. Where it fails as a whole for no reason that concerns everybody, each row is tried alone, so that one
 * that we cannot handle does not hold up the others.
 */
async function issueOrSingleOut(
  context: IssuerContext,
  { roster, institution, lane }: Work,
  drafts: Draft[],
): Promise<Result[]> {
  const actor = `roster:${roster.id}`;
  if (drafts.length === 0) return [];
  try {
    return await issueBatch(context, { institution, actor, drafts, ...(lane ? { lane } : {}) });
  } catch (error) {
    if (concernsAll(error)) throw error;
    const results: Result[] = [];
    for (const draft of drafts) {
      try {
        results.push(...(await issueBatch(context, { institution, actor, drafts: [draft] })));
      } catch (cause) {
        if (concernsAll(cause)) throw cause;
        context.log.error({ event: 'roster.row.failed', roster: roster.id, err: cause });
        results.push({ key: draft.key, problem: new Problem(500, 'Something went wrong on our side. Try it again.') });
      }
    }
    return results;
  }
}

/** A refusal of the whole institution, and a database that does not answer, are not a row's fault. */
const concernsAll = (error: unknown) =>
  error instanceof Problem || typeof (error as { code?: unknown }).code === 'string';

function words(problem: Problem | undefined): string {
  const errors = problem?.errors?.map(({ detail }) => detail).join(' ');
  return [problem?.title, errors || problem?.detail].filter(Boolean).join(': ').slice(0, 500);
}
