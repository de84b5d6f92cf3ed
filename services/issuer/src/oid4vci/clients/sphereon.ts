import { OpenID4VCIClientV1_0_15 } from '@sphereon/oid4vci-client';
import { credentialFormats, type Secured } from '../../claims/holder/formats.ts';
import { keyHeader, signJwt } from '../testing/wallet.ts';
import type { Client } from './client.ts';

// biome-ignore lint/suspicious/noExplicitAny: its types want more of its own enums than a wallet has
type Any = any;

/** The library of Sphereon's wallet: draft 15, one nonce and one proof, the credential named by its configuration. */
export const sphereonClient: Client = {
  name: 'Sphereon 0.20',
  async claim({ offer, txCode, configuration, key, binding }) {
    const client = await OpenID4VCIClientV1_0_15.fromURI({ uri: offer, resolveOfferUri: true });
    await client.acquireAccessToken({ pin: txCode });
    const named = keyHeader(key, binding) as { kid: string } | { jwk: Any };
    const answer: Any = await client.acquireCredentials({
      ...named,
      credentialConfigurationId: configuration,
      format: credentialFormats[configuration].format,
      alg: key.algorithm === 'Ed25519' ? 'EdDSA' : 'ES256',
      proofCallbacks: { signCallback: async ({ header, payload }: Any) => signJwt(key, header, payload) },
    } as Any);
    return answer.credentials[0].credential as Secured;
  },
};
