import { Problem, problemDetails } from '@symbolon/problem';
import { isObject, parseDocument, type WithinLimits } from '@symbolon/securing/verify';
import type { VerifyOptions } from '@symbolon/verification';
import { memberTexts } from './member-text.ts';

export type Body = { options?: Record<string, unknown> };

/** A request that is well formed; `document` is a JSON object that was looked through, its text where that found something, or a JWT. */
export type VerifyRequest = { document: WithinLimits | string; options: VerifyOptions };

/**
 * Gives what a request asks for. Throws a Problem 400 for an option that is not known (VCALM §3.7: it must not be passed
 * over, because the caller counts on it), a date that is none, or a document that is neither object nor text.
 */
export function readRequest(text: string, body: Body, name: string, knownOptions: readonly string[]): VerifyRequest {
  const options = readOptions(body, knownOptions);
  const [first, ...more] = memberTexts(text).get(name) ?? [];
  if (first === undefined || more.length > 0) throw refused(name, `The body has exactly one "${name}".`);
  return { document: documentOf(first, (body as Record<string, unknown>)[name], name), options };
}

/** Gives the options of a request. Throws a Problem 400 for one that is not known, and for a date that is none. */
export function readOptions({ options = {} }: Body, knownOptions: readonly string[]): VerifyOptions {
  const unknown = Object.keys(options).filter((option) => !knownOptions.includes(option));
  if (unknown.length > 0) {
    const { type, title } = problemDetails('UNKNOWN_OPTION_PROVIDED');
    const errors = unknown.map((option) => ({
      detail: `"${option}" is not an option here.`,
      pointer: `/options/${option}`,
    }));
    throw new Problem(400, title, { type, detail: `The options known here are ${knownOptions.join(', ')}.`, errors });
  }
  const { acceptedIssuers, verificationDate, challenge, domain } = options as Record<string, never>;
  return {
    ...(acceptedIssuers ? { acceptedIssuers } : {}),
    ...(verificationDate === undefined ? {} : { at: readDate(verificationDate) }),
    ...(challenge === undefined ? {} : { challenge }),
    ...(domain === undefined ? {} : { domain }),
  };
}

/** Gives the text of what is to be verified: of a JSON object, or a JWT. Throws a Problem 400 for a value that is neither. */
export function givenText(text: string, value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (!isObject(value)) throw refused(name, `"${name}" is an object, or a JWT as text.`);
  return text;
}

/**
 * Gives what is to be verified, of its JSON text and the value that was parsed of it: only the text shows a member that stands twice.
 * Throws a Problem 400 for what is neither an object nor a text.
 */
export function documentOf(text: string, value: unknown, name: string): VerifyRequest['document'] {
  const given = givenText(text, value, name);
  if (typeof value === 'string') return given;
  const parsed = parseDocument(value, text);
  // What is wrong with it is an answer, which the verification words.
  return parsed.problem ? text : parsed;
}

function readDate(value: string): Date {
  const date = new Date(value);
  // Without its zone (RFC 3339 §5.6) a date would mean the day of wherever this service runs.
  if (!/^\d{4}-\d\d-\d\dT.+(?:Z|[+-]\d\d:\d\d)$/i.test(value) || Number.isNaN(date.getTime())) {
    throw refused('options/verificationDate', 'Write the date as in 2026-11-20T10:00:00Z.');
  }
  return date;
}

const refused = (place: string, detail: string) =>
  new Problem(400, 'The request is not well formed', { detail, errors: [{ detail, pointer: `/${place}` }] });
