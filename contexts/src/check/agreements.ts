import { spanOf } from './dates.ts';
import { checkUnique, type Row, type Rows, type Tell } from './findings.ts';

const agreementFile = 'agreements/agreements.json';
const regionFile = 'agreements/regions.json';

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Whether a code is that of a country of today; one that was given up stands for its successor. */
const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) &&
  !['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ'].includes(code) &&
  names.of(code) !== undefined &&
  new Intl.Locale(`und-${code}`).region === code;

const noCountry = (code: string) =>
  `“${code}” is the code of no country. ISO 3166-1 has two capital letters, for example KH for Cambodia.`;

export function checkRegions(rowsOf: Rows, tell: Tell): void {
  const regions = rowsOf(regionFile);
  checkUnique(regionFile, regions, ({ id }) => id, tell);
  for (const { name, row } of regions)
    for (const code of row.members) if (!isCountry(code)) tell(regionFile, name, 'members', noCountry(code));
}

export function checkAgreements(rowsOf: Rows, tell: Tell, now: Date): void {
  const agreements = rowsOf(agreementFile);
  checkUnique(agreementFile, agreements, ({ id }) => id, tell);
  const known = {
    regions: new Set(rowsOf(regionFile).map(({ row }) => row.id)),
    isco: new Set(rowsOf('occupations/isco-08.json').map(({ row }) => row[0])),
    esco: new Set(
      rowsOf('occupations/occupations.json').flatMap(({ row }) => row.esco.map((each: Row['row']) => each.code)),
    ),
    qualifications: rowsOf('competencies/qualifications.json').map(({ row }) => String(row.id)),
    levels: new Map(rowsOf('frameworks/frameworks.json').map(({ row }) => [row.id, row.levels ?? []])),
  };
  for (const { name, row } of agreements) {
    const say = (member: string, message: string) => tell(agreementFile, name, member, message);
    checkPlaces(row.parties, 'parties', known.regions, say);
    if (row.partiesEvidence !== undefined && row.rules.length > 0)
      say(
        'rules',
        'Who is a party was not read, so nobody can say for whom a rule holds. Leave the rules out, or read it.',
      );
    checkDays(row, say, now);
    const ids = new Set<string>();
    for (const rule of row.rules) {
      const ruleSay = (member: string, message: string) => say(`rule “${rule.id}”${member && `, ${member}`}`, message);
      if (ids.has(rule.id)) ruleSay('id', 'The agreement has this rule twice. Give it another id.');
      ids.add(rule.id);
      checkRule(rule, known, ruleSay);
    }
  }
}

type Say = (member: string, message: string) => void;

type Known = {
  regions: Set<string>;
  isco: Set<string>;
  esco: Set<string>;
  qualifications: string[];
  levels: Map<string, string[]>;
};

function checkRule(rule: Row['row'], known: Known, say: Say): void {
  checkPlaces(rule.from ?? [], 'from', known.regions, say);
  checkPlaces(rule.to ?? [], 'to', known.regions, say);
  if ((rule.from === undefined) !== (rule.to === undefined))
    say('', 'It says only one of “from” and “to”. Give both, or neither where it holds between any two parties.');
  for (const { scheme, code } of rule.occupations ?? [])
    if (!(scheme === 'isco-08' ? known.isco : known.esco).has(code))
      say(
        'occupations',
        `${scheme === 'esco' ? 'ESCO' : 'ISCO-08'} has no “${code}” here. Codes stand in occupations/.`,
      );
  for (const each of rule.qualifications ?? [])
    if (!known.qualifications.some((id) => id === each || id.startsWith(`${each}-`)))
      say('qualifications', `No qualification has the id “${each}”. Add it to competencies/qualifications.json first.`);
  const { framework, levels = [] } = rule.levels ?? {};
  if (framework !== undefined && !known.levels.has(framework))
    say('levels', `No framework has the id “${framework}”. Add it to frameworks/frameworks.json first.`);
  else
    for (const level of levels)
      if (!known.levels.get(framework)?.includes(level)) say('levels', `“${framework}” has no level “${level}”.`);
  for (const date of ['validFrom', 'validUntil'])
    if (rule[date] !== undefined && !spanOf(rule[date])) say(date, noDay(rule[date]));
  checkOrder(
    [
      ['validFrom', rule.validFrom],
      ['validUntil', rule.validUntil],
    ],
    say,
  );
  if (rule.mode === 'reliance' && !rule.awardingBodies)
    say('awardingBodies', 'Reliance is on bodies that are named, and this rule names none, so it can never answer.');
  for (const { units = [] } of rule.measures ?? [])
    for (const unit of units)
      if (rule.units && !rule.units.includes(unit))
        say('measures', `It closes “${unit}”, which the rule does not ask for.`);
}

const noDay = (date: string) => `There is no such day as “${date}”.`;

function checkDays(row: Row['row'], say: Say, now: Date): void {
  for (const member of ['signed', 'inForce', 'ended']) {
    const date = row[member]?.date;
    if (date === undefined) continue;
    const span = spanOf(date);
    if (!span) say(member, noDay(date));
    else if (member === 'signed' && span.first > now.getTime())
      say(member, `“${date}” has not come yet; nobody can have read that it was signed then.`);
  }
  checkOrder(
    ['signed', 'inForce', 'ended'].map((member) => [member, row[member]?.date]),
    say,
  );
}

function checkOrder(dates: [member: string, date: string | undefined][], say: Say): void {
  const given = dates.flatMap(([member, date]) => {
    const span = date === undefined ? undefined : spanOf(date);
    return span ? [{ member, date, span }] : [];
  });
  for (const [index, later] of given.entries())
    for (const earlier of given.slice(0, index))
      if (later.span.last < earlier.span.first)
        say(
          later.member,
          `“${later.date}” lies before “${earlier.date}” (${earlier.member}). One of the two is wrong.`,
        );
}

function checkPlaces(places: readonly string[], member: string, regions: Set<string>, say: Say): void {
  for (const place of places) {
    if (place === '*' || isCountry(place) || regions.has(place)) continue;
    say(
      member,
      /^[A-Z]{2}$/.test(place)
        ? noCountry(place)
        : `No region has the id “${place}”. Add it to agreements/regions.json first.`,
    );
  }
}
