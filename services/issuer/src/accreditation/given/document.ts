import { credentialsContextUrl, occupationOf, recognitionContextUrl } from '@symbolon/contexts';
import { frameworkLevel } from '@symbolon/contexts/frameworks';
import { Problem, type ProblemMembers } from '@symbolon/problem';
import { readAccreditations, readDecision } from '@symbolon/recognition';
import type { Institution } from '../../institutions/store.ts';
import { nameIn } from '../../issuance/award.ts';
import type { AccreditationRequest, DecisionRequest, Scope } from './schemas.ts';

type Json = Record<string, unknown>;
type Faults = NonNullable<ProblemMembers['errors']>;

const contexts = [credentialsContextUrl, recognitionContextUrl];
const issuerOf = ({ did, names }: Institution) => ({ id: did, type: 'RecognizedIssuer', name: nameIn(names, ['en']) });
/** Drops members that nothing was said for. */
const said = (members: Json) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/**
 * Gives the accreditation of an entity, unsigned: a RecognizedEntityCredential (W3C Recognized Entities 1.0, with our scope). Throws
 * `Problem` 400 where a code is not known, or a verifier would not read in it what was asked for.
 */
export function accreditationDocument(institution: Institution, request: AccreditationRequest): Json {
  const { entity, recognizedTo, validFrom, validUntil } = request;
  const errors: Faults = [];
  if (entity.id === institution.did)
    errors.push({ pointer: '/entity/id', detail: 'Nobody accredits itself; name the DID of another.' });
  if (validUntil !== undefined && Date.parse(validUntil) <= Date.parse(validFrom))
    errors.push({ pointer: '/validUntil', detail: 'The accreditation would end before it begins.' });
  for (const [index, { scope = {} }] of recognizedTo.entries())
    errors.push(...scopeFaults(scope, `/recognizedTo/${index}/scope`));
  if (errors.length > 0) throw refused('The accreditation cannot be given as it is', errors);
  const document = said({
    '@context': contexts,
    type: ['VerifiableCredential', 'RecognizedEntityCredential'],
    issuer: issuerOf(institution),
    validFrom,
    validUntil,
    credentialSubject: {
      id: entity.id,
      type: 'RecognizedEntity',
      legalName: entity.name,
      recognizedTo: recognizedTo.map(({ action, scope }) =>
        said({
          type: 'RecognizedAction',
          action,
          scope: scope && Object.keys(scope).length > 0 ? { type: 'RecognitionScope', ...scope } : undefined,
        }),
      ),
    },
  });
  if (readAccreditations(document)[0]?.recognizedTo.length !== recognizedTo.length)
    throw refused('The accreditation cannot be given as it is', [
      { pointer: '/recognizedTo', detail: 'A verifier would not understand one of these rights.' },
    ]);
  return document;
}

function scopeFaults(scope: Scope, pointer: string): Faults {
  const errors: Faults = [];
  for (const [index, code] of (scope.occupation ?? []).entries()) {
    if (!occupationOf(code))
      errors.push({ pointer: `${pointer}/occupation/${index}`, detail: 'Write it as in isco-08:7112 or esco:7112.1.' });
  }
  const { framework, highestLevel } = scope;
  if ((framework === undefined) !== (highestLevel === undefined))
    errors.push({ pointer, detail: 'framework and highestLevel belong together: name both or neither.' });
  else if (framework !== undefined && highestLevel !== undefined && !frameworkLevel(framework, highestLevel).known)
    errors.push({ pointer: `${pointer}/highestLevel`, detail: 'This framework is not known, or has no such level.' });
  return errors;
}

/**
 * Gives a recognition decision, unsigned: a RecognitionDecisionCredential on the credential that `recognizes` names. Throws `Problem` 400
 * where it says too little for a verifier to act upon.
 */
export function decisionDocument(
  institution: Institution,
  { validFrom, validUntil, recognizes, reason, condition, recognizedAs, appeal, ...rest }: DecisionRequest,
): Json {
  const typed = (type: string, members: Json | undefined) => members && { type, ...members };
  const document = said({
    '@context': contexts,
    type: ['VerifiableCredential', 'RecognitionDecisionCredential'],
    issuer: issuerOf(institution),
    validFrom,
    validUntil,
    credentialSubject: said({
      type: 'RecognitionDecision',
      recognizes: { type: 'RecognizedCredential', ...recognizes },
      ...rest,
      reason: reason?.map((each) => typed('DecisionReason', each)),
      condition: condition?.map((each) => typed('DecisionCondition', each)),
      recognizedAs: typed('RecognizedQualification', recognizedAs),
      appeal: typed('Appeal', appeal),
    }),
  });
  if (!readDecision({ id: 'urn:uuid:00000000-0000-4000-8000-000000000000', ...document }))
    throw refused('The decision cannot be given as it is', [
      {
        pointer: rest.outcome === 'conditional' ? '/condition' : '',
        detail:
          rest.outcome === 'conditional'
            ? 'A conditional decision names its conditions.'
            : 'A verifier would not understand this decision: check occupation and units.',
      },
    ]);
  return document;
}

/**
 * Gives the withdrawal of an accreditation, unsigned: a decision of its own author with the outcome `withdrawn`, whose `validFrom` is the
 * day from which on it does not count.
 */
export function withdrawalDocument(
  institution: Institution,
  recognizes: { id: string; digestMultibase: string },
  { validFrom, reason }: { validFrom: string; reason?: string | undefined },
): Json {
  return {
    '@context': contexts,
    type: ['VerifiableCredential', 'RecognitionDecisionCredential'],
    issuer: issuerOf(institution),
    validFrom,
    credentialSubject: {
      type: 'RecognitionDecision',
      recognizes: { type: 'RecognizedCredential', ...recognizes },
      outcome: 'withdrawn',
      reason: [said({ type: 'DecisionReason', ground: 'accreditation-withdrawn', explanation: reason })],
    },
  };
}

function refused(title: string, errors: Faults): Problem {
  return new Problem(400, title, {
    detail: 'Each entry of errors names a place in the request and what is wrong there.',
    errors,
  });
}
