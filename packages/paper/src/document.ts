import {
  credentialsContextUrl,
  occupationContextUrl,
  occupationOf,
  skillsContextUrl,
  vcBarcodesContextUrl,
} from '@symbolon/contexts';
import {
  type FrameworkLevel,
  type RecognitionRoute,
  type TerseStatusEntry,
  terseStatusEntry,
  type UnsignedCredential,
} from '@symbolon/credential';
import { packedSize } from './link.ts';

/** What a QR code holds: a VCDM 2.0 credential of its own, signed like any other, that sums up the whole one. */
export type PaperCredential = {
  '@context': string[];
  type: ['VerifiableCredential', 'SkillsCredentialSummary'];
  issuer: string;
  validFrom: string;
  validUntil?: string;
  /** Id of the whole credential. */
  summaryOf: string;
  credentialStatus?: TerseStatusEntry;
  credentialSubject: {
    type: ['RecognisedSkillSubject'];
    name: string;
    latinName?: string;
    recognitionRoute: RecognitionRoute;
    /** Present where only part of the skill was recognised; which part stands in the whole credential and on paper. */
    partialRecognition?: { type: 'PartialRecognition' };
    achievement: {
      id: string;
      type: ['SkillsAchievement'] | ['SkillsAchievement', 'OccupationalAchievement'];
      name: string;
      /** For example isco-08:7112 or esco:7112.1. */
      occupation?: string[];
      frameworkLevel?: Omit<FrameworkLevel, 'id'>;
    };
  };
};

// Version 16 at level M is the largest code that misses the folds of the certificate, with a verifier's address of up
// to 40 letters: 427 bytes.
const ROOM = 400;

// An Ed25519 or P-256 proof, its address of the key left out: that is a repetition and packs to a few bytes.
const PROOF_SIZE = 85;

// Names of this many letters together find room whatever script they are in, and need not be measured.
const SURELY_FITS = 60;

/**
 * Gives the unsigned credential for the QR code of a whole credential: the holder's name, the achievement's id, name (in English
 * where there is one) and occupations, level, route, dates, status entry and the id of the whole.
 * Where both forms of a very long name find no room, the Latin one is left out.
 * Throws TypeError for a credential whose status lists a terse entry cannot express.
 */
export function buildPaperCredential(whole: UnsignedCredential): PaperCredential {
  const { achievement, name, identifier, recognitionRoute, partialRecognition } = whole.credentialSubject;
  const latinName = identifier.find(({ identityType }) => identityType === 'ext:latinName')?.identityHash;
  const { frameworkLevel } = achievement;
  const occupation = occupationsOf(achievement);
  const build = (latin: string | undefined): PaperCredential => ({
    '@context': [
      credentialsContextUrl,
      vcBarcodesContextUrl,
      skillsContextUrl,
      ...(occupation.length > 0 ? [occupationContextUrl] : []),
    ],
    type: ['VerifiableCredential', 'SkillsCredentialSummary'],
    issuer: whole.issuer.id,
    validFrom: whole.validFrom,
    ...(whole.validUntil === undefined ? {} : { validUntil: whole.validUntil }),
    summaryOf: whole.id,
    ...(whole.credentialStatus === undefined ? {} : { credentialStatus: terseStatusEntry(whole.credentialStatus) }),
    credentialSubject: {
      type: ['RecognisedSkillSubject'],
      name,
      ...(latin === undefined || latin === name ? {} : { latinName: latin }),
      recognitionRoute,
      ...(partialRecognition === undefined ? {} : { partialRecognition: { type: 'PartialRecognition' } }),
      achievement: {
        id: achievement.id,
        type: occupation.length > 0 ? ['SkillsAchievement', 'OccupationalAchievement'] : ['SkillsAchievement'],
        name: achievement.nameByLanguage?.en ?? achievement.name,
        ...(occupation.length > 0 ? { occupation } : {}),
        ...(frameworkLevel === undefined ? {} : { frameworkLevel: withoutId(frameworkLevel) }),
      },
    },
  });
  const both = build(latinName);
  const isLong = name.length + (latinName?.length ?? 0) > SURELY_FITS;
  return latinName !== undefined && isLong && packedSize(both) + PROOF_SIZE > ROOM ? build(undefined) : both;
}

// More would not find room beside two long names.
const mostOccupations = 4;

const schemes = new Map([
  ['ext:ISCO-08', 'isco-08'],
  ['ext:ESCO', 'esco'],
]);

/** Whoever may award for certain work alone is known by it, and so is what the skill is worth elsewhere. */
function occupationsOf({ alignment = [] }: UnsignedCredential['credentialSubject']['achievement']): string[] {
  const occupations = alignment
    .map(({ targetType, targetCode }) => `${schemes.get(targetType ?? '')}:${targetCode}`)
    .filter((each) => occupationOf(each));
  // Some of several would make the skill look narrower than it is.
  return occupations.length > mostOccupations ? [] : [...new Set(occupations)];
}

function withoutId({ type, framework, edition, level }: FrameworkLevel): Omit<FrameworkLevel, 'id'> {
  return { type, framework, ...(edition === undefined ? {} : { edition }), level };
}
