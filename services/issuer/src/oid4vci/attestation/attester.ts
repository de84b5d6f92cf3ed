import { type PublicKey, publicKeyFromJwk } from '@symbolon/dids';
import { type Jws, joseNames, parseJws, typeOf, verifySignature } from '@symbolon/securing/verify';
import { keyOfChain } from '@symbolon/securing/x5c';
import type { WalletSettings } from '../settings/settings.ts';

type Attesters = NonNullable<WalletSettings['attesters']>;

/** Clocks differ by so many seconds. */
export const leeway = 60;

/**
 * Gives an attestation whose signature is that of an attester whom the institution trusts, found by `x5c` or `kid`. Gives a
 * sentence instead where it is not.
 */
export async function attestedBy(
  { attesters = {} }: WalletSettings,
  jwt: unknown,
  type: string,
  now: Date,
): Promise<Jws | string> {
  const jws = typeof jwt === 'string' && jwt.length < 50_000 ? parseJws(jwt) : undefined;
  if (!jws || jws.problem) return 'The attestation is not a compact JWS';
  if (typeOf(jws.header) !== type) return `The type of the attestation is ${type}`;
  const key = attesterKey(attesters, jws, now);
  if (!key) return 'The attestation is of nobody who is trusted here';
  return (await isSignedBy(jws, key)) ? jws : 'The signature of the attestation does not hold';
}

function attesterKey({ certificates = [], keys = [] }: Attesters, { header }: Jws, now: Date): PublicKey | undefined {
  if (header.x5c !== undefined) return keyOfChain(header.x5c, certificates, now);
  const known = keys.find(({ kid }) => kid === header.kid);
  return known && publicKeyFromJwk(known);
}

/** Says whether a JWS is signed by a key, with an algorithm that this key has. */
export async function isSignedBy(jws: Jws, key: PublicKey): Promise<boolean> {
  const names = joseNames[key.algorithm];
  return names.includes(String(jws.header.alg)) && verifySignature(key, jws.signed, jws.signature);
}

/** Says whether the times of a statement hold: not over, not from the future. `exp` must be there where it is `needed`. */
export function isTimely({ iat, nbf, exp }: Record<string, unknown>, now: Date, { expNeeded }: { expNeeded: boolean }) {
  const seconds = now.getTime() / 1000;
  const begun = [iat, nbf].every(
    (time) => time === undefined || (typeof time === 'number' && time <= seconds + leeway),
  );
  const lasts = exp === undefined ? !expNeeded : typeof exp === 'number' && exp > seconds - leeway;
  return begun && lasts;
}
