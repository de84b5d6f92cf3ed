import { credentialsContextUrl, openBadgesContextUrl, skillsContextUrl } from '@symbolon/contexts';
import { fieldOfEducation } from '@symbolon/contexts/occupations';
import { skillsSchemaUrl } from '@symbolon/contexts/schemas';
import { Problem, type ProblemDetails, problemDetails } from '@symbolon/problem';
import { alignments, checkAchievement, inLanguage, otherLanguages, unitResultId, unitResults } from './achievement.ts';
import { defined, filled } from './members.ts';
import type {
  AchievementVersion,
  Award,
  FrameworkLevel,
  Holder,
  IdentityObject,
  Institution,
  StatusEntry,
  UnsignedCredential,
} from './types.ts';

export type SkillsCredentialInput = {
  institution: Institution;
  achievement: AchievementVersion;
  holder: Holder;
  award: Award;
  /** URL or `urn:uuid:` of the credential. */
  credentialId: string;
  credentialStatus?: StatusEntry | StatusEntry[];
  /** Contexts beyond the three that every credential of ours names. */
  contextUrls?: string[];
};

type Subject = UnsignedCredential['credentialSubject'];
type Result = NonNullable<Subject['result']>[number];

const plain = (identityType: string, identityHash: string | undefined): IdentityObject[] =>
  identityHash === undefined ? [] : [{ type: 'IdentityObject', hashed: false, identityHash, identityType }];

/** Open Badges 3.0 §B.1.12. For three of these it has no word, so ours start with `ext:`. */
function identities({ name, latinName, dateOfBirth, identifier, documentNumberHash }: Holder): IdentityObject[] {
  const rows = [
    ...plain('name', name),
    ...plain('ext:latinName', latinName),
    ...plain('ext:dateOfBirth', dateOfBirth),
    ...plain('identifier', identifier),
  ];
  if (documentNumberHash)
    rows.push({ type: 'IdentityObject', hashed: true, identityType: 'ext:documentNumber', ...documentNumberHash });
  return rows;
}

/** Splits the units into those that are recognised and those that are missing, in the order of the achievement. */
function splitUnits({ units }: AchievementVersion, { recognisedUnits }: Award) {
  const codes = units.map(({ code }) => code);
  const chosen = new Set(recognisedUnits ?? codes);
  return {
    recognisedUnit: codes.filter((code) => chosen.has(code)),
    missingUnit: codes.filter((code) => !chosen.has(code)),
  };
}

function checkAward({ units }: AchievementVersion, { recognisedUnits }: Award): ProblemDetails[] {
  const pointer = '/award/recognisedUnits';
  if (recognisedUnits?.length === 0) {
    const detail = 'Name the units that are recognised, or leave the member out if all are.';
    return [problemDetails('MALFORMED_VALUE_ERROR', { pointer, detail })];
  }
  const detail = 'The achievement has no unit with this code.';
  return (recognisedUnits ?? []).flatMap((code, index) =>
    units.some((unit) => unit.code === code)
      ? []
      : [problemDetails('MALFORMED_VALUE_ERROR', { pointer: `${pointer}/${index}`, detail })],
  );
}

const gradeId = (achievement: AchievementVersion) => `${achievement.id}#result`;

function levelOf({ id, level }: AchievementVersion): FrameworkLevel | undefined {
  return (
    level && defined<FrameworkLevel>({ id: `${id}#level`, type: 'FrameworkLevel', ...level, edition: level.edition })
  );
}

function achievementOf(achievement: AchievementVersion, award: Award, language: string): Subject['achievement'] {
  const { id, version, achievementType, name, description, criteria, field } = achievement;
  const results = unitResults(achievement, language);
  if (award.result !== undefined)
    results.push({ id: gradeId(achievement), type: ['ResultDescription'], name: 'Result', resultType: 'Result' });
  return defined<Subject['achievement']>({
    id,
    type: ['Achievement', 'SkillsAchievement'],
    version: String(version),
    achievementType,
    inLanguage: language,
    name: inLanguage(name, language),
    nameByLanguage: otherLanguages(name, language),
    description: inLanguage(description, language),
    descriptionByLanguage: otherLanguages(description, language),
    criteria: { narrative: inLanguage(criteria, language) },
    criteriaByLanguage: otherLanguages(criteria, language),
    fieldOfStudy: field === undefined ? undefined : fieldOfEducation(field)?.label,
    frameworkLevel: levelOf(achievement),
    alignment: filled(alignments(achievement)),
    resultDescription: filled(results),
  });
}

function resultsOf({ credentialId, achievement, award }: SkillsCredentialInput, recognised: string[]): Result[] {
  const results: Result[] = recognised.map((code, index) => ({
    id: `${credentialId}#result-${index + 1}`,
    type: ['Result'],
    resultDescription: unitResultId(achievement, code),
    status: 'Completed',
  }));
  if (award.result !== undefined)
    results.push({
      id: `${credentialId}#result`,
      type: ['Result'],
      resultDescription: gradeId(achievement),
      value: award.result,
    });
  return results;
}

function subjectOf(input: SkillsCredentialInput, language: string): Subject {
  const { achievement, holder, award, credentialId } = input;
  const { recognisedUnit, missingUnit } = splitUnits(achievement, award);
  return defined<Subject>({
    id: holder.id,
    type: ['AchievementSubject', 'RecognisedSkillSubject'],
    name: holder.name,
    identifier: identities(holder),
    recognitionRoute: award.route ?? achievement.route,
    partialRecognition:
      missingUnit.length === 0
        ? undefined
        : { id: `${credentialId}#partial`, type: 'PartialRecognition', recognisedUnit, missingUnit },
    result: filled(resultsOf(input, recognisedUnit)),
    achievement: achievementOf(achievement, award, language),
  });
}

function refuse(problems: ProblemDetails[]): void {
  if (problems.length === 0) return;
  const errors = problems.map(({ pointer = '', detail = '' }) => ({ pointer, detail }));
  throw new Problem(400, 'The credential cannot be built', { errors });
}

/**
 * Builds a skills credential (VCDM 2.0, Open Badges 3.0, `skills/v1`) that is ready to be checked and signed.
 * All alignments come from the data files. Throws a Problem 400 with `errors` where the achievement names a code
 * that is not known or the award a unit that the achievement does not have.
 */
export function buildSkillsCredential(input: SkillsCredentialInput): UnsignedCredential {
  const { institution, achievement, award } = input;
  refuse([
    ...checkAchievement(achievement).map((each) => ({ ...each, pointer: `/achievement${each.pointer}` })),
    ...checkAward(achievement, award),
  ]);
  const language = achievement.languages[0] as string;
  return defined<UnsignedCredential>({
    '@context': [credentialsContextUrl, openBadgesContextUrl, skillsContextUrl, ...(input.contextUrls ?? [])],
    id: input.credentialId,
    type: ['VerifiableCredential', 'OpenBadgeCredential', 'SkillsCredential'],
    name: inLanguage(achievement.name, language),
    issuer: defined<UnsignedCredential['issuer']>({
      id: institution.did,
      type: ['Profile'],
      name: institution.name,
      url: institution.url,
      email: institution.email,
      phone: institution.telephone,
    }),
    validFrom: award.validFrom,
    validUntil: award.validUntil,
    awardedDate: award.awardedDate,
    replaces: award.replaces,
    credentialSubject: subjectOf(input, language),
    credentialStatus: input.credentialStatus,
    // Open Badges 3.0, "Extending the Data Model": who uses properties of an extension names its schema here.
    credentialSchema: [{ id: skillsSchemaUrl, type: 'JsonSchema' }],
  });
}
