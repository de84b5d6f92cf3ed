import { spanOf } from './dates.ts';
import { checkUnique, type Rows, type Tell } from './findings.ts';

const frameworkFile = 'frameworks/frameworks.json';
const referencingFile = 'frameworks/referencing.json';
const europassFile = 'frameworks/europass-levels.json';

export function checkFrameworks(rowsOf: Rows, tell: Tell): void {
  const rows = rowsOf(frameworkFile);
  checkUnique(frameworkFile, rows, ({ id }) => id, tell);
  for (const { name, row } of rows) {
    for (const level of Object.keys(row.levelNames ?? {}))
      if (!row.levels?.includes(level))
        tell(frameworkFile, name, 'levelNames', `It has no level “${level}” to be named.`);
    if (row.editions && row.levels)
      tell(frameworkFile, name, 'levels', 'Its levels differ by edition, so “levels” has to be null.');
  }
  const levels = levelsOf(rowsOf);
  for (const { name, row } of rowsOf(europassFile))
    for (const level of Object.keys(row.concepts))
      if (!levels.get(row.framework)?.includes(level))
        tell(europassFile, name, 'concepts', `No framework with this id has a level “${level}”.`);
}

export function checkReferencing(rowsOf: Rows, tell: Tell, now: Date): void {
  const rows = rowsOf(referencingFile);
  checkUnique(referencingFile, rows, ({ framework, to }) => `${framework} ${to}`, tell);
  const levels = levelsOf(rowsOf);
  const decided = new Map<string, string[]>();
  for (const { name, row } of rows) {
    const say = (member: string, message: string) => tell(referencingFile, name, member, message);
    for (const member of ['framework', 'to'])
      if (!levels.has(row[member]))
        say(member, `No framework has the id “${row[member]}”. Add it to frameworks/frameworks.json first.`);
    const span = row.date === undefined ? undefined : spanOf(row.date);
    if (row.date !== undefined && !span) say('date', `There is no such day as “${row.date}”.`);
    else if (span && span.first > now.getTime()) say('date', `“${row.date}” has not come yet.`);
    for (const [level, others] of Object.entries<string[]>(row.levelMap ?? {})) {
      if (!levels.get(row.framework)?.includes(level)) say('levelMap', `“${row.framework}” has no level “${level}”.`);
      for (const other of others)
        if (!levels.get(row.to)?.includes(other)) say('levelMap', `“${row.to}” has no level “${other}”.`);
    }
    if (row.status === 'referenced' || row.status === 'aligned')
      decided.set(row.framework, [...(decided.get(row.framework) ?? []), row.to]);
  }
  for (const { name, row } of rows)
    if (leadsTo(row.to, row.framework, decided, new Set()))
      tell(
        referencingFile,
        name,
        'to',
        `“${row.to}” itself leads back to “${row.framework}”. Who was laid beside whom? Leave one out.`,
      );
}

function leadsTo(from: string, wanted: string, decided: Map<string, string[]>, seen: Set<string>): boolean {
  if (from === wanted) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (decided.get(from) ?? []).some((next) => leadsTo(next, wanted, decided, seen));
}

function levelsOf(rowsOf: Rows): Map<string, string[]> {
  return new Map(
    rowsOf(frameworkFile).map(({ row }) => [
      row.id,
      row.levels ?? row.editions?.flatMap(({ levels }: { levels: string[] }) => levels) ?? [],
    ]),
  );
}
