import { checkUnique, type Rows, type Tell } from './findings.ts';

const occupationFile = 'occupations/occupations.json';
const iscoFile = 'occupations/isco-08.json';
const iscedFile = 'occupations/isced-f.json';
const qualificationFile = 'competencies/qualifications.json';

const codes = (rowsOf: Rows, file: string): Set<string> => new Set(rowsOf(file).map(({ row }) => row[0]));

/** ISCO-08 and ISCED-F: no code twice, and each below one that is there. */
export function checkClassifications(rowsOf: Rows, tell: Tell): void {
  for (const [file, shortest] of [
    [iscoFile, 1],
    [iscedFile, 2],
  ] as const) {
    const known = codes(rowsOf, file);
    checkUnique(file, rowsOf(file), ([code]) => code, tell);
    for (const { name, row } of rowsOf(file))
      if (row[0].length > shortest && !known.has(row[0].slice(0, -1)))
        tell(file, name, '', `The group “${row[0].slice(0, -1)}” that it stands in is missing.`);
  }
}

export function checkOccupations(rowsOf: Rows, tell: Tell): void {
  const rows = rowsOf(occupationFile);
  const [isco, isced] = [codes(rowsOf, iscoFile), codes(rowsOf, iscedFile)];
  checkUnique(occupationFile, rows, ({ id }) => id, tell);
  for (const { name, row } of rows) {
    for (const code of row.isco08)
      if (!isco.has(code)) tell(occupationFile, name, 'isco08', `ISCO-08 has no group “${code}”.`);
    for (const code of row.iscedF)
      if (!isced.has(code)) tell(occupationFile, name, 'iscedF', `ISCED-F has no field “${code}”.`);
    for (const { code, iscoGroup } of row.esco)
      if (!isco.has(iscoGroup) || !code.startsWith(`${iscoGroup}.`))
        tell(occupationFile, name, 'esco', `“${code}” does not stand in the ISCO-08 group “${iscoGroup}”.`);
  }
}

export function checkQualifications(rowsOf: Rows, tell: Tell): void {
  const rows = rowsOf(qualificationFile);
  const areas = new Set(rowsOf(occupationFile).map(({ row }) => row.id));
  const frameworks = new Map(rowsOf('frameworks/frameworks.json').map(({ row }) => [row.id, row.levels]));
  checkUnique(qualificationFile, rows, ({ id }) => id, tell);
  for (const { name, row } of rows) {
    const say = (member: string, message: string) => tell(qualificationFile, name, member, message);
    if (!areas.has(row.occupation))
      say('occupation', `No occupation has the id “${row.occupation}” in ${occupationFile}.`);
    if (row.framework !== undefined && !frameworks.has(row.framework))
      say('framework', `No framework has the id “${row.framework}”.`);
    else if (row.level !== undefined && !frameworks.get(row.framework)?.includes(row.level))
      say('level', `“${row.framework}” has no level “${row.level}”.`);
    const seen = new Set<string>();
    for (const { code } of row.units) {
      if (seen.has(code)) say('units', `The unit “${code}” is there twice.`);
      seen.add(code);
    }
    if (row.complete && row.units.length === 0) say('complete', 'It has no units, so it cannot be complete.');
  }
}
