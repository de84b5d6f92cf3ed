import { hasType, idOf, isObject, type Members, objects, text, texts } from './members.ts';

/** That an accreditation was taken back: which, from when on, and why. */
export type Withdrawal = { of: { id: string; digests: string[] }; by: string; at: string; because?: string };

/**
 * Reads a verified RecognitionDecisionCredential with the outcome `withdrawn` as the withdrawal of an accreditation, in force from its
 * `validFrom` on; undefined where it is none. Whether its author is the accreditation's own is for the caller to see.
 */
export function readWithdrawal(credential: Members): Withdrawal | undefined {
  const { credentialSubject: subject, issuer, validFrom } = credential;
  if (!hasType(credential, 'RecognitionDecisionCredential') || !isObject(subject)) return undefined;
  if (!hasType(subject, 'RecognitionDecision') || subject.outcome !== 'withdrawn') return undefined;
  const recognizes = isObject(subject.recognizes) ? subject.recognizes : {};
  const [id, digests, by, at] = [text(recognizes.id), texts(recognizes.digestMultibase), idOf(issuer), text(validFrom)];
  if (id === undefined || !digests || by === undefined || at === undefined) return undefined;
  const [reason = {}] = objects(subject.reason);
  const because = text(reason.explanation, 1_000) ?? text(reason.ground, 200);
  return { of: { id, digests }, by, at, ...(because === undefined ? {} : { because }) };
}
