import { createHash } from 'node:crypto';
import type { Award, Holder } from '@symbolon/credential';
import { latinDigits } from '../match/text.ts';
import type { Plan } from './plan.ts';
import type { RowProblem } from './problems.ts';
import { type RowReader, readRow } from './values.ts';

export type Row = { number: number; cells: string[]; cut: boolean; salt: string };

export type CheckedRow = {
  problems: RowProblem[];
  /** Digest of what tells this person from others, where the row says so much. */
  holderKey: Buffer | undefined;
  /** Present where nothing is wrong. */
  person?: { holder: Holder; award: Award };
};

/**
 * Gives the holder and the award that a row speaks of, or everything that is wrong with it. `validFrom` is the start
 * where the row names none: the moment of approval, so that a second try gives the same credential.
 */
export function checkRow(plan: Plan, row: Row, { now, validFrom }: { now: Date; validFrom: Date }): CheckedRow {
  const read = readRow(plan, row.cells, now);
  if (row.cut) read.problems.push({ code: 'cut-off' });
  if (row.cells.length > plan.width) read.problems.push({ code: 'too-many-values' });
  const name = readName(plan, read);
  const documentNumber = readDocumentNumber(read);
  const dateOfBirth = read.dateOfBirth();
  const identifier = read.number('identifier');
  const latinName = read.text('latinName', { name: true });
  if (latinName !== undefined && !/^[\p{Script=Latin}\p{M}\p{P}\s\d]+$/u.test(latinName))
    read.complain('latinName', 'not-latin');
  const id = read.text('holderId', { longest: 500 });
  if (id !== undefined && !/^did:[a-z0-9]+:[\w.:%-]+$/.test(id)) read.complain('holderId', 'not-a-did');
  const award = readAward(plan, read, validFrom);
  const { problems } = read;
  const holderKey = name === undefined ? undefined : keyOf({ identifier, documentNumber, name, dateOfBirth });
  if (problems.length > 0 || name === undefined) return { problems, holderKey };
  const holder: Holder = {
    ...(id === undefined ? {} : { id }),
    name,
    ...(latinName === undefined || latinName === name ? {} : { latinName }),
    ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
    ...(documentNumber === undefined ? {} : { documentNumberHash: hashNumber(documentNumber, row.salt) }),
    ...(identifier === undefined ? {} : { identifier }),
  };
  const about = plan.refuses?.({ holder, award });
  if (about !== undefined) return { problems: [{ code: 'refused', about }], holderKey };
  return { problems, holderKey, person: { holder, award } };
}

function readName(plan: Plan, read: RowReader): string | undefined {
  const whole = read.text('name', { name: true });
  if (whole !== undefined) return whole;
  const [given, middle, family] = (['givenName', 'middleName', 'familyName'] as const).map((field) =>
    read.text(field, { name: true }),
  );
  const parts = plan.nameOrder === 'given-first' ? [given, middle, family] : [family, middle, given];
  const name = parts.filter((part) => part !== undefined).join(' ');
  if (name !== '') return name;
  // A name that cannot be read was complained about already.
  if (read.problems.length === 0) {
    const field = plan.columns.has('name') ? 'name' : plan.columns.has('givenName') ? 'givenName' : 'familyName';
    read.complain(field, 'name-missing');
  }
  return undefined;
}

/** The form in which people's papers print it: capitals and digits without anything between. */
function readDocumentNumber(read: RowReader): string | undefined {
  const number = latinDigits(read.number('documentNumber') ?? '')
    .replace(/[\s.\-/]/g, '')
    .toUpperCase();
  if (number === '') return undefined;
  // A short number could be found out from its hash by trying all of them.
  if (number.length < 5) {
    read.complain('documentNumber', 'number-too-short');
    return undefined;
  }
  return number;
}

/** Open Badges 3.0 IdentityHash: `sha256$` and the hex digest of the number followed by the salt. */
function hashNumber(number: string, salt: string) {
  const digest = createHash('sha256')
    .update(number + salt)
    .digest('hex');
  return { salt, identityHash: `sha256$${digest}` };
}

/** The strongest thing that the row says: the institution's number, the document's number, name and birth, the name. */
function keyOf(person: {
  identifier: string | undefined;
  documentNumber: string | undefined;
  name: string;
  dateOfBirth: string | undefined;
}): Buffer {
  const { identifier, documentNumber, name, dateOfBirth } = person;
  const fold = (text: string) => text.normalize('NFKC').toLowerCase();
  const key =
    identifier !== undefined
      ? ['identifier', fold(identifier)]
      : documentNumber !== undefined
        ? ['document', documentNumber]
        : ['name', fold(name), dateOfBirth ?? ''];
  return createHash('sha256').update(JSON.stringify(key)).digest();
}

function readAward(plan: Plan, read: RowReader, approved: Date): Award {
  const [from, until] = [read.day('validFrom'), read.day('validUntil')];
  const [awarded, route, units, result] = [
    read.pastDay('awardedDate'),
    read.route(),
    read.units(),
    read.text('result', { longest: 100 }),
  ];
  const validFrom = from === undefined ? withoutFraction(approved) : `${from}T00:00:00Z`;
  const validUntil = until === undefined ? undefined : `${until}T23:59:59Z`;
  if (validUntil !== undefined && Date.parse(validUntil) <= Date.parse(validFrom)) {
    read.complain('validUntil', 'ends-before-it-starts');
  }
  return {
    validFrom,
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(awarded === undefined ? {} : { awardedDate: `${awarded}T00:00:00Z` }),
    ...(route === undefined ? {} : { route }),
    // All of them is no partial recognition.
    ...(units === undefined || units.length === plan.achievement.units.length ? {} : { recognisedUnits: units }),
    ...(result === undefined ? {} : { result }),
  };
}

const withoutFraction = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z');
