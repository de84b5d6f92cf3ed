import type { IssuerContext } from '../context.ts';
import { certificateLinks } from '../issuance/present.ts';
import { byteOrderMark, csvLine } from './csv-file.ts';
import { viewRow } from './preview.ts';
import { listRows, type RosterRow, type RowState } from './row-store.ts';
import type { Roster } from './store.ts';

const PAGE = 2_000;

async function* pages({ pool }: IssuerContext, id: string, states?: RowState[]): AsyncGenerator<RosterRow[]> {
  for (let after = 0; ; ) {
    const rows = await listRows(pool, id, { ...(states ? { states } : {}), after, limit: PAGE });
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.number;
  }
}

const states: Record<RowState, string> = {
  ready: 'ready, not approved',
  problem: 'needs attention',
  'issued-before': 'issued before',
  waiting: 'waiting',
  issued: 'issued',
  failed: 'not issued',
};

/** What was wrong with a row, in sentences that name the columns. */
function problemText(row: RosterRow, { columns }: Roster): string {
  return viewRow(row)
    .problems.map(({ column, detail }) =>
      column === undefined ? detail : `${columns[column]?.header ?? ''}: ${detail}`,
    )
    .join(' ');
}

const ownCells = ({ cells }: RosterRow, { header }: Roster) => header.map((_, index) => cells[index] ?? '');

/** Gives the whole roster as CSV: the user's columns, then what became of each row, its credential and its certificate. */
export async function* resultsCsv(context: IssuerContext, roster: Roster): AsyncGenerator<string> {
  yield byteOrderMark + csvLine([...roster.header, 'Status', 'Problem', 'Credential id', 'Certificate link']);
  for await (const rows of pages(context, roster.id)) {
    const lines = rows.map((row) => {
      const link = row.link === null ? '' : certificateLinks(context.config.issuerUrl, row.link).certificate;
      return csvLine([
        ...ownCells(row, roster),
        states[row.state],
        problemText(row, roster),
        row.credentialId ?? '',
        link,
      ]);
    });
    yield lines.join('');
  }
}

/**
 * Gives the rows that were not issued as the user's own file, divided as it was, with a column that says what is wrong:
 * to be corrected in a spreadsheet and uploaded again.
 */
export async function* problemsCsv(context: IssuerContext, roster: Roster): AsyncGenerator<string> {
  const delimiter = roster.facts.delimiter ?? ',';
  yield byteOrderMark + csvLine([...roster.header, 'Problem'], delimiter);
  for await (const rows of pages(context, roster.id, ['problem', 'issued-before', 'failed'])) {
    yield rows
      .map((row) =>
        csvLine(
          [...ownCells(row, roster), problemText(row, roster), ...row.cells.slice(roster.header.length)],
          delimiter,
        ),
      )
      .join('');
  }
}

/** Gives the ids of the credentials of a roster in the order of its rows: for certificates as one file. */
export async function* issuedIds(context: IssuerContext, id: string): AsyncGenerator<string> {
  for await (const rows of pages(context, id, ['issued'])) for (const row of rows) yield row.credentialId!;
}
