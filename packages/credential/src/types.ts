import type { Alignment } from '@symbolon/contexts';

export type { Alignment };

/** Text by language tag (BCP 47); at least one entry. */
export type LangMap = Record<string, string>;

/** How a skill came to be recognised. The words are terms of the context `skills/v1`. */
export const recognitionRoutes = ['course', 'recognition-of-prior-learning', 'work'] as const;
export type RecognitionRoute = (typeof recognitionRoutes)[number];

export type AchievementUnit = {
  /** Id of a known qualification in `contexts/competencies`; absent for a unit of the institution's own. */
  qualification?: string;
  code: string;
  title: LangMap;
};

/** One version of an achievement. Never changed once a credential names it. */
export type AchievementVersion = {
  /** URL of this version. */
  id: string;
  /** Short name of the achievement, the same for all its versions. */
  achievement: string;
  version: number;
  name: LangMap;
  description: LangMap;
  criteria: LangMap;
  /** A word of Open Badges' AchievementType, or one that starts with `ext:`. */
  achievementType: string;
  route: RecognitionRoute;
  units: AchievementUnit[];
  occupations: { scheme: 'isco-08' | 'esco'; code: string }[];
  /** ISCED-F 2013 code. */
  field?: string;
  level?: { framework: string; level: string; edition?: string };
  /** The first is the language of the plain members `name`, `description` and `criteria`. */
  languages: string[];
  validityMonths?: number;
};

export type Holder = {
  /** DID, where the holder has one. */
  id?: string;
  name: string;
  /** The name in Latin letters, as in the passport. */
  latinName?: string;
  /** YYYY-MM-DD */
  dateOfBirth?: string;
  /** Never the number itself: `sha256$` and the hex digest of number and salt (Open Badges 3.0 IdentityHash). */
  documentNumberHash?: { salt: string; identityHash: string };
  /** The institution's own number for the person. */
  identifier?: string;
};

export type Award = {
  /** RFC 3339 with a time zone, as are the other dates. */
  validFrom: string;
  validUntil?: string;
  awardedDate?: string;
  /** Where this person's route was another than the achievement's. */
  route?: RecognitionRoute;
  /** Codes of the units that are recognised; fewer than the achievement has make a partial recognition. */
  recognisedUnits?: string[];
  /** Grade or mark in the institution's words. */
  result?: string;
  /** Id of the credential that this one replaces. */
  replaces?: string;
};

export type Institution = { did: string; name: string; url?: string; email?: string; telephone?: string };

/** One entry of Bitstring Status List 1.0 §2.1. */
export type StatusEntry = {
  id?: string;
  type: 'BitstringStatusListEntry';
  statusPurpose: string;
  statusListIndex: string;
  statusListCredential: string;
};

export type IdentityObject = {
  type: 'IdentityObject';
  hashed: boolean;
  identityHash: string;
  identityType: string;
  salt?: string;
};

export type FrameworkLevel = {
  id?: string;
  type: 'FrameworkLevel';
  framework: string;
  level: string;
  edition?: string;
};

export type ResultDescription = {
  id: string;
  type: string[];
  name: string;
  resultType: string;
  unitCode?: string;
  nameByLanguage?: LangMap;
  alignment?: Alignment[];
};

/** Our credential before it is secured: VCDM 2.0, an Open Badges 3.0 AchievementCredential, and `skills/v1`. */
export type UnsignedCredential = {
  '@context': string[];
  id: string;
  type: ['VerifiableCredential', 'OpenBadgeCredential', 'SkillsCredential'];
  name: string;
  issuer: { id: string; type: ['Profile']; name: string; url?: string; email?: string; phone?: string };
  validFrom: string;
  validUntil?: string;
  awardedDate?: string;
  replaces?: string;
  credentialStatus?: StatusEntry | StatusEntry[];
  credentialSchema: [{ id: string; type: 'JsonSchema' }];
  credentialSubject: {
    id?: string;
    type: ['AchievementSubject', 'RecognisedSkillSubject'];
    name: string;
    identifier: IdentityObject[];
    recognitionRoute: RecognitionRoute;
    partialRecognition?: { id: string; type: 'PartialRecognition'; recognisedUnit: string[]; missingUnit: string[] };
    result?: { id: string; type: ['Result']; resultDescription: string; status?: 'Completed'; value?: string }[];
    achievement: {
      id: string;
      type: ['Achievement', 'SkillsAchievement'];
      version: string;
      achievementType: string;
      inLanguage: string;
      name: string;
      nameByLanguage?: LangMap;
      description: string;
      descriptionByLanguage?: LangMap;
      criteria: { narrative: string };
      criteriaByLanguage?: LangMap;
      fieldOfStudy?: string;
      frameworkLevel?: FrameworkLevel;
      alignment?: Alignment[];
      resultDescription?: ResultDescription[];
    };
  };
};

/** The same after securing by Data Integrity; Open Badges 3.0 wants `proof` as an array. */
export type SkillsCredential = UnsignedCredential & { proof: Record<string, unknown>[] };
