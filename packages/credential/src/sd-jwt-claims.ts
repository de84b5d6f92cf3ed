import { defined } from './members.ts';
import type { IdentityObject, UnsignedCredential } from './types.ts';

/** A claims path as type metadata writes it (SD-JWT VC): member names, and `null` for every element of an array. */
export type ClaimPath = readonly (string | null)[];

type Subject = UnsignedCredential['credentialSubject'];
type Achievement = Omit<Subject['achievement'], 'type'>;

/** Our credential as the claims of an SD-JWT VC. The holder's claims have the names of OpenID Connect where it has one. */
export type SdJwtClaims = {
  iss: string;
  /** NumericDate of `validFrom`. */
  nbf: number;
  /** NumericDate of `validUntil`. */
  exp?: number;
  /** Id of the credential, which its other forms share. */
  jti: string;
  name: string;
  latinName?: string;
  /** YYYY-MM-DD */
  birthdate?: string;
  /** The institution's own number for the person. */
  identifier?: string;
  documentNumber?: { salt?: string; identityHash: string };
  /** Id of the credential that this one replaces. */
  replaces?: string;
  issuer: { name: string; url?: string; email?: string; phone?: string };
  awardedDate?: string;
  recognitionRoute: Subject['recognitionRoute'];
  partialRecognition?: { recognisedUnit: string[]; missingUnit: string[] };
  achievement: Achievement;
  result?: { resultDescription: string; status?: 'Completed'; value?: string }[];
};

/**
 * What the holder may keep back: whatever identifies a person or this one credential, each unit and each result. All else decides the
 * verdict and stays visible, above all that a recognition is partial.
 */
export const disclosableClaims: readonly ClaimPath[] = [
  ['jti'],
  ['name'],
  ['latinName'],
  ['birthdate'],
  ['identifier'],
  ['documentNumber'],
  ['replaces'],
  ['partialRecognition', 'recognisedUnit', null],
  ['partialRecognition', 'missingUnit', null],
  ['result', null],
];

const numericDate = (date: string) => Math.floor(Date.parse(date) / 1_000);

/** Gives the claims of a credential for an SD-JWT VC, without those that belong to one issuance: `iat`, `vct`, `cnf`, `status`. */
export function toSdJwtClaims(document: UnsignedCredential): SdJwtClaims {
  const { id, issuer, validFrom, validUntil, awardedDate, replaces, credentialSubject: subject } = document;
  const { name, identifier, recognitionRoute, partialRecognition, result, achievement } = subject;
  const identity = (type: string) => identifier.find(({ identityType }) => identityType === type);
  const { type: _, ...awarded } = achievement;
  const { id: iss, type: _profile, ...profile } = issuer;
  return defined<SdJwtClaims>({
    iss,
    nbf: numericDate(validFrom),
    exp: validUntil === undefined ? undefined : numericDate(validUntil),
    jti: id,
    name,
    latinName: identity('ext:latinName')?.identityHash,
    birthdate: identity('ext:dateOfBirth')?.identityHash,
    identifier: identity('identifier')?.identityHash,
    documentNumber: hashed(identity('ext:documentNumber')),
    replaces,
    issuer: profile,
    awardedDate,
    recognitionRoute,
    partialRecognition: partialRecognition && {
      recognisedUnit: partialRecognition.recognisedUnit,
      missingUnit: partialRecognition.missingUnit,
    },
    achievement: awarded,
    result: result?.map(({ resultDescription, status, value }) => defined({ resultDescription, status, value })),
  });
}

function hashed(identity: IdentityObject | undefined): SdJwtClaims['documentNumber'] {
  return identity && defined({ salt: identity.salt, identityHash: identity.identityHash });
}
