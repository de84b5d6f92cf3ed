import type { IssuerConfig } from '../../config.ts';
import type { Institution } from '../../institutions/store.ts';
import { method2020 } from '../../keys/did-document.ts';
import type { SigningKey } from '../../keys/store.ts';
import { credentialIssuer } from '../issuer-url.ts';

/**
 * Gives the JWT VC Issuer Metadata of an institution (SD-JWT VC §5): the keys of its DID document by the names that stand in
 * `kid`. Those that were compromised are gone here too.
 */
export function jwtVcIssuerMetadata(
  config: Pick<IssuerConfig, 'issuerUrl'>,
  { id, did }: Pick<Institution, 'id' | 'did'>,
  keys: readonly SigningKey[],
): Record<string, unknown> {
  const trusted = keys.filter(({ compromised }) => compromised === null);
  return {
    issuer: credentialIssuer(config, id),
    jwks: {
      keys: trusted.map(({ fragment, publicJwk }) => ({
        ...publicJwk,
        kid: method2020(`${did}#${fragment}`),
        use: 'sig',
      })),
    },
  };
}
