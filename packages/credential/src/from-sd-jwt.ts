import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { defined, filled } from './members.ts';
import { isObject } from './schema.ts';
import { recognitionRoutes } from './types.ts';

type Members = Record<string, unknown>;

/** Claims of the format itself (RFC 7519 §4.1, SD-JWT VC §2.2.2); all others are said of the holder. */
const registered = new Set(['iss', 'sub', 'aud', 'iat', 'nbf', 'exp', 'jti', 'cnf', 'vct', 'vct#integrity', 'status']);
/** Claims of ours that stand in the credential, not in its subject. */
const ofCredential = new Set(['issuer', 'awardedDate', 'replaces']);
/** Claims of ours that are identities of the subject. */
const identities = new Set(['latinName', 'birthdate', 'identifier', 'documentNumber']);

/**
 * Gives the credential that the claims of an SD-JWT VC stand for, in the words of VCDM 2.0 and Open Badges 3.0, as far as they were shown:
 * what was kept back is missing, and nothing that is missing reads as if it was not achieved. `issuer` is who signed.
 */
export function fromSdJwtClaims(claims: Members, issuer: string): Members {
  const { jti, iat, nbf, exp, vct, cnf, awardedDate, replaces } = claims;
  const profile = isObject(claims.issuer) ? claims.issuer : {};
  const isOurs = isObject(claims.achievement);
  return defined<Members>({
    id: typeof jti === 'string' && URL.canParse(jti) ? jti : undefined,
    type: isOurs ? ['VerifiableCredential', 'OpenBadgeCredential', 'SkillsCredential'] : ['VerifiableCredential'],
    vct,
    issuer: { ...profile, id: issuer },
    validFrom: dateTime(nbf ?? iat),
    validUntil: dateTime(exp),
    awardedDate: isOurs ? awardedDate : undefined,
    replaces: isOurs ? replaces : undefined,
    // Whom it is bound to is said by "cnf" alone, whatever else is claimed.
    credentialSubject: defined<Members>({ ...(isOurs ? subjectOf(claims) : claimsOf(claims)), id: holderOf(cnf) }),
  });
}

const dateTime = (seconds: unknown): string | undefined =>
  typeof seconds === 'number' && Math.abs(seconds) < 1e11
    ? `${new Date(Math.floor(seconds) * 1_000).toISOString().replace(/\.\d+Z$/, 'Z')}`
    : undefined;

/** A holder that is bound by a DID. */
function holderOf(cnf: unknown): string | undefined {
  const kid = isObject(cnf) ? cnf.kid : undefined;
  return typeof kid === 'string' && kid.startsWith('did:') ? kid.split('#', 1)[0] : undefined;
}

const claimsOf = (claims: Members) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !registered.has(name)));

function subjectOf(claims: Members): Members {
  const { latinName, birthdate, identifier, documentNumber, name, partialRecognition, achievement, ...others } = claims;
  const identity = (identityType: string, identityHash: unknown) =>
    identityHash === undefined ? [] : [{ type: 'IdentityObject', hashed: false, identityHash, identityType }];
  const more = Object.entries(others).filter(([each]) => !registered.has(each) && !ofCredential.has(each));
  return defined<Members>({
    ...Object.fromEntries(more),
    type: ['AchievementSubject', 'RecognisedSkillSubject'],
    name,
    identifier: filled([
      ...identity('name', name),
      ...identity('ext:latinName', latinName),
      ...identity('ext:dateOfBirth', birthdate),
      ...identity('identifier', identifier),
      ...(isObject(documentNumber)
        ? [{ ...documentNumber, type: 'IdentityObject', hashed: true, identityType: 'ext:documentNumber' }]
        : []),
    ]),
    partialRecognition: isObject(partialRecognition)
      ? { ...partialRecognition, type: 'PartialRecognition' }
      : partialRecognition,
    ...unitsOf(claims),
  });
}

const strings = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Achievement and results. A unit of which nothing was shown is left out, because its absence among the results would speak against it. */
function unitsOf({ achievement, partialRecognition, result }: Members): Members {
  const awarded = achievement as Members;
  const rows = strings(awarded.resultDescription).filter(isObject);
  const results = strings(result).filter(isObject);
  const partial = isObject(partialRecognition) ? partialRecognition : undefined;
  const [recognised, missing] = [strings(partial?.recognisedUnit), strings(partial?.missingUnit)];
  const isUnit = ({ resultType }: Members) => resultType === 'Status';
  const isDone = ({ id, unitCode }: Members) =>
    partial === undefined ||
    recognised.includes(unitCode) ||
    results.some(({ resultDescription, status }) => resultDescription === id && status === 'Completed');
  const done = rows.filter((row) => isUnit(row) && isDone(row));
  const shown = rows.filter((row) => !isUnit(row) || done.includes(row) || missing.includes(row.unitCode));
  const told = new Set(results.map(({ resultDescription }) => resultDescription));
  const implied = done
    .filter(({ id }) => !told.has(id))
    .map(({ id }) => ({ resultDescription: id, status: 'Completed' }));
  return {
    result: filled([...results, ...implied].map((row) => ({ type: ['Result'], ...row }))),
    achievement: defined<Members>({
      ...awarded,
      type: ['Achievement', 'SkillsAchievement'],
      resultDescription: filled(shown),
    }),
  };
}

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

/**
 * Checks the claims of an SD-JWT VC that awards an achievement, as far as they were shown; those of any other type are not ours to judge.
 * Gives each problem with its JSON Pointer.
 */
export function checkSdJwtClaims(claims: Members): ProblemDetails[] {
  const problems: ProblemDetails[] = [];
  const say = (pointer: string, detail: string) =>
    problems.push(problemDetails('MALFORMED_VALUE_ERROR', { pointer, detail }));
  const { achievement, partialRecognition: partial, result, recognitionRoute } = claims;
  if (achievement === undefined) return problems;
  if (!isObject(achievement)) say('/achievement', 'An object is expected here.');
  else if (!isText(achievement.name)) say('/achievement/name', 'Text is expected here.');
  for (const name of ['name', 'awardedDate', 'replaces', ...identities]) {
    const value = claims[name];
    if (name === 'documentNumber' ? value !== undefined && !isObject(value) : value !== undefined && !isText(value))
      say(`/${name}`, name === 'documentNumber' ? 'An object is expected here.' : 'Text is expected here.');
  }
  if (claims.awardedDate !== undefined && Number.isNaN(Date.parse(String(claims.awardedDate))))
    say('/awardedDate', 'A date and time is expected here.');
  if (recognitionRoute !== undefined && !recognitionRoutes.some((route) => route === recognitionRoute))
    say('/recognitionRoute', `One of ${recognitionRoutes.join(', ')} is expected here.`);
  if (partial !== undefined) {
    if (!isObject(partial) || !areTexts(partial.recognisedUnit) || !areTexts(partial.missingUnit))
      say('/partialRecognition', 'partialRecognition has recognisedUnit and missingUnit, arrays of unit codes.');
  }
  if (result !== undefined && !(Array.isArray(result) && result.every(isObject)))
    say('/result', 'An array of objects is expected here.');
  return problems;
}
