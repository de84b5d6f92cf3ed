import { randomUUID } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import { requireAchievement } from '../achievements/achievements.ts';
import type { IssuerContext } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import type { Caller } from '../institutions/authenticate.ts';
import { defaultSecuring, type SecuringChoice } from '../issuance/draft.ts';
import { refusalsFor } from './accredited.ts';
import { usualNameOrder, watchColumns } from './check/columns.ts';
import type { Column } from './check/plan.ts';
import { storeRows } from './check/roster.ts';
import { countKnownHeaders, fieldOfHeader, foldHeader, guessFields } from './match/fields.ts';
import { openTable } from './read/open.ts';
import { refuse, type Table } from './read/table.ts';
import type { ReceivedFile } from './receive.ts';
import { insertRoster, type Roster, recallColumns } from './store.ts';

export type UploadOptions = {
  achievement: string;
  version?: number;
  sheet?: string;
  encoding?: string;
  securing?: SecuringChoice;
};

/**
 * Reads a file into a new roster: all rows are stored, columns matched, every row checked; nothing is issued. The file is
 * gone through twice, because the last row may show how the dates of all are written; what is refused is refused the first
 * time, before anything is stored. Storing is one transaction, so half a roster is never seen.
 * Throws a Problem for a file that cannot be read (400, 413, 415) and 404 where the institution has no such achievement.
 */
export async function uploadRoster(
  context: IssuerContext,
  { institution, actor }: Caller,
  file: ReceivedFile,
  options: UploadOptions,
): Promise<Roster> {
  const achievement = await findAwarded(context, institution.id, options);
  const unitCodes = achievement.units.map(({ code }) => code);
  const open = () =>
    openTable(file.path, {
      ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
      ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
      languages: [...achievement.languages, ...Object.keys(institution.names)],
      looksLikeHeader: (cells) => Math.max(countKnownHeaders(cells), countUnits(cells, unitCodes)),
    });
  const now = context.clock();
  const { securing, cryptosuites } = options.securing ?? defaultSecuring;
  const first = await lookThrough(
    await open(),
    (header) => guessColumns(context, institution.id, header, unitCodes),
    now,
  );
  const roster: Roster = {
    ...first,
    id: randomUUID(),
    institutionId: institution.id,
    achievement: achievement.achievement,
    achievementVersion: achievement.version,
    securing,
    cryptosuites,
    fileName: file.name,
    fileSha256: file.sha256,
    nameOrder: usualNameOrder(achievement.languages[0]),
    state: 'preview',
    uploaded: now,
    uploadedBy: actor,
    approved: null,
    approvedBy: null,
    moved: now,
    version: 1,
  };
  const refuses = await refusalsFor(context, institution.id, achievement);
  await transaction(context.pool, async (client) => {
    await insertRoster(client, roster);
    await storeRows(client, roster, achievement, { table: await open(), now, refuses });
  });
  context.log.info({ event: 'roster.uploaded', institution: institution.id, roster: roster.id });
  return roster;
}

/** Goes through a file without keeping its rows, and gives what is to be known of it as a whole. */
async function lookThrough(
  table: Table,
  guess: (header: string[]) => Promise<Column[]>,
  now: Date,
): Promise<Pick<Roster, 'facts' | 'headerRow' | 'header' | 'columns'>> {
  try {
    checkHeader(table);
    const { number: headerRow, cells: header } = table.header;
    const watch = watchColumns(await guess(header));
    let count = 0;
    for await (const row of table.rows) {
      watch.look(row);
      count += 1;
    }
    if (count === 0) throw refuse('The file has no people in it', 'Put one person in each row below the column names.');
    return { facts: table.facts, headerRow, header, columns: watch.columns(now) };
  } finally {
    await table.close();
  }
}

async function findAwarded(context: IssuerContext, institutionId: string, { achievement, version }: UploadOptions) {
  const found = await requireAchievement(context, institutionId, achievement, version);
  if (!found.withdrawn) return found.version;
  throw new Problem(409, 'This achievement is not awarded any more', { detail: 'The institution has withdrawn it.' });
}

const countUnits = (cells: string[], unitCodes: string[]) =>
  cells.filter((cell) => cell.length < 200 && fieldOfHeader(cell, unitCodes)?.startsWith('unit:')).length;

/** Two columns of one name cannot be told apart when the file comes again; columns without a name are let be. */
function checkHeader({ header }: Table): void {
  const seen = new Map<string, number>();
  const twice = header.cells.flatMap((name, index) => {
    const folded = foldHeader(name);
    if (folded === '') return [];
    const first = seen.get(folded);
    seen.set(folded, first ?? index);
    return first === undefined ? [] : [`“${shorten(name)}” (columns ${first + 1} and ${index + 1})`];
  });
  if (twice.length === 0) return;
  throw refuse('Two columns have the same name', `Give each column its own name: ${twice.slice(0, 10).join(', ')}.`);
}

const shorten = (text: string) => [...text].slice(0, 60).join('');

async function guessColumns(
  { pool }: IssuerContext,
  institutionId: string,
  header: string[],
  unitCodes: string[],
): Promise<Column[]> {
  const remembered = await recallColumns(pool, institutionId, header.map(foldHeader));
  const guesses = guessFields(header, remembered, unitCodes);
  return header.map((name, index) => ({ header: shorten(name), ...guesses[index]!, examples: [] }));
}
