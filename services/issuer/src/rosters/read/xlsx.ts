import { limits, refuse, type TableFacts, type TableRow } from './table.ts';
import { openPackage, type Package, streamXml } from './xlsx-package.ts';
import { type NumberStyle, plain, readSharedStrings, readStyles, showNumber } from './xlsx-values.ts';

type XlsxOptions = {
  /** Name of the sheet to read; without it the sheet whose first rows look most like a roster is taken. */
  sheet?: string;
  looksLikeHeader: (cells: string[]) => number;
};

type Workbook = {
  sheets: { name: string; part: string }[];
  date1904: boolean;
  strings: string[];
  styles: NumberStyle[];
};

/**
 * Gives the rows of one sheet of an XLSX workbook and how it was read. Of a formula the stored result is taken as text,
 * nothing is computed. Throws a Problem for a damaged, locked or oversized file and for a sheet that is not there.
 */
export async function readXlsx(
  path: string,
  { sheet: wanted, looksLikeHeader }: XlsxOptions,
): Promise<{ facts: TableFacts; rows: AsyncGenerator<TableRow> }> {
  const parts = await openPackage(path);
  try {
    const book = await readWorkbook(parts);
    const names = book.sheets.map(({ name }) => name);
    const sheet =
      wanted === undefined
        ? await chooseSheet(parts, book, looksLikeHeader)
        : book.sheets.find(({ name }) => name === wanted);
    if (!sheet) {
      throw refuse(
        'There is no such sheet in the workbook',
        `It has these: ${names.map((name) => `“${name}”`).join(', ')}.`,
      );
    }
    const facts: TableFacts = { format: 'xlsx', sheet: sheet.name, sheets: names, notes: [] };
    return { facts, rows: closing(parts, readSheet(parts, sheet.part, book, facts)) };
  } catch (error) {
    parts.close();
    throw error;
  }
}

async function* closing(parts: Package, rows: AsyncGenerator<TableRow>): AsyncGenerator<TableRow> {
  try {
    yield* rows;
  } finally {
    parts.close();
  }
}

async function readWorkbook(parts: Package): Promise<Workbook> {
  const start = parts.has('_rels/.rels') ? await readRelationships(parts, '_rels/.rels', '') : new Map();
  const main = [...start.values()].find(({ kind }) => kind === 'officeDocument')?.target ?? 'xl/workbook.xml';
  if (!parts.has(main) || !main.includes('workbook')) throw notAWorkbook();
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const relations = await readRelationships(parts, `${folder}_rels/${main.slice(folder.length)}.rels`, folder);
  const found: { name: string; id: string }[] = [];
  let date1904 = false;
  const nothing = streamXml<never>(await parts.open(main), () => ({
    open(element, attributes) {
      if (element === 'workbookPr') date1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
      if (element === 'sheet' && (attributes.state ?? 'visible') === 'visible' && found.length < 200) {
        found.push({ name: plain(attributes.name ?? ''), id: attributes['r:id'] ?? attributes.id ?? '' });
      }
    },
  }));
  for await (const _ of nothing);
  const sheets = found.flatMap(({ name, id }) => {
    const relation = relations.get(id);
    return relation?.kind === 'worksheet' && parts.has(relation.target) ? [{ name, part: relation.target }] : [];
  });
  if (sheets.length === 0) throw refuse('The workbook has no sheet to read', 'Put the people on a visible worksheet.');
  const target = (kind: string) => [...relations.values()].find((relation) => relation.kind === kind)?.target ?? '';
  return {
    sheets,
    date1904,
    strings: await readSharedStrings(parts, target('sharedStrings')),
    styles: await readStyles(parts, target('styles')),
  };
}

const notAWorkbook = () =>
  refuse('This is not an XLSX workbook', 'Save the roster as “Excel workbook (.xlsx)” or as CSV.', 415);

type Relation = { kind: string; target: string };

