import { occupationOf } from '@symbolon/contexts';
import { agreements, type OccupationCode, type Purpose, purposes, regions } from '@symbolon/contexts/agreements';
import { correspondence, framework, type Referencing, referencing } from '@symbolon/contexts/frameworks';
import { occupation } from '@symbolon/contexts/occupations';
import { countryCodes } from '@symbolon/pages';
import { Problem } from '@symbolon/problem';
import { compileRules, type Recognition, recognise } from '@symbolon/recognition';
import { compareLevels } from '@symbolon/recognition/levels';
import type { Place } from '@symbolon/verification/worth';

/** The rules of `contexts/agreements`, laid out once. */
export const rules = compileRules(agreements, regions);

/** What somebody wants to know before there is a credential: would this work, learned there, count here? */
export type Journey = {
  /** ISO 3166-1 alpha-2 codes. */
  from: string;
  to: string;
  occupation: OccupationCode;
  purpose: Purpose;
};

/** Gives the answer for a journey. It rests on rules alone: a decision needs a credential that it is about. */
export function answerFor({ from, to, occupation, purpose }: Journey, at: Date): Recognition {
  const skill = { issuers: [], country: from, occupations: [occupation] };
  return recognise({ skill, destination: to, purpose, at }, rules, compareLevels);
}

type Asked = { from?: string; to?: string; occupation?: string; purpose?: string };
type Fault = { detail: string; pointer: string };

/** Gives the journey that a query asks for. Throws `Problem` 400 with one entry for each member that is wrong. */
export function readJourney(query: Asked): Journey {
  const errors: Fault[] = [];
  const from = readCountry(query.from, '#/from', errors);
  const to = readCountry(query.to, '#/to', errors);
  const occupation = readOccupation(query.occupation ?? '', '#/occupation', errors);
  const purpose = readPurpose(query.purpose, '#/purpose', errors);
  if (!from || !to || !occupation || !purpose) throw refused(errors);
  return { from, to, occupation, purpose };
}

/** Gives the place that a request names. Throws `Problem` 400 with one entry for each member that is wrong. */
export function readPlace(given: { destination?: string; occupation?: string; purpose?: string }): Place {
  const errors: Fault[] = [];
  const destination = readCountry(given.destination, '/place/destination', errors);
  const occupation =
    given.occupation === undefined ? undefined : readOccupation(given.occupation, '/place/occupation', errors);
  const purpose = readPurpose(given.purpose, '/place/purpose', errors);
  if (!destination || !purpose || errors.length > 0) throw refused(errors);
  return { destination, purpose, ...(occupation ? { occupation } : {}) };
}

const refused = (errors: Fault[]) => new Problem(400, 'The question cannot be answered as it is', { errors });

function readCountry(code: string | undefined, pointer: string, errors: Fault[]): string | undefined {
  if (code !== undefined && countryCodes().includes(code)) return code;
  errors.push({ detail: 'This is no ISO 3166-1 alpha-2 code of a country, for example KH.', pointer });
  return undefined;
}

function readOccupation(value: string, pointer: string, errors: Fault[]): OccupationCode | undefined {
  const read = occupationOf(value);
  if (read && occupation(read.scheme, read.code)) return read;
  errors.push({
    detail: 'This is no known occupation: scheme and code with a colon between, for example isco-08:7112.',
    pointer,
  });
  return undefined;
}

function readPurpose(value = 'employment', pointer: string, errors: Fault[]): Purpose | undefined {
  const purpose = purposes.find((each) => each === value);
  if (!purpose) errors.push({ detail: `This is none of ${purposes.join(', ')}.`, pointer });
  return purpose;
}

export type LevelRow =
  | { level: string; known: true; to: string }
  | { level: string; known: false; why: Extract<ReturnType<typeof correspondence>, { known: false }>['why'] };

export type Comparison = {
  from: string;
  to: string;
  edition?: string;
  /** Absent where nobody laid one beside the other, as far as is known here. */
  referencing?: Pick<Referencing, 'status' | 'decider' | 'date' | 'evidence' | 'source'>;
  levels: LevelRow[];
};

/** Gives the levels of a framework beside those of another, each known or not, and why. Throws `Problem` 400 for an unknown framework. */
export function compareFrameworks(fromId: string, toId: string, edition?: string): Comparison {
  const [from, to] = [framework(fromId), framework(toId)];
  const errors = [
    ...(from ? [] : [{ detail: 'No framework has this id; GET /frameworks lists them.', pointer: '#/from' }]),
    ...(to ? [] : [{ detail: 'No framework has this id; GET /frameworks lists them.', pointer: '#/to' }]),
  ];
  const ofEdition = from?.editions?.find((each) => each.edition === edition);
  if (from && edition !== undefined && !ofEdition)
    errors.push({
      detail: from.editions
        ? `Its editions are ${from.editions.map((each) => each.edition).join(', ')}.`
        : 'No editions of this framework are recorded.',
      pointer: '#/edition',
    });
  if (!from || !to || errors.length > 0)
    throw new Problem(400, 'The frameworks cannot be compared as asked', { errors });
  const row = referencing.find((each) => each.framework === fromId && each.to === toId);
  const levels = ofEdition?.levels ?? from.levels ?? from.editions?.at(-1)?.levels ?? [];
  const usedEdition = edition ?? (from.levels ? undefined : from.editions?.at(-1)?.edition);
  return {
    from: fromId,
    to: toId,
    ...(usedEdition === undefined ? {} : { edition: usedEdition }),
    ...(row ? { referencing: statement(row) } : {}),
    levels: levels.map((level): LevelRow => {
      const of = { framework: fromId, level, ...(usedEdition === undefined ? {} : { edition: usedEdition }) };
      const found = correspondence(of, toId);
      return found.known ? { level, known: true, to: found.level } : { level, known: false, why: found.why };
    }),
  };
}

function statement({ status, decider, date, evidence, source }: Referencing) {
  const isRead = evidence === 'read at source';
  return {
    status,
    evidence,
    source,
    // What nobody read is not given out as a fact.
    ...(isRead && decider !== undefined ? { decider } : {}),
    ...(isRead && date !== undefined ? { date } : {}),
  };
}
