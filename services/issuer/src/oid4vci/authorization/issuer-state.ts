import { timingSafeEqual } from 'node:crypto';
import { type Claim, sha256 } from '../../claims/claim.ts';
import { findClaim } from '../../claims/store.ts';
import type { IssuerContext } from '../../context.ts';

type Keys = Pick<IssuerContext['keys'], 'mac'>;
const macOf = (keys: Keys, { id, generation }: Pick<Claim, 'id' | 'generation'>) =>
  keys.mac('issuer_state', `${id} ${generation}`).subarray(0, 16).toString('base64url');

/** Gives the `issuer_state` of an offer (OID4VCI 1.0 §4.1.1): which certificate it was for. It lets nobody have it. */
export const issuerState = (keys: Keys, claim: Pick<Claim, 'id' | 'generation'>): string =>
  `${claim.id}.${macOf(keys, claim)}`;

/** Gives the claim that an `issuer_state` of ours stands for, as it is now; undefined for any other text. */
export async function claimOfState(
  { pool, keys }: Pick<IssuerContext, 'pool' | 'keys'>,
  institutionId: string,
  state: string,
): Promise<Claim | undefined> {
  const [, id, mac = ''] = /^([0-9a-f-]{36})\.([\w-]{22})$/.exec(state) ?? [];
  const claim =
    id !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
      ? await findClaim(pool, institutionId, id)
      : undefined;
  return claim && timingSafeEqual(sha256(mac), sha256(macOf(keys, claim))) ? claim : undefined;
}
