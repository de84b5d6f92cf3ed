/** The data files by their path in `contexts/`, as JSON gives them. */
export type Data = Record<string, unknown>;

/** What is wrong with a row: where it stands, and what to do, for whoever wrote it. */
export type Finding = { file: string; row: string; member: string; message: string };

// biome-ignore lint/suspicious/noExplicitAny: rows of ten files; the schema has seen to their shape before they are read
export type Row = { name: string; row: any };

/** Gives the rows of a file. */
export type Rows = (file: string) => Row[];

export type Tell = (file: string, row: string, member: string, message: string) => void;

export const report =
  (findings: Finding[]): Tell =>
  (file, row, member, message) =>
    void findings.push({ file, row, member, message });

/** How a row is called: by its id, or by its place where it has none. */
export function nameOf(row: unknown, index: number): string {
  const { id, did, framework, to } = Object(row) as Record<string, unknown>;
  const code = Array.isArray(row) ? row[0] : undefined;
  const own = id ?? did ?? (framework === undefined ? code : [framework, to].filter(Boolean).join(' to '));
  return typeof own === 'string' && own !== '' ? `“${own}”` : `row ${index + 1}`;
}

export function listsOf(content: unknown, rows: string): Row[] {
  const list = (Object(content) as Record<string, unknown>)[rows];
  return Array.isArray(list) ? list.map((row, index) => ({ name: nameOf(row, index), row })) : [];
}

/** Tells of each row that has the same key as an earlier one. */
export function checkUnique(file: string, rows: readonly Row[], keyOf: (row: Row['row']) => string, tell: Tell): void {
  const seen = new Set<string>();
  for (const { name, row } of rows) {
    const key = keyOf(row);
    if (seen.has(key))
      tell(file, name, 'id', 'This is there twice. Give the new row another id, or change the old row.');
    seen.add(key);
  }
}
