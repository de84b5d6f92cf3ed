import { base58, base64urlnopad } from '@scure/base';
import { credentialsContextUrl, credentialsV1ContextUrl } from '@symbolon/contexts';
import { schemas } from '@symbolon/contexts/schemas';
import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import * as compiled from '#compiled';
import { checkContexts, isPlainJson, namesKnownContexts } from './contexts.ts';
import { compileSchema, isObject, type SchemaError } from './schema.ts';

const checkV2 = compileSchema(schemas['verifiable-credential-v2.json']);
const checkV1 = compileSchema(schemas['verifiable-credential-v1.json']);
const checkAchievementCredential = compileSchema(schemas['achievement-credential.json']);
const checkSkillsCredential = compileSchema(schemas['skills-credential.json']);
const checkSummary = compileSchema(schemas['skills-credential-summary.json']);
const checkStatusList = compileSchema(schemas['status-list-credential.json']);

const malformed = ({ pointer, detail }: SchemaError) => problemDetails('MALFORMED_VALUE_ERROR', { pointer, detail });

function hasType({ type }: Record<string, unknown>, name: string, other = name): boolean {
  return Array.isArray(type) ? type.includes(name) || type.includes(other) : type === name || type === other;
}

const dates = ['issuanceDate', 'expirationDate', 'validFrom', 'validUntil', 'awardedDate'];
const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Two digits at a place of a text; not a number where they are none. */
function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Whether a text is a time such as 2026-11-22T09:00:00Z that surely exists: the form that nearly all dates have, read quickly. */
function isPlainTime(text: string): boolean {
  if (text.length !== 20 || text[4] !== '-' || text[7] !== '-' || text[10] !== 'T') return false;
  if (text[13] !== ':' || text[16] !== ':' || text[19] !== 'Z') return false;
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  return (
    twoDigits(text, 0) + twoDigits(text, 2) >= 0 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= (month === 2 ? 28 : 30 + ((month + (month >> 3)) & 1)) &&
    twoDigits(text, 11) <= 23 &&
    twoDigits(text, 14) <= 59 &&
    twoDigits(text, 17) <= 59
  );
}

/** The pattern is the schema's affair; here it is asked whether the day and the time exist (XSD 1.1 dateTimeStamp). */
function exists(value: string): boolean {
  if (isPlainTime(value)) return true;
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[+-](\d\d):(\d\d))$/.exec(value);
  if (!parts) return true;
  const [year, month, day, hour, minute, second, zoneHour, zoneMinute] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  return !(zoneHour > 14 || zoneMinute > 59);
}

function checkDates(document: Record<string, unknown>): ProblemDetails[] {
  const problems = dates.flatMap((name) => {
    const value = document[name];
    if (typeof value !== 'string' || exists(value)) return [];
    return [
      malformed({ pointer: `/${name}`, detail: 'There is no such day or time. Write it as in 2026-11-22T09:00:00Z.' }),
    ];
  });
  const from = document.validFrom ?? document.issuanceDate;
  for (const name of ['validUntil', 'expirationDate']) {
    const until = document[name];
    if (typeof from === 'string' && typeof until === 'string' && Date.parse(until) < Date.parse(from))
      problems.push(
        problemDetails('RANGE_ERROR', { pointer: `/${name}`, detail: 'The credential would end before it begins.' }),
      );
  }
  return problems;
}

/** The schema of skills credentials speaks of `validFrom`; that `issuanceDate` is a date, the data model's own schema says. */
const inNewerWords = (document: Record<string, unknown>) => ({ ...document, validFrom: '1970-01-01T00:00:00Z' });

const digests = {
  digestSRI: {
    // Subresource Integrity §3.5: one or more hashes, each after its algorithm.
    holds: (value: string) => /^(sha(256|384|512)-[\w+/=-]+\s*)+$/.test(value),
    detail: 'Write it as in sha384-…, with SHA-256, SHA-384 or SHA-512.',
  },
  digestMultibase: {
    // A multihash says how long it is: code and length, each one byte for the common ones (Data Integrity §2.6).
    holds: (value: string) => {
      const bytes = multibase(value);
      if (bytes === undefined || bytes.length <= 2) return false;
      return bytes[0]! >= 0x80 || bytes[1] === bytes.length - 2;
    },
    detail: 'Write a multihash in base58btc (z…) or base64url (u…).',
  },
};

