import { testAuthority } from '@symbolon/securing/testing';
import { type HolderKey, holderKeyPair, signJwt } from './wallet.ts';

type Claims = Record<string, unknown>;

/** A provider of wallets in a test, known by its certificate authority. */
export function testAttester() {
  const authority = testAuthority('Wallet provider');
  const key = holderKeyPair('P-256');
  const certify = ({ privateKey }: HolderKey) =>
    authority.issue({ privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }) });
  const x5c = [certify(key)];
  let serial = 0;
  return {
    anchor: authority.certificate,
    key,
    x5c,
    certify,
    /** An attestation of the wallet's own key (OID4VCI 1.0 Appendix E). */
    wallet(instance: HolderKey, iat: number, claims: Claims = {}, header: object = { x5c }, by = key): string {
      const payload = { sub: 'https://wallet.example', iat, exp: iat + 3600, cnf: { jwk: instance.jwk }, ...claims };
      return signJwt(by, { typ: 'oauth-client-attestation+jwt', ...header }, payload);
    },
    /** The proof that goes with it, for an authorization server. */
    pop(instance: HolderKey, aud: string, iat: number, claims: Claims = {}, header: object = {}): string {
      serial += 1;
      const payload = { iss: 'https://wallet.example', aud, iat, jti: `jti-${serial}`, ...claims };
      return signJwt(instance, { typ: 'oauth-client-attestation-pop+jwt', ...header }, payload);
    },
    /** An attestation of keys (Appendix D). */
    keys(keys: HolderKey[], claims: Claims, header: object = { x5c }, by = key): string {
      const payload = { attested_keys: keys.map(({ jwk }) => jwk), ...claims };
      return signJwt(by, { typ: 'key-attestation+jwt', ...header }, payload);
    },
  };
}
