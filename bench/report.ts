import { availableParallelism } from 'node:os';

export type Row = { what: string } & { [column: string]: string | number | undefined };

/** What one section measured: rows with the same columns, and what has to be known to read them. */
export type Section = { title: string; rows: Row[]; notes?: string[] };

/** Gives a section as a plain table, numbers to the right. */
export function tableOf({ title, rows, notes = [] }: Section): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [
    columns.map((column) => (column === 'what' ? '' : column)),
    ...rows.map((row) => rowCells(row, columns)),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  '),
  );
  return [title, ...[...lines, ...notes.map((note) => `(${note})`)].map((line) => `  ${line.trimEnd()}`)].join('\n');
}

const rowCells = (row: Row, columns: string[]) => columns.map((column) => cellText(row[column]));

function cellText(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: Number.isInteger(value) ? 0 : digits });
}

/** The machine in words that do not tell which one it is. */
export const machine = () => ({
  cores: availableParallelism(),
  architecture: process.arch,
  node: process.versions.node,
});
