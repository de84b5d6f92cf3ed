import { checkSdJwtClaims, fromSdJwtClaims } from '@symbolon/credential';
import { type SdJwtVcResult, verifySdJwtVc } from '@symbolon/securing/sd-jwt/verify';
import { checkAccreditation } from '../checks/accreditation.ts';
import { checkIssuer } from '../checks/issuer.ts';
import { checkRecognition } from '../checks/recognition.ts';
import { checkValidity } from '../checks/validity.ts';
import type { VerificationEnvironment, VerifyOptions } from '../environment.ts';
import { type Finding, resultOf } from '../findings.ts';
import type { KeyLookup } from '../keys.ts';
import type { VerificationResult } from '../result.ts';
import { checkProof } from '../secured.ts';
import { openStatusLists } from '../status/open-status-list.ts';
import type { TimeLimit } from '../time-limit.ts';
import { checkTokenStatus } from './token-status.ts';

/**
 * Verifies a credential in the form of an SD-JWT VC by the same checks and to the same verdict as its other forms. It is judged by what
 * was shown and what cannot be kept back: dates, status, achievement, and that a recognition is partial.
 */
export async function verifySdJwtCredential(
  sdJwt: string,
  parsed: Finding,
  options: VerifyOptions,
  environment: VerificationEnvironment,
  { keys, limit }: { keys: KeyLookup; limit: TimeLimit },
): Promise<VerificationResult> {
  const now = environment.now();
  const { keyBinding } = options;
  const secured = await verifySdJwtVc(sdJwt, {
    verificationMethod: keys,
    now,
    ...environment.issuerKeys,
    ...(keyBinding ? { keyBinding } : {}),
  });
  const proof = checkProof(secured);
  const issuer = secured.proofs[0]?.controller;
  if (!secured.document || issuer === undefined) return resultOf([parsed, proof]);

  const { document: claims } = secured;
  const credential = fromSdJwtClaims(claims, issuer);
  const controller: Finding = { check: 'controller', outcome: 'passed', code: 'issuers-key' };
  const validity = checkValidity(credential, { at: options.at ?? now, now, knownSince: environment.trust.issued });
  const open = openStatusLists(environment);
  const status = await checkTokenStatus(claims.status, issuer, environment, { limit, open });
  const listed = checkIssuer(credential, issuer, options, environment);
  const known = await checkAccreditation(listed, credential, options, environment, limit);
  const recognition = checkRecognition(credential);
  const holder = keyBinding ? checkHolder(secured) : [];
  const found = [controller, checkClaims(claims), validity, status.finding, known.finding, recognition, ...holder];
  const { issuer: by, accreditation } = known;
  return resultOf([parsed, proof, ...found], { credential, claims, status: status.status, issuer: by, accreditation });
}

function checkClaims(claims: Record<string, unknown>): Finding {
  const check = 'data-model';
  const errors = checkSdJwtClaims(claims);
  const detail = errors[0]?.detail;
  return errors.length === 0
    ? { check, outcome: 'passed', code: 'well-formed' }
    : { check, outcome: 'failed', code: 'malformed', reason: 'malformed', errors, ...(detail ? { detail } : {}) };
}

/** A key binding that was asked for and does not hold has ended the run before. */
function checkHolder({ holderKey }: SdJwtVcResult): Finding[] {
  const check = 'holder';
  if (holderKey === 'proven') return [{ check, outcome: 'passed', code: 'holders-key' }];
  const detail = 'The credential is bound to no key, so presenting it does not prove whose it is.';
  return [{ check, outcome: 'unknown', code: 'holder-unknown', detail, reason: 'holder-unknown' }];
}
