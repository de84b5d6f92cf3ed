import { occupationOf } from '@symbolon/contexts';
import { defined } from './members.ts';
import { isObject } from './schema.ts';
import { type RecognitionRoute, recognitionRoutes } from './types.ts';

/** A row of a foreign or own alignment, as it stands in the credential. */
export type AlignmentReading = { name?: string; url?: string; framework?: string; code?: string; type?: string };

/** What a credential says of a skill, for a page, a certificate or a QR code. All of it is the issuer's own claim. */
export type SkillReading = {
  holder: {
    id?: string;
    name?: string;
    latinName?: string;
    /** YYYY-MM-DD */
    dateOfBirth?: string;
    /** Salted hash of a document number: `sha256$` and the hex digest of number and salt. */
    documentNumberHash?: { identityHash: string; salt: string };
    identifier?: string;
  };
  achievement: {
    id?: string;
    name?: string;
    description?: string;
    criteria?: string;
    achievementType?: string;
    language?: string;
  };
  /** Names of further achievements, where a learner record holds several. */
  otherAchievements: string[];
  /** `framework` is an id of ours where the credential is ours, else the name that the credential gives. */
  level?: { framework: string; level: string; edition?: string; name?: string };
  route?: RecognitionRoute;
  units: { code?: string; name: string; recognised: boolean }[];
  partial?: { recognisedUnit: string[]; missingUnit: string[] };
  occupations: AlignmentReading[];
  alignments: AlignmentReading[];
  result?: string;
  issuer: { id?: string; name?: string };
  validFrom?: string;
  validUntil?: string;
  awardedDate?: string;
  /** Id of the credential that this one replaces. */
  replaces?: string;
  /** Id of the whole credential, where this is the small one of a QR code. */
  summaryOf?: string;
};

type Node = Record<string, unknown>;

const array = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const objects = (value: unknown): Node[] => array(value).filter(isObject);
const first = (value: unknown): Node => objects(value)[0] ?? {};
const string = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const strings = (value: unknown): string[] => array(value).filter((each) => typeof each === 'string');
/** The id of a node that may be given as a bare URL. */
const idOf = (value: unknown): string | undefined => string(value) ?? string(first(value).id);
/** Names that were inherited, such as `constructor`, are none of the document's. */
const own = (node: Node, name: string): unknown => (Object.hasOwn(node, name) ? node[name] : undefined);

const languageTag = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

/** A language tag matches a wish when it is the same or more special: `pt-BR` for `pt`. */
const matches = (tag: unknown, wish: string): boolean => {
  if (tag === wish) return true;
  const given = typeof tag === 'string' ? tag.toLowerCase() : '';
  return given === wish.toLowerCase() || given.startsWith(`${wish.toLowerCase()}-`);
};

/** Text that may be plain, a language value object, a language map, or an array of them (VCDM 2.0 §11.1). */
function textOf(value: unknown, languages: readonly string[]): string | undefined {
  // What most of them are.
  if (value === undefined || typeof value === 'string') return string(value);
  const values = array(value).flatMap((each): { text: string; tag?: unknown }[] => {
    if (typeof each === 'string') return [{ text: each }];
    if (!isObject(each)) return [];
    if (typeof own(each, '@value') === 'string') return [{ text: each['@value'] as string, tag: each['@language'] }];
    return Object.entries(each).flatMap(([tag, text]) =>
      typeof text === 'string' && languageTag.test(tag) ? [{ text, tag }] : [],
    );
  });
  for (const wish of languages) {
    const found = values.find(({ tag }) => matches(tag, wish));
    if (found) return string(found.text);
  }
  return string(values[0]?.text);
}

/** Text of a member that may have translations beside it in `…ByLanguage` (skills/v1). */
function translated(
  node: Node,
  member: string,
  languages: readonly string[],
  written: string | undefined,
): string | undefined {
  const plain = textOf(own(node, member), languages);
  const others = own(node, `${member}ByLanguage`);
  if (!isObject(others)) return plain;
  for (const wish of languages) {
    if (written !== undefined && matches(written, wish)) return plain;
    const tag = Object.keys(others).find((each) => matches(each, wish));
    if (tag !== undefined) return string(others[tag]) ?? plain;
  }
  return plain;
}

function readHolder(subject: Node, languages: readonly string[]): SkillReading['holder'] {
  const identities = objects(own(subject, 'identifier'));
  const plain = (...kinds: string[]) =>
    string(
      identities.find(({ hashed, identityType }) => hashed !== true && kinds.includes(String(identityType)))
        ?.identityHash,
    );
  const hashed = identities.find(
    ({ hashed, identityType }) => hashed === true && identityType === 'ext:documentNumber',
  );
  const identityHash = string(hashed?.identityHash);
  const parts = [own(subject, 'givenName'), own(subject, 'familyName')]
    .map((each) => textOf(each, languages))
    .filter(Boolean);
  return defined({
    id: string(own(subject, 'id')),
    name: textOf(own(subject, 'name'), languages) ?? plain('name') ?? string(parts.join(' ')),
    latinName: plain('ext:latinName') ?? string(own(subject, 'latinName')),
    dateOfBirth: plain('ext:dateOfBirth') ?? string(own(subject, 'dateOfBirth')) ?? string(own(subject, 'birthDate')),
    documentNumberHash: identityHash === undefined ? undefined : { identityHash, salt: string(hashed?.salt) ?? '' },
    identifier: plain('identifier'),
  });
}

function readAlignments(achievement: Node, languages: readonly string[]): AlignmentReading[] {
  return objects(own(achievement, 'alignment')).map((row) =>
    defined<AlignmentReading>({
      name: textOf(row.targetName, languages),
      url: string(row.targetUrl),
      framework: textOf(row.targetFramework, languages),
      code: string(row.targetCode),
      type: string(row.targetType),
    }),
  );
}

