import { isObject, type JsonObject } from '@symbolon/securing/verify';
import {
  type PresentationResult,
  type Reason,
  reasons,
  type Verdict,
  type VerificationResult,
  verifyCredential,
  verifyPresentation,
} from '@symbolon/verification';
import { credentialAnswer } from '../../verify/answer.ts';
import type { Asked } from '../asked.ts';
import type { PresentationContext } from '../context.ts';
import { isFromTheFuture } from './freshness.ts';
import { isWhatWasAsked, type Shown } from './matches.ts';
import { formatsWithin, maximumPresentations, type Presented } from './presented.ts';

/** What the presentations are worth together, and each credential by itself; the verdict is the most severe one. */
export type Answer = {
  verdict: Verdict;
  reason: Reason;
  verified: boolean;
  /** DIDs that proved to hold the keys of the presentations. */
  holder: string[];
  credentialResults: (Omit<VerificationResult, 'credential'> & { credential?: Record<string, unknown> })[];
};

/** What was sent is no answer to this request: not bound to it, not signed, or something else than was asked for. */
export type Refusal = { refusal: string; detail: string };

/** What every presentation must be bound to (OpenID4VP 1.0 §14.1.2): the nonce of the request, and whoever asked. */
export type Binding = { nonce: string; audience: string };

/**
 * Verifies presentations that were sent for a request, with every credential in them. A bad credential is an answer with its verdict;
 * a presentation that was not made for this request, now, by the holder of its key, is none.
 */
export async function verifyAnswer(
  presented: readonly Presented[],
  binding: Binding,
  asked: Asked,
  context: PresentationContext,
): Promise<Answer | Refusal> {
  if (presented.length === 0) return refused('NO_PRESENTATION', 'There is no presentation in the response.');
  if (presented.length > maximumPresentations)
    return refused('TOO_MANY', `At most ${maximumPresentations} presentations are taken at once.`);
  const found = await Promise.all(presented.map((one) => verifyOne(one, binding, context)));
  const fault = found.find((one): one is Refusal => 'refusal' in one);
  if (fault) return fault;
  const verified = found.filter((one): one is Verified => !('refusal' in one));
  const shown = verified.flatMap(({ shown }) => shown);
  // What was not asked for is not kept. What cannot be read because its signature does not hold is told as such.
  if (shown.every(({ result }) => result.credential) && !(await isWhatWasAsked(shown, asked)))
    return refused('NOT_WHAT_WAS_ASKED', 'The presented credentials are not what was asked for.');
  return together(verified);
}

const refused = (refusal: string, detail: string): Refusal => ({ refusal, detail });

/** A presentation that was made for this request: what it is worth, and the credentials in it. */
type Verified = { verdict: Verdict; reason: Reason; verified: boolean; holder: string[]; shown: Shown[] };

async function verifyOne(one: Presented, binding: Binding, context: PresentationContext): Promise<Verified | Refusal> {
  const { presentation } = one;
  return typeof presentation === 'string' && presentation.includes('~')
    ? verifySdJwt(presentation, one.queryId, binding, context)
    : verifyVp(one, binding, context);
}

async function verifyVp(
  { presentation, queryId }: Presented,
  { nonce, audience }: Binding,
  { environment, now }: PresentationContext,
): Promise<Verified | Refusal> {
  const options = { challenge: nonce, domain: audience, holderBinding: true } as const;
  const result = await verifyPresentation(presentation, options, environment);
  const fault = faultOf(result, presentation, now());
  if (fault) return fault;
  const formats = formatsWithin(result.presentation!);
  const { verdict, reason, verified, holder, credentials } = result;
  const shown = credentials.map((each, place) => ({ result: each, format: formats[place]!, ...named(queryId) }));
  return { verdict, reason, verified, holder: holder === undefined ? [] : [holder], shown };
}

async function verifySdJwt(
  sdJwt: string,
  queryId: string | undefined,
  { nonce, audience }: Binding,
  { environment }: PresentationContext,
): Promise<Verified | Refusal> {
  const result = await verifyCredential(sdJwt, { keyBinding: { nonce, audience } }, environment);
  const { verdict, reason, verified, credential, problemDetails } = result;
  if (!credential) {
    // Good by itself, so it is the key binding that fails: nobody knows that it was shown for this request, or by whom.
    const alone = await verifyCredential(sdJwt.slice(0, sdJwt.lastIndexOf('~') + 1), {}, environment);
    const [fault] = problemDetails;
    // What cannot be read at all is no presentation of anything, and must not use up the request.
    if (alone.credential || alone.reason === 'unreadable' || alone.reason === 'not-a-credential')
      return refused(fault?.code ?? reason, fault?.detail ?? fault?.title ?? 'The key binding fails.');
  }
  return { verdict, reason, verified, holder: [], shown: [{ result, format: 'dc+sd-jwt', ...named(queryId) }] };
}

const named = (queryId: string | undefined) => (queryId === undefined ? {} : { queryId });

function faultOf(result: PresentationResult, presentation: JsonObject | string, now: Date): Refusal | undefined {
  const { problemDetails, reason, credentials } = result;
  if (!result.presentation) {
    const [problem] = problemDetails;
    return refused(
      problem?.code ?? reason,
      problem?.detail ?? problem?.title ?? 'The presentation cannot be verified.',
    );
  }
  const own = problemDetails[0];
  if (own) return refused(own.code ?? 'MALFORMED_VALUE_ERROR', own.detail ?? own.title);
  if (isFromTheFuture(isObject(presentation) ? result.presentation : presentation, now))
    return refused('PROOF_VERIFICATION_ERROR', 'The presentation says that it was made in the future.');
  if (credentials.length === 0) return refused('NO_CREDENTIAL', 'There is no credential in the presentation.');
  return undefined;
}

function together(all: Verified[]): Answer {
  const [first, ...others] = all.toSorted((a, b) => reasons.indexOf(a.reason) - reasons.indexOf(b.reason));
  const { verdict, reason, verified } = first!;
  return {
    verdict,
    reason,
    verified: verified && others.every((other) => other.verified),
    holder: [...new Set(all.flatMap(({ holder }) => holder))],
    credentialResults: all.flatMap(({ shown }) => shown.map(({ result }) => credentialAnswer(result, {}))),
  };
}
