import type { OccupationCode, Purpose } from '@symbolon/contexts/agreements';

/** What is known of a skill once its credential was verified. A member that is absent is not known, which is not the same as no. */
export type SkillFacts = {
  id?: string;
  /** `digestMultibase` of the credential as it was signed. */
  digest?: string;
  /** DIDs of all who signed. */
  issuers: string[];
  /** ISO 3166-1 alpha-2 code of the country where it was awarded: from the trust list, never from the credential's own words. */
  country?: string;
  holder?: { id?: string; name?: string; dateOfBirth?: string };
  achievement?: string;
  qualification?: string;
  /** Absent where the credential names none. */
  occupations?: OccupationCode[];
  /** Codes of units that were recognised, and of those that were not. */
  units?: { recognised: string[]; missing: string[] };
  level?: { framework: string; level: string; edition?: string };
  route?: 'course' | 'recognition-of-prior-learning' | 'work';
  /** RFC 3339 */
  validFrom?: string;
};

export const decisionOutcomes = ['full', 'partial', 'conditional', 'alternative', 'none', 'withdrawn'] as const;
export type DecisionOutcome = (typeof decisionOutcomes)[number];

/** A condition of a recognition decision, and which achievements fulfil it. */
export type Condition = {
  type: string;
  name?: string;
  units?: string[];
  achievements?: string[];
  providers?: string[];
  /** RFC 3339; nothing that began later fulfils it. */
  until?: string;
};

/** A recognition decision whose credential was verified: signed, in force, not taken back. */
export type DecisionFacts = {
  id: string;
  /** Any of the digests may be that of the credential: the whole one has another than the small one of its QR code. */
  recognizes: { id: string; digests: string[] };
  /** ISO 3166-1 alpha-2. */
  jurisdiction: string;
  purpose: Purpose;
  occupation?: OccupationCode;
  outcome: DecisionOutcome;
  recognizedUnits?: string[];
  missingUnits?: string[];
  /** Grounds, where less than all was recognised. */
  reasons?: { ground: string; explanation?: string }[];
  conditions?: Condition[];
  /** For `alternative`: what it is recognised as. */
  recognizedAs?: { name?: string; framework?: string; level?: string; occupation?: OccupationCode };
  decidedBy: { did: string; name?: string };
  /** RFC 3339 */
  decidedAt: string;
  validUntil?: string;
  /** The body may decide this here: it was found on a trust list with that scope. */
  competent: boolean;
  /** Id of an agreement, where the decision names one. */
  basis?: string;
  appeal?: { body?: string; until?: string };
};

/** What is asked: may this person do this work there with that credential? */
export type Question = {
  skill: SkillFacts;
  /** ISO 3166-1 alpha-2. */
  destination: string;
  occupation?: OccupationCode;
  purpose: Purpose;
  /** The day for which the answer holds. */
  at: Date;
  decisions?: DecisionFacts[];
  /** Further verified credentials, which may close a gap. */
  others?: SkillFacts[];
};
