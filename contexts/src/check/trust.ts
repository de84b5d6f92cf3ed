import { checkUnique, type Rows, type Tell } from './findings.ts';

const file = 'trust/example.json';

/** A trust list: nobody twice, and no end before its beginning. */
export function checkTrustList(content: unknown, rowsOf: Rows, tell: Tell): void {
  const rows = rowsOf(file);
  const isco = new Set(rowsOf('occupations/isco-08.json').map(({ row }) => row[0]));
  checkUnique(file, rows, ({ did }) => did, tell);
  const { issued, nextUpdate } = Object(content) as Record<string, string>;
  if (!(Date.parse(nextUpdate ?? '') > Date.parse(issued ?? '')))
    tell(file, 'the file', 'nextUpdate', 'It must lie after “issued”, or the list is old on the day that it is made.');
  for (const { name, row } of rows) {
    if (row.validUntil !== undefined && !(Date.parse(row.validUntil) > Date.parse(row.validFrom)))
      tell(file, name, 'validUntil', `“${row.validUntil}” does not lie after “${row.validFrom}” (validFrom).`);
    for (const { scheme, code } of row.scope?.occupations ?? [])
      if (scheme === 'isco-08' && !isco.has(code)) tell(file, name, 'scope', `ISCO-08 has no group “${code}”.`);
  }
}
