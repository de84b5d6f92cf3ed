import { isStatusListToken, verifyStatusListToken } from '@symbolon/securing/sd-jwt/verify';
import { decodeTokenStatusList, tokenTimeToLive } from '@symbolon/status-list';
import type { VerificationEnvironment } from '../environment.ts';
import { keyLookup } from '../keys.ts';
import { checkProof } from '../secured.ts';
import type { TimeLimit } from '../time-limit.ts';
import { unreadable, unverified } from './unusable.ts';

export { isStatusListToken };

/** Opens a Status List Token. Of its claims all are kept but the list itself, whose bytes stand beside them. */
export async function openStatusListToken(text: string, environment: VerificationEnvironment, limit: TimeLimit) {
  const { issuerKeys } = environment;
  const options = { verificationMethod: keyLookup(environment, limit), now: environment.now(), ...issuerKeys };
  const secured = await verifyStatusListToken(text, options);
  if (!secured.document) return unverified(checkProof(secured).detail);
  const { status_list: list, refresh_list: refreshList, ...claims } = secured.document;
  try {
    const { bits, bytes } = await decodeTokenStatusList(list);
    const { exp } = claims;
    const document = { ...claims, status_list: { bits } };
    const validUntil = typeof exp === 'number' ? { validUntil: exp * 1_000 } : {};
    const refresh = await openRefreshList(refreshList);
    return { document, bits: bytes, ttl: tokenTimeToLive(claims), ...validUntil, ...(refresh ? { refresh } : {}) };
  } catch (error) {
    return unreadable(error);
  }
}

/** It only says why something was taken back. One that cannot be read must not hide that it was. */
const openRefreshList = (list: unknown) =>
  list === undefined ? undefined : decodeTokenStatusList(list).catch(() => undefined);
