import agreementFile from '../agreements/agreements.json' with { type: 'json' };
import regionFile from '../agreements/regions.json' with { type: 'json' };
import type { Evidence } from './frameworks.ts';

/** How a country comes to recognise what was learned elsewhere (ILO, policy brief on skills for migration, box 3). */
export const modes = ['automatic', 'joint', 'reliance', 'managed', 'unilateral'] as const;
export type Mode = (typeof modes)[number];

export const purposes = ['employment', 'regulated-profession', 'further-learning', 'work-permit', 'return'] as const;
/** What somebody wants to do with a recognised skill. */
export type Purpose = (typeof purposes)[number];

/** Where a statement was read: an address, or the title of a document that has none here. */
export type RuleSource = { url?: string; document?: string; what: string };

/** A date in EDTF (ISO 8601-2), and how well it is known. */
export type DatedFact = { date: string; evidence: Evidence };

/** An occupation, or a group of them: a code stands for every code that begins with it. */
export type OccupationCode = { scheme: 'isco-08' | 'esco'; code: string };

/** What may close a gap between what was learned and what is asked for. */
export type Measure = {
  id?: string;
  type:
    | 'bridging-course'
    | 'practical-test'
    | 'aptitude-test'
    | 'adaptation-period'
    | 'adaptation-training'
    | 'supervised-work'
    | 'language-certificate'
    | 'occupational-safety-module';
  name?: string;
  /** Codes of the units that it closes; absent where the source does not say. */
  units?: string[];
  /** Ids of the achievements that fulfil it. */
  achievements?: string[];
  /** DIDs of those whose certificates count; absent means any issuer that is known. */
  providers?: string[];
  /** ISO 8601 duration. */
  within?: string;
};

/** Who decides where a decision is needed. Whatever is absent was not found at a source. */
export type DecisionProcess = {
  body?: string;
  /** What was, or was not, read about the body. */
  bodyEvidence?: string;
  did?: string;
  how?: string[];
  /** ISO 8601 duration, at most. */
  within?: string;
  withinIs?: 'working days';
  appeal?: { body?: string; within?: string };
};

/**
 * One rule of an agreement. A member that is there narrows the rule; every condition must hold. Countries are ISO 3166-1 alpha-2 codes,
 * ids of regions, or `*` for any.
 */
export type Rule = {
  id: string;
  mode: Mode;
  purposes: Purpose[];
  /** Where the skill was recognised, and where it is to be used; absent means between any two parties. */
  from?: string[];
  to?: string[];
  occupations?: OccupationCode[];
  /** Ids of qualifications of `competencies/`; an id stands for those that begin with it and a hyphen. */
  qualifications?: string[];
  achievements?: string[];
  /** DIDs of those whose certificates count. */
  awardingBodies?: string[];
  /** `not-read`: the agreement has a list of bodies or qualifications that is not in this file. */
  listed?: 'not-read';
  levels?: { framework: string; levels: string[] };
  routes?: ('course' | 'recognition-of-prior-learning' | 'work')[];
  /** Codes of the units that the destination asks for. */
  units?: string[];
  mustShow?: string[];
  measures?: Measure[];
  decision?: DecisionProcess;
  /** `in-preparation`: agreed on, not yet in use. */
  status?: 'in-preparation';
  validFrom?: string;
  validUntil?: string;
  /** Where this rule was read, when not where the agreement was. */
  sources?: RuleSource[];
};

/** An agreement, a law or a scheme by which skills of one country are recognised in another. */
export type Agreement = {
  id: string;
  name: string;
  kind:
    | 'arrangement'
    | 'pilot'
    | 'joint-qualification'
    | 'convention'
    | 'directive'
    | 'accord'
    | 'national-law'
    | 'national-scheme'
    | 'destination-scheme';
  parties: string[];
  /** What was not read about who is a party. Such an agreement has no rules. */
  partiesEvidence?: string;
  covers?: string;
  signed?: DatedFact;
  inForce?: DatedFact;
  ended?: DatedFact;
  evidence: Evidence;
  sources: RuleSource[];
  rules: Rule[];
};

/** Countries that an agreement names together. */
export type Region = {
  id: string;
  name: string;
  members: string[];
  evidence: Evidence;
  sources: RuleSource[];
};

/** Year and month in which the agreements were last looked through. */
export const agreementsCollected = agreementFile.collected;
/** Every agreement, in the order of the file. */
export const agreements = agreementFile.agreements as Agreement[];
/** Every group of countries that agreements name. */
export const regions = regionFile.regions as Region[];
