import type { OccupationCode } from '@symbolon/contexts/agreements';

/**
 * What somebody may be recognised to do. A closed list: an action that is not here gives no right.
 * `issue` award credentials, `recognize` recognise others for what lies within the own scope, `assess` examine people,
 * `decide` take recognition decisions.
 */
export const actions = ['issue', 'recognize', 'assess', 'decide'] as const;
export type Action = (typeof actions)[number];

/** Limits of a recognised action. A member that is there narrows it; one that is absent does not. */
export type Scope = {
  occupations?: OccupationCode[];
  /** Ids of achievements; an id stands for its versions too. */
  achievements?: string[];
  /** Up to and with this level; levels of other frameworks are outside. */
  highestLevel?: { framework: string; level: string };
  /** ISO 3166-1 alpha-2. */
  countries?: string[];
  routes?: ('course' | 'recognition-of-prior-learning' | 'work')[];
};

export type RecognizedAction = { action: Action; scope: Scope; validFrom?: string; validUntil?: string };

/** A RecognizedEntityCredential that was verified: who recognised whom, to do what (W3C Recognized Entities 1.0). */
export type Accreditation = {
  id?: string;
  issuer: string;
  entity: { did: string; name?: string };
  recognizedTo: RecognizedAction[];
  /** RFC 3339 */
  validFrom: string;
  validUntil?: string;
  /** It was taken back; `at` is absent where the day is not known, as a status list holds bits alone. */
  withdrawn?: { at?: string; because?: string };
  /** Whether it was taken back could not be found out. */
  isStatusUnknown?: boolean;
  /** RFC 3339: it stood when its status was last known, some time ago. */
  statusAsOf?: string;
};

/** What was done, by whom, where and when: what every level of a chain is held against. */
export type Award = {
  issuer: string;
  /** What the issuer must be recognised to do; `issue` when absent. */
  action?: Action;
  achievement?: string;
  occupations?: OccupationCode[];
  level?: { framework: string; level: string };
  country?: string;
  route?: 'course' | 'recognition-of-prior-learning' | 'work';
  /** The date of issue; every level must have held on that day. */
  issuedAt: Date;
};

/** Whom a verifier believes without a further word, and for what. */
export type Anchor = { did: string; name?: string; scope?: Scope };

/** Gives the place of a level in its framework, from the lowest; undefined where it is not known. */
export type LevelRank = (framework: string, level: string) => number | undefined;