function multibase(value: string): Uint8Array | undefined {
  try {
    if (value.startsWith('u')) return base64urlnopad.decode(value.slice(1));
    return value.startsWith('z') && value.length < 200 ? base58.decode(value.slice(1)) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Two digests for one resource would leave open which of them counts, and what is no digest can never be that of the
 * resource (VCDM 2.0 §5.3). The resource itself is not fetched.
 */
function checkResources({ relatedResource }: Record<string, unknown>): ProblemDetails[] {
  const several = Array.isArray(relatedResource);
  const resources: unknown[] = several ? relatedResource : [relatedResource];
  const wrong = resources.flatMap((resource, index) => {
    if (!isObject(resource)) return [];
    const at = several ? `/relatedResource/${index}` : '/relatedResource';
    return Object.entries(digests).flatMap(([name, { holds, detail }]) => {
      const value = resource[name];
      return typeof value !== 'string' || holds(value) ? [] : [malformed({ pointer: `${at}/${name}`, detail })];
    });
  });
  if (wrong.length > 0) return wrong;
  const ids = resources.flatMap((resource) => (isObject(resource) ? resource.id : []));
  if (new Set(ids).size === ids.length) return [];
  return [malformed({ pointer: '/relatedResource', detail: 'Each related resource has an id of its own.' })];
}

/**
 * Checks the rules of Open Badges 3.0 that go beyond the data model: required members, and arrays where it wants arrays.
 * Gives nothing for a credential that is no achievement credential, or one of VCDM 1.1 (Open Badges 3.0 is on VCDM 2.0).
 */
export function checkOpenBadge(
  document: Record<string, unknown>,
  { isPlain = false }: Pick<CheckOptions, 'isPlain'> = {},
): ProblemDetails[] {
  if (!isBadge(document)) return [];
  const isQuick = isPlain || isPlainJson(document);
  if (isQuick && isGoodBadge(document)) return [];
  const [context] = Array.isArray(document['@context']) ? document['@context'] : [];
  if (context !== credentialsContextUrl) return [];
  // What most badges of others miss and nothing else: their one proof stands in no array. It is always said in the same words.
  if (isQuick && isObject(document.proof) && isGoodBadge({ ...document, proof: [document.proof] })) {
    loneProof ??= checkAchievementCredential(document).map(malformed);
    return [...loneProof];
  }
  return checkAchievementCredential(document).map(malformed);
}

let loneProof: readonly ProblemDetails[] | undefined;

export type CheckOptions = {
  /** The context URLs that the document may name; by default all that are held. */
  allowedContexts?: ReadonlySet<string>;
  /** False leaves out what Open Badges asks, for a verifier that reports it as a warning. */
  openBadges?: boolean;
  /**
   * True where the caller has seen that the document is plain JSON throughout, without members below the top that begin with `@`: then
   * it is not looked through again.
   */
  isPlain?: boolean;
};

/** Whether `checkDates` has nothing to find. */
function areDatesGood(document: Record<string, unknown>): boolean {
  let isPlain = true;
  for (const name of dates) {
    const value = document[name];
    if (value === undefined) continue;
    if (typeof value !== 'string') return false;
    isPlain &&= isPlainTime(value);
  }
  // Plain times exist and are in the order of their letters.
  if (!isPlain) return checkDates(document).length === 0;
  const from = (document.validFrom ?? document.issuanceDate ?? '') as string;
  return !((document.validUntil as string) < from) && !((document.expirationDate as string) < from);
}

/**
 * Whether a document is surely good. Nearly all are, and this takes a tenth of the time that looking for words takes; in a page, where
 * nobody counts microseconds, the compiled schemas are left out and it is never sure.
 */
function isSurelyGood(
  document: Record<string, unknown>,
  { allowedContexts, openBadges, isPlain }: CheckOptions,
): boolean {
  const contexts = document['@context'];
  return (
    Array.isArray(contexts) &&
    contexts[0] === credentialsContextUrl &&
    (isPlain || isPlainJson(document)) &&
    namesKnownContexts(contexts, allowedContexts) &&
    compiled.isCredentialV2?.(document) === true &&
    areDatesGood(document) &&
    document.relatedResource === undefined &&
    (openBadges === false || isGoodBadge(document)) &&
    (!hasType(document, 'SkillsCredential') || compiled.isSkillsCredential?.(document) === true) &&
    (!hasType(document, 'SkillsCredentialSummary') || compiled.isSummary?.(document) === true) &&
    (!hasType(document, 'BitstringStatusListCredential') || compiled.isStatusList?.(document) === true)
  );
}

const isBadge = (document: Record<string, unknown>) =>
  hasType(document, 'OpenBadgeCredential', 'AchievementCredential');

/** For plain JSON only. */
const isGoodBadge = (document: Record<string, unknown>) =>
  !isBadge(document) || compiled.isAchievementCredential?.(document) === true;

/**
 * Checks a credential before it is signed and after its proof held: contexts, VCDM 2.0 or 1.1, dates, and by its types
 * Open Badges 3.0, `skills/v1` and Bitstring Status List. Gives every problem with its JSON Pointer and with words that
 * tell what to do, without the person's data; an empty list says that all is well. Never throws, whatever the input.
 */
export function checkCredential(document: unknown, options: CheckOptions = {}): ProblemDetails[] {
  if (!isObject(document))
    return [problemDetails('PARSING_ERROR', { pointer: '', detail: 'A credential is a JSON object.' })];
  if (isSurelyGood(document, options)) return [];
  const contexts: unknown[] = Array.isArray(document['@context']) ? document['@context'] : [document['@context']];
  const version1 = contexts[0] === credentialsV1ContextUrl;
  const problems = [
    ...(version1 ? checkV1 : checkV2)(document).map(malformed),
    ...checkContexts(document, options.allowedContexts),
    ...checkDates(document),
    ...(version1 ? [] : checkResources(document)),
    ...(options.openBadges === false ? [] : checkOpenBadge(document)),
    ...(hasType(document, 'SkillsCredential')
      ? checkSkillsCredential(version1 ? inNewerWords(document) : document).map(malformed)
      : []),
    ...(hasType(document, 'SkillsCredentialSummary') ? checkSummary(document).map(malformed) : []),
    ...(hasType(document, 'BitstringStatusListCredential') ? checkStatusList(document).map(malformed) : []),
  ];
  // Several schemas may say the same of one place; whoever repairs it needs to hear it once.
  return problems.filter(
    (each, index) =>
      problems.findIndex(({ pointer, detail }) => pointer === each.pointer && detail === each.detail) === index,
  );
}
