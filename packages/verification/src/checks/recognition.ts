import type { Finding } from '../findings.ts';

/** Says whether the whole skill is recognised or a part of it; a half-met condition must not look like a whole one. */
export function checkRecognition(credential: Record<string, unknown>): Finding {
  const check = 'recognition';
  const subject = credential.credentialSubject;
  const partial = Array.isArray(subject) ? subject.some(isPartial) : isPartial(subject);
  if (partial) return { check, outcome: 'passed', code: 'partial', reason: 'partial' };
  return { check, outcome: 'passed', code: 'whole' };
}

const isPartial = (subject: unknown) =>
  typeof subject === 'object' &&
  subject !== null &&
  (subject as Record<string, unknown>).partialRecognition !== undefined;