const occupationFrameworks = {
  'isco-08': { framework: 'ISCO-08', type: 'ext:ISCO-08' },
  esco: { framework: 'ESCO', type: 'ext:ESCO' },
};

/** The small credential of a QR code names its occupations without rows around them: `isco-08:7112`. */
const summedUp = (achievement: Node): AlignmentReading[] =>
  strings(own(achievement, 'occupation')).flatMap((each) => {
    const occupation = occupationOf(each);
    return occupation ? [{ ...occupationFrameworks[occupation.scheme], code: occupation.code }] : [];
  });

const isOccupation = ({ url, type }: AlignmentReading) =>
  type === 'ext:ISCO-08' ||
  type === 'ext:ESCO' ||
  /^https?:\/\/data\.europa\.eu\/esco\/(isco|occupation)\//.test(url ?? '');

function readLevel(achievement: Node, rows: AlignmentReading[]): SkillReading['level'] {
  const own = first(achievement.frameworkLevel);
  const framework = string(own.framework);
  const level = string(own.level);
  const row = rows.find(
    ({ type, url }) => type === 'ext:NQF' || type === 'ext:EQF' || /\/snb\/(eqf|qdr)\//.test(url ?? ''),
  );
  if (framework !== undefined && level !== undefined)
    return defined({ framework, level, edition: string(own.edition), name: row?.name });
  if (!row || row.code === undefined) return undefined;
  return defined({
    framework: row.framework ?? (row.type === 'ext:EQF' ? 'EQF' : ''),
    level: row.code,
    name: row.name,
  });
}

function readUnits(subject: Node, achievement: Node, languages: readonly string[]): SkillReading['units'] {
  const completed = new Set(
    objects(own(subject, 'result')).flatMap((row) => (row.status === 'Completed' ? [row.resultDescription] : [])),
  );
  return objects(own(achievement, 'resultDescription')).flatMap((row) => {
    const name = translated(row, 'name', languages, string(achievement.inLanguage));
    if (row.resultType !== 'Status' || name === undefined) return [];
    const code = string(row.unitCode) ?? string(first(row.alignment).targetCode);
    return [{ ...(code === undefined ? {} : { code }), name, recognised: completed.has(row.id) }];
  });
}

function readPartial(subject: Node): SkillReading['partial'] {
  const partial = own(subject, 'partialRecognition');
  if (!isObject(partial)) return undefined;
  return { recognisedUnit: strings(partial.recognisedUnit), missingUnit: strings(partial.missingUnit) };
}

/** The achievements of a subject, or of the credentials that a learner record (CLR 2.0) holds. */
function achievementsOf(subject: Node): Node[] {
  const parts = objects(own(subject, 'verifiableCredential')).flatMap((each) =>
    objects(own(each, 'credentialSubject')).flatMap((inner) => objects(own(inner, 'achievement'))),
  );
  return [...objects(own(subject, 'achievement')), ...parts];
}

/**
 * Reads what a credential says of a skill: ours, foreign Open Badges 3.0, learner records, VCDM 1.1 and 2.0.
 * `languages` are wishes in order (BCP 47). Never throws: what is missing or of another shape is left out.
 * The answer is the issuer's claim; only what was verified may be read, and its texts are hostile until escaped.
 */
export function readSkill(credential: Record<string, unknown>, languages: readonly string[] = ['en']): SkillReading {
  const subject = first(own(credential, 'credentialSubject'));
  const [achievement = {}, ...others] = achievementsOf(subject);
  const written = string(own(achievement, 'inLanguage'));
  const rows = [...readAlignments(achievement, languages), ...summedUp(achievement)];
  const criteria = own(achievement, 'criteria');
  const issuer = own(credential, 'issuer');
  const grade = objects(own(subject, 'result')).find((row) => string(row.value) !== undefined);
  const say = (member: string) => translated(achievement, member, languages, written);
  return defined<SkillReading>({
    holder: readHolder(subject, languages),
    achievement: defined({
      id: string(own(achievement, 'id')),
      name: say('name') ?? textOf(own(credential, 'name'), languages),
      description: say('description') ?? textOf(own(credential, 'description'), languages),
      criteria: isObject(criteria)
        ? translated(
            { criteria: criteria.narrative, criteriaByLanguage: own(achievement, 'criteriaByLanguage') },
            'criteria',
            languages,
            written,
          )
        : textOf(criteria, languages),
      achievementType: string(own(achievement, 'achievementType')),
      language: written,
    }),
    otherAchievements: others.flatMap((each) => textOf(own(each, 'name'), languages) ?? []),
    level: readLevel(achievement, rows),
    route: recognitionRoutes.find((route) => route === own(subject, 'recognitionRoute')),
    units: readUnits(subject, achievement, languages),
    partial: readPartial(subject),
    occupations: rows.filter(isOccupation),
    alignments: rows,
    result: string(grade?.value),
    issuer: defined({ id: idOf(issuer), name: textOf(first(issuer).name, languages) }),
    validFrom: string(own(credential, 'validFrom')) ?? string(own(credential, 'issuanceDate')),
    validUntil: string(own(credential, 'validUntil')) ?? string(own(credential, 'expirationDate')),
    awardedDate: string(own(credential, 'awardedDate')),
    replaces: idOf(own(credential, 'replaces')),
    summaryOf: idOf(own(credential, 'summaryOf')),
  });
}

/** Gives the name of the holder as the credential has it; undefined where it names none. */
export function holderName(
  credential: Record<string, unknown>,
  languages: readonly string[] = ['en'],
): string | undefined {
  return readHolder(first(own(credential, 'credentialSubject')), languages).name;
}
