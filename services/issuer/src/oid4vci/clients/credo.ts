import { Kms } from '@credo-ts/core';
import type { Secured } from '../../claims/holder/formats.ts';
import { credoAgent } from '../testing/credo-agent.ts';
import type { Client, Wish } from './client.ts';

// biome-ignore lint/suspicious/noExplicitAny: the inside of another's framework
type Any = any;

/** Credo, on which Paradym and other wallets are built. It verifies what it receives by itself. */
export const credoClient: Client = {
  name: 'Credo 0.6',
  // Each as `OpenId4VciHolderService` of @credo-ts/openid4vc has it.
  limit({ configuration, binding, algorithm }) {
    if (configuration === 'skills-sd-jwt') return undefined;
    if (configuration === 'skills-data-integrity') return 'ldp_vc of VCDM 1.1 only';
    if (binding === 'jwk') return 'jwk binding for dc+sd-jwt and mso_mdoc only';
    if (configuration === 'skills-ed25519-2020' && algorithm === 'P-256') return 'no suite for this key';
    return undefined;
  },
  async claim(wish: Wish) {
    const agent = await credoAgent(wish.key);
    try {
      return securedIn(await claimWith(agent, wish));
    } finally {
      await agent.shutdown();
    }
  },
};

/** Claims by an agent; gives the record of the credential. */
export async function claimWith(agent: Any, { offer, txCode, configuration, key, binding }: Wish): Promise<Any> {
  let holderBinding: Any = {
    method: 'jwk',
    keys: [Kms.PublicJwk.fromPublicJwk({ ...key.jwk, kid: 'holder' } as Any)],
  };
  if (binding !== 'jwk') {
    const created = await agent.dids.create({ method: binding.slice(4), options: { keyId: 'holder' } });
    const [{ id }] = created.didState.didDocument.verificationMethod;
    holderBinding = { method: 'did', didUrls: [id.startsWith('#') ? `${created.didState.did}${id}` : id] };
  }
  const holder = agent.openid4vc.holder;
  const resolvedCredentialOffer = await holder.resolveCredentialOffer(offer);
  const token = await holder.requestToken({ resolvedCredentialOffer, txCode });
  const { credentials } = await holder.requestCredentials({
    resolvedCredentialOffer,
    ...token,
    credentialConfigurationIds: [configuration],
    verifyCredentialStatus: false,
    credentialBindingResolver: () => holderBinding,
  });
  return credentials[0].record;
}

/**
 * Credo signs its holder in and waits: `signIn` takes its person to the issuer and back, `ready` lets the credential come to be
 * after it was deferred.
 */
export async function credoBySigningIn({
  offer,
  key,
  wallet,
  signIn,
  ready,
}: Pick<Wish, 'offer' | 'key'> & {
  wallet: { clientId: string; redirectUri: string };
  signIn(url: string): Promise<string>;
  ready(): Promise<void>;
}): Promise<Secured> {
  const agent = await credoAgent(key);
  try {
    const holder = agent.openid4vc.holder;
    const resolvedCredentialOffer = await holder.resolveCredentialOffer(offer);
    const asked = await holder.resolveOpenId4VciAuthorizationRequest(resolvedCredentialOffer, {
      ...wallet,
      scope: ['skills-sd-jwt'],
    });
    const code = new URL(await signIn(asked.authorizationRequestUrl)).searchParams.get('code');
    const { codeVerifier, dpop } = asked;
    const token = await holder.requestToken({ resolvedCredentialOffer, code, codeVerifier, ...wallet, dpop });
    const publicJwk = Kms.PublicJwk.fromPublicJwk({ ...key.jwk, kid: 'holder' } as Any);
    const { deferredCredentials } = await holder.requestCredentials({
      resolvedCredentialOffer,
      ...token,
      clientId: wallet.clientId,
      credentialConfigurationIds: ['skills-sd-jwt'],
      verifyCredentialStatus: false,
      credentialBindingResolver: () => ({ method: 'jwk', keys: [publicJwk] }),
    });
    const [waiting] = deferredCredentials;
    if (!waiting) throw new Error('The credential was not deferred.');
    await ready();
    const { credentials } = await holder.requestDeferredCredentials({
      issuerMetadata: resolvedCredentialOffer.metadata,
      ...waiting,
      accessToken: token.accessToken,
      dpop: token.dpop,
      verifyCredentialStatus: false,
    });
    return securedIn(credentials[0].record);
  } finally {
    await agent.shutdown();
  }
}

/** As Credo keeps it. */
function securedIn(record: Any): Secured {
  const { encoded } = record.firstCredential;
  return encoded;
}
