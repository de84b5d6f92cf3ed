import { isObject, type JsonObject } from '@symbolon/securing/verify';
import type { Presented } from '../answer/presented.ts';
import { inputDescriptorId } from '../authorization-request/presentation-definition.ts';
import { invalidRequest } from '../wallet-error.ts';
import { type AuthorizationResponse, parseJson } from './read-response.ts';

/** Gives the presentations of `vp_token`: an object with a list for each credential query (OpenID4VP 1.0 §8.1). Throws a WalletError. */
export function presentationsByQuery({ vp_token: token }: AuthorizationResponse): Presented[] {
  const lists = parseJson(token);
  if (!isObject(lists)) throw invalidRequest('vp_token is an object with an array for each credential query.');
  return Object.entries(lists).flatMap(([queryId, list]) => {
    if (!Array.isArray(list) || list.length === 0)
      throw invalidRequest('Each member of vp_token is an array of one or more presentations.');
    return list.map((presentation) => ({ queryId, presentation: asPresentation(presentation) }));
  });
}

/**
 * Gives the presentations of the drafts before 1.0: `vp_token` is one or an array of them, and `presentation_submission` says which is
 * for what (Presentation Exchange 2.0 §6). Throws a WalletError where it answers another definition.
 */
export function submittedPresentations(response: AuthorizationResponse, definitionId: string): Presented[] {
  const submission = parseJson(response.presentation_submission);
  if (!isObject(submission) || submission.definition_id !== definitionId)
    throw invalidRequest('presentation_submission does not answer the definition of this request.');
  const { descriptor_map: map } = submission;
  const { vp_token: token } = response;
  const parsed = typeof token === 'string' && !/^\s*[[{"]/.test(token) ? token : parseJson(token);
  const all = Array.isArray(parsed) ? parsed : [parsed];
  const isSound = (entry: unknown) =>
    isObject(entry) && entry.id === inputDescriptorId && placeOf(entry.path, Array.isArray(parsed)) < all.length;
  if (!Array.isArray(map) || map.length === 0 || !map.every(isSound))
    throw invalidRequest('descriptor_map names what was not asked for, or a place that is not in vp_token.');
  return all.map((presentation) => ({ presentation: asPresentation(presentation) }));
}

/** Place of a presentation by its path: `$`, or `$[n]` in an array. Not below any length where it is neither. */
function placeOf(path: unknown, isArray: boolean): number {
  if (path === '$' && !isArray) return 0;
  const index = typeof path === 'string' ? /^\$\[(\d{1,3})\]/.exec(path)?.[1] : undefined;
  return index === undefined ? Number.POSITIVE_INFINITY : Number(index);
}

function asPresentation(value: unknown): JsonObject | string {
  if (typeof value === 'string' || isObject(value)) return value;
  throw invalidRequest('A presentation is an object, or a JWT as text.');
}
