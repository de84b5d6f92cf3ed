import { checkCredential } from '@symbolon/credential';
import { decodeBitstring, timeToLive } from '@symbolon/status-list';
import type { VerificationEnvironment } from '../environment.ts';
import { keyLookup } from '../keys.ts';
import { parseInput } from '../parse.ts';
import { checkController, checkProof, verifySecured } from '../secured.ts';
import { defaultTimeLimit, startTimeLimit } from '../time-limit.ts';
import type { OpenStatusList } from './status-list-store.ts';
import { unreadable, unverified } from './unusable.ts';

/**
 * Gives the opener of status lists: a list is a credential itself and is verified like one (Bitstring Status List §3.2
 * step 4), except for what depends on who asks: purpose, issuer, address and dates are held against each entry. It has a
 * time limit of its own, because those who ask together share it. A Status List Token is opened here too: one way for both, so that a
 * credential which names a list of the other kind cannot spoil that list for others.
 */
export function openStatusLists(environment: VerificationEnvironment): OpenStatusList {
  return async (text) => {
    const limit = startTimeLimit(environment.timeLimitMs ?? defaultTimeLimit);
    if (compactJws.test(text)) {
      // Loaded where it may be one: a page need not carry it for its first check.
      const { isStatusListToken, openStatusListToken } = await import('./open-status-list-token.ts');
      if (isStatusListToken(text)) return openStatusListToken(text, environment, limit);
    }
    const parsed = parseInput(text);
    if (!parsed.secured || parsed.secured.form === 'sd-jwt') return unverified(parsed.finding.detail);
    const secured = await verifySecured(parsed.secured, environment, keyLookup(environment, limit), limit);
    if (!secured.document) return unverified(checkProof(secured).detail);
    const controller = checkController(secured.document, secured);
    if (controller.issuer === undefined) return unverified(controller.finding.detail);
    const [problem] = checkCredential(secured.document);
    if (problem) return unverified(problem.detail);
    return decode(secured.document);
  };
}

/** A token, or a list that is secured as a JWT. */
const compactJws = /^[\w-]+\.[\w-]+\.[\w-]*$/;

async function decode(document: Record<string, unknown>) {
  const subject = document.credentialSubject as { encodedList?: unknown; type?: unknown };
  if (typeof subject.encodedList !== 'string') return unverified('The status list has no encodedList.');
  try {
    // The lists of StatusList2021 are base64url without the multibase prefix.
    const multibase = ![subject.type].flat().includes('StatusList2021');
    const bits = await decodeBitstring(subject.encodedList, { multibase });
    const validUntil = Date.parse(String(document.validUntil ?? document.expirationDate));
    return { document, bits, ttl: timeToLive(document), ...(Number.isNaN(validUntil) ? {} : { validUntil }) };
  } catch (error) {
    return unreadable(error);
  }
}
