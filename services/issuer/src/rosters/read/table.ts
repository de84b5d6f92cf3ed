import { Problem } from '@symbolon/problem';

/** One row of a table as it was read; all cells are text. */
export type TableRow = {
  /** Number of the row as a spreadsheet program shows it: the first row of the file is 1, empty rows count. */
  number: number;
  cells: string[];
  /** True for a last row that ends without its line end and with fewer values than the header. */
  cut?: true;
};

/** What a file turned out to be, for the person who must see whether it was read rightly. */
export type TableFacts = {
  format: 'csv' | 'xlsx';
  /** How the text was decoded and why, in a sentence; CSV only. */
  encoding?: { name: string; reason: string };
  delimiter?: string;
  sheet?: string;
  /** All visible sheets of the workbook. */
  sheets?: string[];
  /** Things worth knowing, such as rows hidden by a filter. */
  notes: string[];
};

/** A table that is read row by row: the header has been found, the rows below it are still to come. */
export type Table = {
  facts: TableFacts;
  header: TableRow;
  rows: AsyncIterable<TableRow>;
  /** Lets go of the file; needed where the rows are not read to their end. */
  close(): Promise<void>;
};

/** What a roster may hold at most. A file that passes one of these is refused where it passes it, not at its end. */
export const limits = {
  bytes: 64 * 1024 * 1024,
  rows: 100_000,
  columns: 200,
  /** Characters of one cell. */
  cell: 2_000,
  /** Characters of one row. */
  row: 50_000,
  /** XML of one part of an XLSX file after inflating. */
  inflated: 256 * 1024 * 1024,
  /** Characters of all shared strings of an XLSX file. */
  sharedStrings: 48 * 1024 * 1024,
};

/** The file cannot be taken at all. `detail` says what to do. */
export function refuse(title: string, detail: string, status = 400): Problem {
  return new Problem(status, title, { detail });
}

const isEmpty = (row: TableRow) => row.cells.every((cell) => cell.trim() === '');

/** A title such as "Graduates of batch 12" may stand above the header; it is looked for in the first rows. */
const HEADER_WITHIN = 20;

/**
 * Finds the header among the first rows and gives the table below it, without empty rows and within the limits.
 * `looksLikeHeader` counts the cells of a row that are known column names; a row with two or more is the header,
 * else the first row with any text is.
 * Throws a Problem (400, 413) for an empty file and when a limit is passed.
 */
export async function findTable(
  facts: TableFacts,
  source: AsyncGenerator<TableRow>,
  looksLikeHeader: (cells: string[]) => number,
): Promise<Table> {
  const first: TableRow[] = [];
  let header: TableRow | undefined;
  while (first.length < HEADER_WITHIN && !header) {
    const { done, value } = await source.next();
    if (done) break;
    checkSize(value);
    if (isEmpty(value)) continue;
    first.push(value);
    if (looksLikeHeader(value.cells) >= 2) header = value;
  }
  header ??= first[0];
  if (!header)
    throw refuse('The file is empty', 'Put the column names in the first row and one person in each row below it.');
  const above = first.indexOf(header);
  if (above > 0)
    facts.notes.push(`The column names were found in row ${header.number}; the rows above it were not read.`);
  header = { ...header, cells: trimEnd(header.cells) };
  const close = async () => {
    await source.return(undefined);
  };
  return { facts, header, rows: below(first.slice(above + 1), source, header.cells.length), close };
}

async function* below(first: TableRow[], rest: AsyncGenerator<TableRow>, width: number): AsyncGenerator<TableRow> {
  let count = 0;
  const check = (row: TableRow): boolean => {
    if (isEmpty(row)) return false;
    checkSize(row);
    count += 1;
    if (count > limits.rows) {
      throw refuse(
        'The file has too many rows',
        `A roster holds at most ${limits.rows.toLocaleString('en')} people; row ${row.number} is one too many. Split the file.`,
        413,
      );
    }
    return true;
  };
  for (const row of first) if (check(row)) yield fit(row, width);
  for await (const row of rest) if (check(row)) yield fit(row, width);
}

function checkSize({ number, cells }: TableRow): void {
  if (cells.length > limits.columns && trimEnd(cells).length > limits.columns) {
    throw refuse(
      'The file has too many columns',
      `A roster has at most ${limits.columns} columns; row ${number} has more.`,
      413,
    );
  }
  let total = 0;
  for (const cell of cells) {
    total += cell.length;
    if (cell.length > limits.cell) {
      throw refuse(
        'A cell is too long',
        `Row ${number} has a cell with more than ${limits.cell.toLocaleString('en')} characters. Perhaps a quotation mark is missing in or before it.`,
        413,
      );
    }
  }
  if (total > limits.row) {
    throw refuse(
      'A row is too long',
      `Row ${number} has more than ${limits.row.toLocaleString('en')} characters.`,
      413,
    );
  }
}

/** Cells to the right of the header that hold nothing are no values; those with text are kept and told about later. */
function fit(row: TableRow, width: number): TableRow {
  const cells = trimEnd(row.cells, width);
  // PostgreSQL has no text with U+0000, and nothing readable holds one.
  const clean = cells.map((cell) => (cell.includes('\u0000') ? cell.replaceAll('\u0000', '\uFFFD') : cell));
  const short = row.cut && row.cells.length < width;
  while (clean.length < width) clean.push('');
  return { number: row.number, cells: clean.map(withoutTextMark), ...(short ? { cut: true } : {}) };
}

/** Spreadsheets, and our own files, put an apostrophe before text that would else be a formula. */
const withoutTextMark = (cell: string) => (/^'[=+\-@\t＝＋－＠]/.test(cell) ? cell.slice(1) : cell);

function trimEnd(cells: string[], least = 1): string[] {
  let length = cells.length;
  while (length > least && cells[length - 1]?.trim() === '') length -= 1;
  return cells.slice(0, length);
}
