import type { Queryable } from '../database/transaction.ts';
import type { Column } from './check/plan.ts';
import { type RowProblem, sentenceOf } from './check/problems.ts';
import { type Counts, countProblems, countRows, findSamples, type RosterRow } from './row-store.ts';
import { findSameFile, type Roster } from './store.ts';
import { isAtWork } from './work-store.ts';

/** Something that a person has to say before anything is issued. */
export type Question = { column: number; ask: 'order' | 'era'; detail: string };

export type Progress = {
  state: Roster['state'];
  version: number;
  counts: Counts & { rows: number };
  /** Approved rows: how many there are and how many are issued or refused. */
  total: number;
  done: number;
  /** False while rows wait and no process is issuing them. */
  atWork: boolean;
  moved: string;
  secondsLeft?: number;
};

/** A roster as it is shown: what was read and how, what is asked, what is wrong, how far the issuing is. */
export type RosterView = Progress & {
  id: string;
  achievement: { slug: string; version: number };
  fileName: string;
  uploaded: string;
  approved?: string;
  facts: Roster['facts'];
  headerRow: number;
  columns: (Column & { index: number })[];
  nameOrder: Roster['nameOrder'];
  /** What has to be matched and is not. */
  missing: { field: 'name'; detail: string }[];
  questions: Question[];
  problems: { code: string; column?: number; detail: string; count: number; rows: number[] }[];
  /** Rows worth looking at as certificates. */
  samples: number[];
  /** Id of an approved roster from the same file. */
  sameFileAs?: string;
};

/** How far a roster is; cheap enough to be asked again and again. */
export async function progressOf(db: Queryable, roster: Roster, now: Date): Promise<Progress> {
  const counts = await countRows(db, roster.id);
  const done = counts.issued + counts.failed;
  const total = done + counts.waiting;
  const atWork = roster.state === 'issuing' && (await isAtWork(db, roster.id));
  const elapsed = roster.approved ? (now.getTime() - roster.approved.getTime()) / 1000 : 0;
  return {
    state: roster.state,
    version: roster.version,
    counts: { rows: Object.values(counts).reduce((sum, count) => sum + count, 0), ...counts },
    total,
    done,
    atWork,
    moved: roster.moved.toISOString(),
    ...(atWork && done > 0 ? { secondsLeft: Math.ceil((elapsed / done) * counts.waiting) } : {}),
  };
}

export async function viewRoster(db: Queryable, roster: Roster, now: Date): Promise<RosterView> {
  const kinds = await countProblems(db, roster.id);
  const same = await findSameFile(db, roster);
  return {
    id: roster.id,
    achievement: { slug: roster.achievement, version: roster.achievementVersion },
    fileName: roster.fileName,
    uploaded: roster.uploaded.toISOString(),
    ...(roster.approved ? { approved: roster.approved.toISOString() } : {}),
    facts: roster.facts,
    headerRow: roster.headerRow,
    columns: roster.columns.map((column, index) => ({ index, ...column })),
    nameOrder: roster.nameOrder,
    missing: missingFields(roster.columns),
    questions: questionsOf(roster.columns),
    problems: kinds.map(({ code, column, about, count, rows }) => ({
      code,
      ...(column === null ? {} : { column }),
      detail: sentenceOf({ code, ...(about === null ? {} : { about }) }),
      count,
      rows,
    })),
    samples: await findSamples(db, roster.id, nameColumn(roster.columns)),
    ...(same === undefined ? {} : { sameFileAs: same }),
    ...(await progressOf(db, roster, now)),
  };
}

const nameFields = ['name', 'givenName', 'familyName'];
const nameColumn = (columns: readonly Column[]) =>
  Math.max(
    0,
    columns.findIndex(({ field }) => nameFields.includes(field ?? '')),
  );

export function missingFields(columns: readonly Column[]): RosterView['missing'] {
  if (columns.some(({ field }) => nameFields.includes(field ?? ''))) return [];
  return [{ field: 'name', detail: 'Say which column holds the name, or the given name and the family name.' }];
}

export function questionsOf(columns: readonly Column[]): Question[] {
  return columns.flatMap(({ header, dates, examples }, column) =>
    (dates?.ask ?? []).map((ask) => ({ column, ask, detail: questionText(ask, header, examples) })),
  );
}

function questionText(ask: Question['ask'], header: string, examples: Column['examples']): string {
  const example = examples.find(({ date }) => date !== undefined);
  const read = example ? ` ${example.value} was read as ${example.date}.` : '';
  return ask === 'order'
    ? `Nothing shows whether the dates in “${header}” are day first or month first.${read} Say which.`
    : `The years in “${header}” look like the Buddhist era.${read} Say whether they are.`;
}

/** One row as it is shown, with its problems in words. */
export function viewRow(row: RosterRow) {
  const problems: RowProblem[] = [...row.problems];
  if (row.state === 'problem' && row.duplicateOf !== null && problems.length === 0) {
    problems.push({ code: 'duplicate', about: String(row.duplicateOf) });
  }
  if (row.state === 'issued-before') problems.push({ code: 'issued-before', about: row.issuedBefore ?? '' });
  return {
    row: row.number,
    state: row.state,
    cells: row.cells,
    problems: problems.map((problem) => ({
      code: problem.code,
      ...(problem.column === undefined ? {} : { column: problem.column }),
      detail: sentenceOf(problem),
    })),
    ...(row.credentialId === null ? {} : { credential: row.credentialId }),
  };
}
