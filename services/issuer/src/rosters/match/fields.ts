import { type HeaderWords, headerWords } from './synonyms.ts';

/** What a column of a roster can mean. A column of its own for one unit is `unit:` and the unit's code. */
export const fields = [
  'name',
  'givenName',
  'middleName',
  'familyName',
  'latinName',
  'dateOfBirth',
  'identifier',
  'documentNumber',
  'holderId',
  'route',
  'recognisedUnits',
  'result',
  'awardedDate',
  'validFrom',
  'validUntil',
] as const;

export type FieldName = (typeof fields)[number];
export type Field = FieldName | `unit:${string}`;

export const dateFields: readonly Field[] = ['dateOfBirth', 'awardedDate', 'validFrom', 'validUntil'];

/** Column names that our own files have, and that are no fact about a person. */
const ownColumns = ['problem', 'status', 'credential id', 'certificate link', 'no', 'nr', 'sn', 's n', '#'];

/** A column name as it is compared: compatibility forms folded, small letters, no marks around the words. */
export function foldHeader(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Cf}\u200b]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}#]+/gu, ' ')
    .trim();
}

let known: Map<string, FieldName> | undefined;

/** Gives the field of every column name that is known, folded; made for the first roster. */
function knownNames(): Map<string, FieldName> {
  if (known) return known;
  known = new Map();
  for (const [field, words] of Object.entries(headerWords) as [FieldName, HeaderWords][]) {
    for (const word of Object.values(words).flat().map(foldHeader)) if (!known.has(word)) known.set(word, field);
  }
  return known;
}

/** The whole name, and the parts of one such as "Name / ឈ្មោះ" or "Date of birth (dd/mm/yyyy)". */
function partsOf(header: string): string[] {
  return [header, header.replace(/[([{].*$/s, ''), ...header.split(/[/|\n\r()[\]–—-]+/)];
}

/** Gives the field that a column of this name holds, or undefined. `unitCodes` are the codes of the achievement's units. */
export function fieldOfHeader(header: string, unitCodes: readonly string[] = []): Field | undefined {
  for (const part of partsOf(header)) {
    const field = knownNames().get(foldHeader(part));
    if (field) return field;
  }
  const words = header
    .normalize('NFKC')
    .toUpperCase()
    .split(/[^\p{L}\p{N}-]+/u);
  const code = unitCodes.find((each) => words.includes(each.toUpperCase()));
  return code === undefined ? undefined : `unit:${code}`;
}

/** How many cells of a row are known column names; the header is the row that has some. */
export function countKnownHeaders(cells: readonly string[]): number {
  return cells.filter((cell) => cell.length < 200 && fieldOfHeader(cell) !== undefined).length;
}

export type ColumnGuess = {
  field: Field | null;
  decidedBy: 'remembered' | 'name' | 'none';
};

/**
 * Guesses what each column holds: as the institution matched a column of that name before, else by its name in one of
 * many languages. No field is given twice; the first column that fits has it.
 */
export function guessFields(
  header: readonly string[],
  remembered: ReadonlyMap<string, Field | null>,
  unitCodes: readonly string[],
): ColumnGuess[] {
  const taken = new Set<Field>();
  const guesses: ColumnGuess[] = header.map((name) => {
    const folded = foldHeader(name);
    if (folded === '' || !remembered.has(folded)) return { field: null, decidedBy: 'none' };
    const field = remembered.get(folded) ?? null;
    // A unit of another achievement is no unit of this one.
    if (field?.startsWith('unit:') && !unitCodes.includes(field.slice(5))) return { field: null, decidedBy: 'none' };
    if (field && taken.has(field)) return { field: null, decidedBy: 'none' };
    if (field) taken.add(field);
    return { field, decidedBy: 'remembered' };
  });
  header.forEach((name, index) => {
    if (guesses[index]?.decidedBy !== 'none' || ownColumns.includes(foldHeader(name))) return;
    const field = fieldOfHeader(name, unitCodes);
    if (!field || taken.has(field)) return;
    taken.add(field);
    guesses[index] = { field, decidedBy: 'name' };
  });
  return guesses;
}
