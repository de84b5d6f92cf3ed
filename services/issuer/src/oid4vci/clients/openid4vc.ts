import { createHash, randomBytes } from 'node:crypto';
import { clientAuthenticationAnonymous, type JwtSigner, setGlobalConfig } from '@openid4vc/oauth2';
import { Openid4vciClient } from '@openid4vc/openid4vci';
import type { Secured } from '../../claims/holder/formats.ts';
import { type Binding, type HolderKey, keyHeader, signJwt } from '../testing/wallet.ts';
import type { Client } from './client.ts';

function signerOf(key: HolderKey, binding: Binding): JwtSigner {
  const alg = key.algorithm === 'Ed25519' ? 'EdDSA' : 'ES256';
  if (binding === 'jwk') return { method: 'jwk', alg, publicJwk: key.jwk as never };
  return { method: 'did', alg, didUrl: (keyHeader(key, binding) as { kid: string }).kid };
}

/** The library that Credo and the wallets of Animo are built on. */
export const openid4vcClient: Client = {
  name: '@openid4vc/openid4vci 0.4',
  async claim({ offer, txCode, configuration, key, binding }) {
    setGlobalConfig({ allowInsecureUrls: true });
    const client = new Openid4vciClient({
      callbacks: {
        fetch,
        hash: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(),
        generateRandom: (length) => randomBytes(length),
        clientAuthentication: clientAuthenticationAnonymous(),
        signJwt: async (signer, { header, payload }) => ({
          jwt: signJwt(key, header, payload),
          signerJwk: 'publicJwk' in signer ? signer.publicJwk : (key.jwk as never),
        }),
      },
    });
    const credentialOffer = await client.resolveCredentialOffer(offer);
    const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
    const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
      credentialOffer,
      issuerMetadata,
      txCode,
    });
    const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
    const { jwt } = await client.createCredentialRequestJwtProof({
      issuerMetadata,
      credentialConfigurationId: configuration,
      signer: signerOf(key, binding),
      nonce,
    });
    const { credentialResponse } = await client.retrieveCredentials({
      issuerMetadata,
      accessToken: accessTokenResponse.access_token,
      credentialConfigurationId: configuration,
      proofs: { jwt: [jwt] },
    });
    const [first] = credentialResponse.credentials ?? [];
    return (first as { credential: Secured }).credential;
  },
};
