import { checkCredential, checkOpenBadge } from '@symbolon/credential';
import { checkAccreditation } from './checks/accreditation.ts';
import { checkIssuer } from './checks/issuer.ts';
import { checkRecognition } from './checks/recognition.ts';
import { checkStatus } from './checks/status.ts';
import { checkValidity } from './checks/validity.ts';
import type { VerificationEnvironment, VerifyOptions } from './environment.ts';
import { type Finding, resultOf } from './findings.ts';
import { keyLookup } from './keys.ts';
import { parseInput } from './parse.ts';
import type { VerificationResult } from './result.ts';
import { checkController, checkProof, verifySecured } from './secured.ts';
import { openStatusLists } from './status/open-status-list.ts';
import { defaultTimeLimit, startTimeLimit, type TimeLimit } from './time-limit.ts';

/**
 * Verifies a credential and says what it is worth: parse → proof → controller → data model → validity → status → issuer →
 * recognition. A credential that cannot be read or is not the issuer's ends the run; all else is gathered. The decision is
 * made on the document that was signed, which is the one returned. A bad credential is an answer: nothing is thrown for it.
 */
export async function verifyCredential(
  input: unknown,
  options: VerifyOptions,
  environment: VerificationEnvironment,
): Promise<VerificationResult> {
  const limit = startTimeLimit(environment.timeLimitMs ?? defaultTimeLimit);
  const parsed = parseInput(input);
  if (!parsed.secured) return resultOf([parsed.finding]);
  const keys = keyLookup(environment, limit);
  if (parsed.secured.form === 'sd-jwt') {
    const { sdJwt } = parsed.secured;
    // Loaded where one is met, as is all of its kind: a page need not carry it for its first check.
    const { verifySdJwtCredential } = await import('./sd-jwt/verify-sd-jwt-credential.ts');
    return verifySdJwtCredential(sdJwt, parsed.finding, options, environment, { keys, limit });
  }

  const secured = await verifySecured(parsed.secured, environment, keys, limit);
  const proof = checkProof(secured);
  if (!secured.document) return resultOf([parsed.finding, proof]);
  const controller = checkController(secured.document, secured);
  if (controller.issuer === undefined) return resultOf([parsed.finding, proof, controller.finding]);

  const { document: credential } = secured;
  const found = [parsed.finding, proof, controller.finding];
  return judge({ credential, issuer: controller.issuer, found }, options, environment, limit);
}

/** A credential whose signature is its issuer's, and what was found on the way to knowing that. */
export type Genuine = { credential: Record<string, unknown>; issuer: string; found: readonly Finding[] };

/** Runs the checks on a credential that is genuine, and gathers what they find. */
export async function judge(
  { credential, issuer, found }: Genuine,
  options: VerifyOptions,
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Promise<VerificationResult> {
  const now = environment.now();
  const dataModel = checkDataModel(credential);
  const validity = checkValidity(credential, { at: options.at ?? now, now, knownSince: environment.trust.issued });
  const status = await checkStatus(credential, issuer, environment, { limit, open: openStatusLists(environment) });
  const listed = checkIssuer(credential, issuer, options, environment);
  const known = await checkAccreditation(listed, credential, options, environment, limit);
  const recognition = checkRecognition(credential);
  const findings = [...found, dataModel, validity, status.finding, known.finding, recognition];
  return resultOf(findings, {
    credential,
    status: status.status,
    issuer: known.issuer,
    accreditation: known.accreditation,
  });
}

function checkDataModel(credential: Record<string, unknown>): Finding {
  const check = 'data-model';
  const errors = checkCredential(credential, { openBadges: false });
  if (errors.length > 0) {
    const detail = errors[0]?.detail;
    return { check, outcome: 'failed', code: 'malformed', reason: 'malformed', errors, ...(detail ? { detail } : {}) };
  }
  // Many badges in the field miss a rule of Open Badges and are as genuine as any; it is told, not held against them.
  const warnings = checkOpenBadge(credential);
  return warnings.length > 0
    ? { check, outcome: 'warning', code: 'not-open-badges', warnings }
    : { check, outcome: 'passed', code: 'well-formed' };
}
