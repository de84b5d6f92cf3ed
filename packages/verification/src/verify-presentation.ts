import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import {
  isObject,
  type JsonObject,
  parseDocument,
  type SecuringResult,
  verifyPresentation as verifyPresentationProof,
  WithinLimits,
} from '@symbolon/securing/verify';
import { checkHolder } from './checks/holder.ts';
import type { VerificationEnvironment, VerifyOptions } from './environment.ts';
import { withFetchBudget } from './fetch-budget.ts';
import { type Finding, resultOf } from './findings.ts';
import { type KeyLookup, keyLookup } from './keys.ts';
import type { Check, Reason, Verdict, VerificationResult } from './result.ts';
import { checkProof, stoppable } from './secured.ts';
import { defaultTimeLimit, startTimeLimit } from './time-limit.ts';
import { decide } from './verdict.ts';
import { type Genuine, judge, verifyCredential } from './verify-credential.ts';

export type PresentationResult = {
  /** The presentation's own proof held and every credential in it is verified. */
  verified: boolean;
  /** The most severe of the presentation's own and its credentials'. */
  verdict: Verdict;
  reason: Reason;
  /** The presentation's own checks. */
  checks: Check[];
  problemDetails: ProblemDetails[];
  warnings: ProblemDetails[];
  /** DID that proved to hold the presentation's key. */
  holder?: string;
  credentials: VerificationResult[];
  /** The document as it was signed; absent unless the proof held. */
  presentation?: JsonObject;
};

/** More credentials than a person shows at once would only buy computing time. */
const maximumCredentials = 16;
/** Sixteen credentials of as many issuers, each with two status lists, and the holder. */
const mostFetches = 50;

/**
 * Verifies a presentation and every credential in it. A challenge or domain that was asked for must be answered, a
 * presentation without a proof is never verified, and its holder must control the key (VCDM 2.0 §4.13, Data Integrity §4.5).
 */
export async function verifyPresentation(
  input: unknown,
  options: VerifyOptions,
  world: VerificationEnvironment,
): Promise<PresentationResult> {
  const environment = { ...withFetchBudget(world, mostFetches), verified: new Map() };
  const limit = startTimeLimit(environment.timeLimitMs ?? defaultTimeLimit);
  const keys = keyLookup(environment, limit);
  const { challenge, domain } = options;
  const asked = { ...(challenge === undefined ? {} : { challenge }), ...(domain === undefined ? {} : { domain }) };
  const given = parsed(input);
  const contexts = environment.contexts ? { contexts: environment.contexts } : {};
  const about = { verificationMethod: keys, now: environment.now(), ...asked, ...contexts };
  const secured = await stoppable(limit, verifyPresentationProof(given, about));
  const proof = checkProof(secured);
  if (!secured.document) return gather([proof], secured, []);
  const errors = checkPresentation(secured.document);
  const malformed: Finding = { check: 'data-model', outcome: 'failed', code: 'malformed', reason: 'malformed', errors };
  if (errors.length > 0) return gather([proof, malformed], secured, []);
  const model: Finding = { check: 'data-model', outcome: 'passed', code: 'well-formed' };
  const inside = [secured.document.verifiableCredential ?? []].flat();
  const holder = holderOf(secured);
  const { document } = secured;
  // All at once, so that together they have the time of one.
  const presenter =
    options.holderBinding && holder ? { did: holder, keys: await provenKeys(secured, keys) } : undefined;
  const credentials = await Promise.all(
    inside.map(async (credential) => {
      const genuine = selfAsserted(credential, document, holder);
      const result = genuine
        ? await judge(genuine, options, environment, limit)
        : // Accreditations may be shown beside what they are for.
          await verifyCredential(
            credential,
            { ...options, along: inside },
            { ...environment, timeLimitMs: limit.left() },
          );
      if (!presenter || !result.credential) return result;
      return withFinding(result, await checkHolder(result.credential, presenter, environment.dids));
    }),
  );
  return gather([proof, model], secured, credentials);
}

/** The keys, as Multikey text, whose signatures on the presentation hold. */
async function provenKeys({ proofs }: SecuringResult, keys: KeyLookup): Promise<string[]> {
  const methods = proofs.flatMap(({ outcome, verificationMethod }) =>
    outcome === 'verified' && verificationMethod ? [verificationMethod] : [],
  );
  const found = await Promise.all(methods.map((method) => keys(method, 'authentication')));
  return found.flatMap((key) => (key.found ? [key.publicKey.publicKeyMultibase] : []));
}