async function readRelationships(parts: Package, name: string, folder: string): Promise<Map<string, Relation>> {
  if (!parts.has(name)) throw notAWorkbook();
  const relations = new Map<string, Relation>();
  const nothing = streamXml<never>(await parts.open(name), () => ({
    open(element, { Id: id, Type: type, Target: target, TargetMode: mode }) {
      if (element !== 'Relationship' || !id || !type || !target || mode === 'External' || relations.size > 2_000)
        return;
      const path = new URL(target, `zip:///${folder}`).pathname.slice(1);
      relations.set(id, { kind: type.slice(type.lastIndexOf('/') + 1), target: decodeURIComponent(path) });
    },
  }));
  for await (const _ of nothing);
  return relations;
}

/** The sheet with the most known column names in one of its first rows; the first sheet when none has any. */
async function chooseSheet(parts: Package, book: Workbook, looksLikeHeader: XlsxOptions['looksLikeHeader']) {
  if (book.sheets.length === 1) return book.sheets[0];
  let best = { sheet: book.sheets[0], score: 0 };
  for (const sheet of book.sheets.slice(0, 30)) {
    let read = 0;
    for await (const row of readSheet(parts, sheet.part, book)) {
      const score = looksLikeHeader(row.cells);
      if (score > best.score) best = { sheet, score };
      read += 1;
      if (read === 20) break;
    }
  }
  return best.sheet;
}

async function* readSheet(parts: Package, part: string, book: Workbook, facts?: TableFacts): AsyncGenerator<TableRow> {
  let hidden = 0;
  yield* streamXml<TableRow>(await parts.open(part), (push) => {
    let row: TableRow = { number: 0, cells: [] };
    let cell = { column: -1, type: 'n', style: 0, value: '' };
    let [inValue, phonetic] = [false, false];
    return {
      open(element, attributes) {
        if (element === 'row') {
          row = { number: Number(attributes.r) || row.number + 1, cells: [] };
          cell.column = -1;
          if (attributes.hidden === '1' || attributes.hidden === 'true') hidden += 1;
        } else if (element === 'c') {
          const column = attributes.r ? columnOf(attributes.r) : cell.column + 1;
          cell = { column, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0), value: '' };
        } else if (element === 'rPh') phonetic = true;
        else if (element === 'v' || element === 't') inValue = !phonetic;
      },
      text(piece) {
        if (inValue) cell.value += piece;
      },
      close(element) {
        if (element === 'v' || element === 't') inValue = false;
        else if (element === 'rPh') phonetic = false;
        else if (element === 'c') put(row, cell.column, textOf(cell, book));
        else if (element === 'row') push(row);
      },
    };
  });
  if (facts && hidden > 0) {
    facts.notes.push(
      `${hidden} ${hidden === 1 ? 'row is' : 'rows are'} hidden in the sheet (by a filter, perhaps); they were read too.`,
    );
  }
}

/** 0 for A, 27 for AB. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.toUpperCase()) {
    if (letter < 'A' || letter > 'Z') break;
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return column - 1;
}

function put(row: TableRow, column: number, text: string): void {
  if (text === '' || column < 0) return;
  if (column >= limits.columns) {
    throw refuse(
      'The file has too many columns',
      `A roster has at most ${limits.columns} columns; row ${row.number} has more.`,
      413,
    );
  }
  while (row.cells.length < column) row.cells.push('');
  row.cells[column] = text;
}

function textOf(cell: { type: string; style: number; value: string }, book: Workbook): string {
  switch (cell.type) {
    case 's':
      return book.strings[Number(cell.value)] ?? '';
    case 'str':
    case 'inlineStr':
      return plain(cell.value);
    case 'b':
      return cell.value === '1' ? 'TRUE' : 'FALSE';
    case 'd':
      return cell.value.slice(0, 10);
    case 'e':
      return cell.value;
    default:
      return showNumber(cell.value, book.styles[cell.style] ?? 'plain', book.date1904);
  }
}
