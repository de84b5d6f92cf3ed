import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import type { StatusEntry } from './status-entry.ts';

type StatusListCredentialInput = {
  /** URL at which the list is served. */
  id: string;
  /** DID of the issuer of the credentials whose status it keeps. */
  issuer: string;
  statusPurpose: string;
  encodedList: string;
  /** Milliseconds for which a verifier may keep the list without asking again. */
  ttl: number;
  validFrom: Date;
  validUntil?: Date;
};

const seconds = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

/** Gives the unsigned BitstringStatusListCredential (Bitstring Status List §2.2) that publishes a list. */
export function buildStatusListCredential(input: StatusListCredentialInput): Record<string, unknown> {
  const { id, issuer, statusPurpose, encodedList, ttl, validFrom, validUntil } = input;
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer,
    validFrom: seconds(validFrom),
    ...(validUntil ? { validUntil: seconds(validUntil) } : {}),
    credentialSubject: { id: `${id}#list`, type: 'BitstringStatusList', statusPurpose, encodedList, ttl },
  };
}

/** What the list must be for an entry of each type. */
const kinds = {
  BitstringStatusListEntry: { credential: 'BitstringStatusListCredential', subject: 'BitstringStatusList' },
  StatusList2021Entry: { credential: 'StatusList2021Credential', subject: 'StatusList2021' },
} as const;

/**
 * Says why a status list must not be relied on for an entry: its type, address, issuer, purpose or dates are not those
 * that the entry asks for (Bitstring Status List §3.2). No problem, no entries. The list's proof is the caller's matter.
 * `issuers` are the DIDs that may keep the status: the credential's issuer and whom it declares as its controller.
 * Dates are judged only where `at` is given.
 */
export function checkStatusListCredential(
  list: Record<string, unknown>,
  entry: StatusEntry,
  { issuers, at }: { issuers: readonly string[]; at?: Date },
): ProblemDetails[] {
  const problems: ProblemDetails[] = [];
  const say = (detail: string) =>
    problems.push(problemDetails('STATUS_VERIFICATION_ERROR', { detail, pointer: entry.pointer }));
  const kind = kinds[entry.type];
  const subject = isObject(list.credentialSubject) ? list.credentialSubject : {};
  if (!strings(list.type).includes(kind.credential)) say(`The status list is not of type ${kind.credential}.`);
  if (!strings(subject.type).includes(kind.subject))
    say(`The subject of the status list is not of type ${kind.subject}.`);
  // A list that names another address was made for something else and put here by someone.
  if (list.id !== undefined && list.id !== entry.statusListCredential)
    say('The status list carries the id of another list.');
  if (!strings(subject.statusPurpose).includes(entry.statusPurpose)) {
    say(`The status list was not made for the purpose "${entry.statusPurpose}".`);
  }
  if (typeof subject.encodedList !== 'string') say('The status list has no encodedList.');
  const issuer = isObject(list.issuer) ? list.issuer.id : list.issuer;
  if (typeof issuer !== 'string' || !issuers.includes(issuer))
    say('The status list was signed by another than the issuer.');
  if (!at) return problems;
  const from = list.validFrom ?? list.issuanceDate;
  const until = list.validUntil ?? list.expirationDate;
  if (from !== undefined && !(Date.parse(String(from)) <= at.getTime())) say('The status list is not yet in force.');
  if (until !== undefined && !(Date.parse(String(until)) >= at.getTime())) say('The status list has expired.');
  return problems;
}

/** Gives the list's `ttl` in milliseconds; 300,000 where it names none or none that makes sense (§2.2). */
export function timeToLive(list: Record<string, unknown>): number {
  const ttl = isObject(list.credentialSubject) ? list.credentialSubject.ttl : undefined;
  return typeof ttl === 'number' && Number.isFinite(ttl) && ttl >= 0 ? ttl : 300_000;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const strings = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