/** A result with one more finding; the most severe reason stays the reason. */
function withFinding(result: VerificationResult, finding: Finding): VerificationResult {
  const { check, outcome, code, detail, reason, errors = [] } = finding;
  return {
    ...result,
    ...decide(reason ? [result.reason, reason] : [result.reason]),
    verified: result.verified && errors.length === 0,
    checks: [...result.checks, { check, outcome, code, ...(detail ? { detail } : {}) }],
    problemDetails: [...result.problemDetails, ...errors],
  };
}

/** A text that holds JSON as what it holds; it is read once, and its size is known before its proofs are looked at. */
function parsed(input: unknown): unknown {
  if (input instanceof WithinLimits) return input.document;
  return typeof input === 'string' && input.trimStart().startsWith('{')
    ? (parseDocument(input).document ?? input)
    : input;
}

const holderOf = ({ proofs }: SecuringResult) => proofs.find(({ outcome }) => outcome === 'verified')?.controller;

/** Gives what is wrong with a presentation by the data model (VCDM 2.0 §4.13); the credentials in it are not judged. */
export function checkPresentation(presentation: JsonObject): ProblemDetails[] {
  const errors: ProblemDetails[] = [];
  const say = (detail: string, pointer: string) =>
    errors.push(problemDetails('MALFORMED_VALUE_ERROR', { detail, pointer }));
  const { id, holder, verifiableCredential = [] } = presentation;
  const contexts = [presentation['@context']].flat();
  if (!bases.has(contexts[0])) say('The first context of a presentation is that of the data model.', '/@context');
  if (id !== undefined && (typeof id !== 'string' || !URL.canParse(id)))
    say('The id of a presentation is a URL.', '/id');
  const holderId = isObject(holder) ? holder.id : holder;
  if (holder !== undefined && (typeof holderId !== 'string' || !URL.canParse(holderId))) {
    say('holder is a URL or an object with an id that is one.', '/holder');
  }
  const credentials = [verifiableCredential].flat();
  // VCDM 1.1 has JWTs as texts here; 2.0 wraps them in an envelope (VCDM 2.0 §4.13).
  const wrong = credentials.findIndex((value) => !isObject(value) && (contexts[0] === v2 || typeof value !== 'string'));
  if (wrong >= 0) say('Each verifiableCredential is an object.', `/verifiableCredential/${wrong}`);
  if (credentials.length > maximumCredentials)
    say(`At most ${maximumCredentials} credentials are read.`, '/verifiableCredential');
  return errors;
}

const v2 = 'https://www.w3.org/ns/credentials/v2';
const bases: ReadonlySet<unknown> = new Set([v2, 'https://www.w3.org/2018/credentials/v1']);

/**
 * A credential without a proof of its own that the holder says of itself: the presentation's proof covers it, provided that
 * issuer, holder and key are one (VCDM 2.0 §4.13.3). Undefined where the credential is not of this kind.
 */
function selfAsserted(credential: unknown, presentation: JsonObject, holder: string | undefined): Genuine | undefined {
  if (!isObject(credential) || 'proof' in credential) return undefined;
  const idOf = (value: unknown) => (isObject(value) ? value.id : value);
  const named = idOf(presentation.holder);
  if (holder === undefined || named !== holder || idOf(credential.issuer) !== holder) return undefined;
  if (![credential.type].flat().includes('VerifiableCredential')) return undefined;
  const found: Finding[] = [
    { check: 'parse', outcome: 'passed', code: 'readable' },
    { check: 'proof', outcome: 'passed', code: 'self-asserted' },
    { check: 'controller', outcome: 'passed', code: 'issuers-key' },
  ];
  return { credential, issuer: holder, found };
}

function gather(findings: Finding[], secured: SecuringResult, credentials: VerificationResult[]): PresentationResult {
  const own = resultOf(findings, secured.document ? { credential: secured.document } : {});
  const found: Reason[] = [own.reason, ...credentials.map(({ reason }) => reason)];
  // Genuine, but there is nothing in it to accept.
  if (own.verified && credentials.length === 0) found.push('not-a-credential');
  const holder = holderOf(secured);
  return {
    verified: own.verified && credentials.every(({ verified }) => verified),
    ...decide(found),
    checks: own.checks,
    problemDetails: own.problemDetails,
    warnings: own.warnings,
    ...(holder && secured.document ? { holder } : {}),
    credentials,
    ...(secured.document ? { presentation: secured.document } : {}),
  };
}
