import { Problem } from '@symbolon/problem';
import { parse } from 'csv-parse/sync';

const most = 10_000;

/**
 * Gives the ids of a bulk change: the list, or the column `id` (else the first) of a CSV text.
 * Throws `Problem` 400 for both, neither, an unreadable table or too many.
 */
export function readIds(ids: string[] | undefined, csv: string | undefined): string[] {
  if ((ids === undefined) === (csv === undefined)) {
    throw new Problem(400, 'The request is not well formed', { detail: 'Send either "ids" or "csv".' });
  }
  const found = ids ?? idsOfTable(csv!);
  if (found.length === 0)
    throw new Problem(400, 'There are no ids', { detail: 'Name at least one credential by its id.' });
  if (found.length > most)
    throw new Problem(400, 'There are too many ids', { detail: `Send at most ${most} at once.` });
  return [...new Set(found)];
}

function idsOfTable(csv: string): string[] {
  let rows: string[][];
  try {
    rows = parse(csv, {
      bom: true,
      delimiter: [',', ';', '\t'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (cause) {
    throw new Problem(400, 'The table cannot be read', {
      detail: 'Send CSV with one credential a line; check the quotation marks.',
      cause,
    });
  }
  const [head = []] = rows;
  const column = head.findIndex((title) => /^(credential[ _-]?)?id$/i.test(title));
  return rows.slice(column >= 0 ? 1 : 0).flatMap((row) => row[Math.max(column, 0)] || []);
}
