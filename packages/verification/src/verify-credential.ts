import { checkCredential, checkOpenBadge } from '@symbolon/credential';
import { type Awaitable, whenThere } from '@symbolon/securing/verify';
import { checkAccreditation } from './checks/accreditation.ts';
import { checkCoIssuers, type KnownIssuer } from './checks/co-issuers.ts';
import { checkIssuer } from './checks/issuer.ts';
import { checkRecognition } from './checks/recognition.ts';
import { checkStatus, type FoundStatus } from './checks/status.ts';
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

  const { secured: given, finding } = parsed;
  // Awaiting what is there would cost as much as some of the checks.
  return whenThere(verifySecured(given, environment, keys, limit), (secured): Awaitable<VerificationResult> => {
    const proof = checkProof(secured);
    const { document: credential } = secured;
    if (!credential) return resultOf([finding, proof]);
    const controller = checkController(credential, secured);
    if (controller.issuer === undefined) return resultOf([finding, proof, controller.finding]);
    const isPlain = given.form === 'data-integrity' && given.document.isPlain;
    const found = [finding, proof, controller.finding];
    const { issuer, coIssuers } = controller;
    const genuine = { credential, issuer, found, isPlain, ...(coIssuers ? { coIssuers } : {}) };
    return judge(genuine, options, environment, limit);
  });
}

/** A credential whose signature is its issuer's, and what was found on the way to knowing that. */
export type Genuine = {
  credential: Record<string, unknown>;
  issuer: string;
  /** Who awarded it together with the issuer. */
  coIssuers?: readonly string[];
  found: readonly Finding[];
  /** What the check of the data model found, where it was done before. */
  dataModel?: Finding;
  /** What its status lists say, where they were asked before. */
  status?: FoundStatus;
  /** That it is plain JSON, without keywords of JSON-LD below the top, was seen when it was read. */
  isPlain?: boolean;
};

/** Runs the checks on a credential that is genuine, and gathers what they find; at once where nothing has to be waited for. */
export function judge(
  {
    credential,
    issuer,
    coIssuers,
    found,
    isPlain = false,
    dataModel = checkDataModel(credential, isPlain),
    status: knownStatus,
  }: Genuine,
  options: VerifyOptions,
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Awaitable<VerificationResult> {
  const now = environment.now();
  const validity = checkValidity(credential, { at: options.at ?? now, now, knownSince: environment.trust.issued });
  const listed = checkIssuer(credential, issuer, options, environment);
  const recognition = checkRecognition(credential);
  const status =
    knownStatus ?? checkStatus(credential, issuer, environment, { limit, open: openStatusLists(environment) });
  return whenThere(status, ({ finding, status }) =>
    whenThere(checkAccreditation(listed, credential, options, environment, limit), (known) => {
      const findings = [...found, dataModel, validity, finding, known.finding];
      const facts = { credential, status, issuer: known.issuer, accreditation: known.accreditation };
      if (!coIssuers) return resultOf([...findings, recognition], facts);
      return whenThere(checkCoIssuers(coIssuers, credential, options, environment, limit), (others: KnownIssuer[]) =>
        resultOf([...findings, ...others.flatMap(({ finding }) => finding ?? []), recognition], {
          ...facts,
          coIssuers: others.map((each) => each.issuer),
        }),
      );
    }),
  );
}

/** Holds a credential against the data model and, where it is one, against Open Badges. */
export function checkDataModel(credential: Record<string, unknown>, isPlain: boolean): Finding {
  const check = 'data-model';
  const errors = checkCredential(credential, { openBadges: false, isPlain });
  if (errors.length > 0) {
    const detail = errors[0]?.detail;
    return { check, outcome: 'failed', code: 'malformed', reason: 'malformed', errors, ...(detail ? { detail } : {}) };
  }
  // Many badges in the field miss a rule of Open Badges and are as genuine as any; it is told, not held against them.
  const warnings = checkOpenBadge(credential, { isPlain });
  return warnings.length > 0
    ? { check, outcome: 'warning', code: 'not-open-badges', warnings }
    : { check, outcome: 'passed', code: 'well-formed' };
}
