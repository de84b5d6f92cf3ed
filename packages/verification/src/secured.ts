import { problemDetails } from '@symbolon/problem';
import {
  type Awaitable,
  type JsonObject,
  type SecuringResult,
  verifyDataIntegrity,
  verifyVcJwt,
} from '@symbolon/securing/verify';
import type { VerificationEnvironment } from './environment.ts';
import type { Finding } from './findings.ts';
import type { KeyLookup } from './keys.ts';
import type { SecuredInput } from './parse.ts';
import type { Reason } from './result.ts';
import { OutOfTime, type TimeLimit } from './time-limit.ts';

/** Verifies the proofs of a credential, whichever way it is secured; at once where nothing has to be waited for. */
export function verifySecured(
  secured: SecuredInput,
  environment: VerificationEnvironment,
  verificationMethod: KeyLookup,
  limit: TimeLimit,
): Awaitable<SecuringResult> {
  const { contexts } = environment;
  const options = { verificationMethod, now: environment.now(), ...(contexts ? { contexts } : {}) };
  if (secured.form === 'jwt') return verifyVcJwt(secured.jwt, options);
  const purpose = 'assertionMethod';
  return stoppable(limit, verifyDataIntegrity(secured.document, { ...options, purpose }));
}

/** Keys that do not arrive end at the limit itself; what then still works on JSON-LD gets so much longer. */
const grace = 300;

/** Turns work that takes too long into an answer. */
export function stoppable(limit: TimeLimit, work: Awaitable<SecuringResult>): Awaitable<SecuringResult> {
  return work instanceof Promise ? inTime(limit, work) : work;
}

async function inTime(limit: TimeLimit, work: Promise<SecuringResult>): Promise<SecuringResult> {
  try {
    return await limit.hold(work, grace);
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    const problem = error.busy
      ? problemDetails('UNSUPPORTED', { detail: 'There was no time to check this large document; try again.' })
      : problemDetails('PARSING_ERROR', { detail: 'The document is made so that checking it takes too long.' });
    return { verified: false, proofs: [], problems: [problem] };
  }
}

/** Gives what the proofs say: genuine, not genuine, or why that cannot be known. */
export function checkProof(result: SecuringResult): Finding {
  const check = 'proof';
  const { proofs, problems } = result;
  const unknownSuites = proofs
    .filter(({ outcome }) => outcome === 'unknown-suite')
    .flatMap(({ problem }) => problem ?? []);
  if (result.verified) {
    return unknownSuites.length > 0
      ? { check, outcome: 'warning', code: 'unknown-suite-beside', warnings: unknownSuites }
      : { check, outcome: 'passed', code: 'genuine' };
  }
  const failed = proofs.filter(({ outcome }) => outcome === 'failed');
  const errors = problems.length > 0 ? problems : proofs.flatMap(({ problem }) => problem ?? []);
  const reason = reasonFor(
    problems,
    failed.length > 0,
    proofs.some(({ outcome }) => outcome === 'key-unknown'),
  );
  const detail = (failed[0]?.problem ?? errors[0])?.detail;
  const outcome = reason === 'unsupported' || reason === 'issuer-key-unknown' ? 'unknown' : 'failed';
  return { check, outcome, code: reason, reason, errors, ...(detail ? { detail } : {}) };
}

/** One proof that does not hold outweighs any number of which nothing is known. */
function reasonFor(problems: SecuringResult['problems'], anyFailed: boolean, anyKeyUnknown: boolean): Reason {
  const [first] = problems;
  if (first) return reasonOf[first.code ?? ''] ?? 'not-genuine';
  if (anyFailed) return 'not-genuine';
  return anyKeyUnknown ? 'issuer-key-unknown' : 'unsupported';
}

const reasonOf: Record<string, Reason> = {
  PARSING_ERROR: 'unreadable',
  MALFORMED_VALUE_ERROR: 'malformed',
  UNSUPPORTED: 'unsupported',
  UNKNOWN_CRYPTOSUITE: 'unsupported',
  NO_PROOF: 'no-proof',
};

/** Whose credential it is by its proofs; `coIssuers` where others award it together with the issuer. */
export type Controller = { finding: Finding; issuer?: string; coIssuers?: string[] };

/**
 * At least one proof must be the issuer's own; what others signed beside it is told, not counted (VCDM 2.0 §7.1). Of a JointCredential
 * each awarding body must have signed: a proof that was left out leaves something else than was awarded.
 */
export function checkController(credential: JsonObject, result: SecuringResult): Controller {
  const check = 'controller';
  const { issuer: named } = credential;
  const issuer = typeof named === 'string' ? named : (named as JsonObject | undefined)?.id;
  const verified = result.proofs.filter(({ outcome }) => outcome === 'verified');
  if (typeof issuer !== 'string' || !verified.some(({ controller }) => controller === issuer)) {
    const detail = 'The signature is good, but its key is not one of the issuer that the credential names.';
    const errors = [problemDetails('CRYPTOGRAPHIC_SECURITY_ERROR', { detail, pointer: '/issuer' })];
    return { finding: { check, outcome: 'failed', code: 'foreign-key', detail, reason: 'not-genuine', errors } };
  }
  const bodies = awardingBodies(credential);
  if (!bodies) return { finding: { check, outcome: 'passed', code: 'issuers-key' }, issuer };
  const signed = new Set<unknown>([issuer, ...verified.map(({ controller }) => controller)]);
  const missing = bodies.filter((body) => !signed.has(body));
  if (missing.length === 0 && bodies.length > 1 && bodies.includes(issuer)) {
    const coIssuers = bodies.filter((body) => body !== issuer) as string[];
    return { finding: { check, outcome: 'passed', code: 'joint' }, issuer, coIssuers };
  }
  const detail =
    missing.length > 0
      ? `It is said to be awarded jointly, but ${missing.length === 1 ? 'one of the bodies has' : 'some of the bodies have'} not signed it.`
      : 'It is said to be awarded jointly, but does not name its issuer and others as awarding bodies.';
  const errors = [problemDetails('CRYPTOGRAPHIC_SECURITY_ERROR', { detail, pointer: '/awardingBody' })];
  return { finding: { check, outcome: 'failed', code: 'joint-incomplete', detail, reason: 'not-genuine', errors } };
}

/** The bodies that award a JointCredential; `undefined` among them for one without an id, which nobody can have signed for. */
function awardingBodies({ type, awardingBody }: JsonObject): (string | undefined)[] | undefined {
  if (!(Array.isArray(type) ? type.includes('JointCredential') : type === 'JointCredential')) return undefined;
  const ids = [awardingBody ?? []].flat().map((body) => {
    const id = typeof body === 'object' && body !== null ? (body as JsonObject).id : body;
    return typeof id === 'string' ? id : undefined;
  });
  return [...new Set(ids)];
}
