import { isObject, type JsonObject } from '@symbolon/securing/verify';
import {
  type PresentationResult,
  type Reason,
  reasons,
  type Verdict,
  type VerificationResult,
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
  { environment, now }: PresentationContext,
): Promise<Answer | Refusal> {
  if (presented.length === 0) return refused('NO_PRESENTATION', 'There is no presentation in the response.');
  if (presented.length > maximumPresentations)
    return refused('TOO_MANY', `At most ${maximumPresentations} presentations are taken at once.`);
  const options = { challenge: binding.nonce, domain: binding.audience, holderBinding: true } as const;
  const results = await Promise.all(
    presented.map(async ({ presentation }) => verifyPresentation(presentation, options, environment)),
  );
  for (const [index, result] of results.entries()) {
    const fault = faultOf(result, presented[index]!.presentation, now());
    if (fault) return fault;
  }
  const shown = results.flatMap(({ presentation, credentials }, index): Shown[] => {
    const formats = formatsWithin(presentation!);
    const { queryId } = presented[index]!;
    return credentials.map((result, place) => ({
      result,
      format: formats[place]!,
      ...(queryId === undefined ? {} : { queryId }),
    }));
  });
  // What was not asked for is not kept. What cannot be read because its signature does not hold is told as such.
  if (shown.every(({ result }) => result.credential) && !(await isWhatWasAsked(shown, asked)))
    return refused('NOT_WHAT_WAS_ASKED', 'The presented credentials are not what was asked for.');
  return together(results);
}

const refused = (refusal: string, detail: string): Refusal => ({ refusal, detail });

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

function together(results: PresentationResult[]): Answer {
  const [first, ...others] = results.toSorted((a, b) => reasons.indexOf(a.reason) - reasons.indexOf(b.reason));
  const { verdict, reason, verified } = first!;
  return {
    verdict,
    reason,
    verified: verified && others.every((other) => other.verified),
    holder: [...new Set(results.flatMap(({ holder }) => holder ?? []))],
    credentialResults: results.flatMap(({ credentials }) => credentials.map((each) => credentialAnswer(each, {}))),
  };
}
