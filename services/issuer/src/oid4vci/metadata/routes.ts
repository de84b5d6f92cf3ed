import { signJwt } from '@symbolon/securing/sign';
import type { Service } from '@symbolon/service';
import { credentialType, credentialTypePath } from '../../claims/holder/credential-type.ts';
import type { IssuerContext } from '../../context.ts';
import { accepts } from '../../http.ts';
import type { Institution } from '../../institutions/store.ts';
import { method2020 } from '../../keys/did-document.ts';
import { signersInUse } from '../../keys/keys.ts';
import { listKeys } from '../../keys/store.ts';
import { chainOf } from '../settings/chain.ts';
import { walletSettings } from '../settings/known.ts';
import type { WalletSettings } from '../settings/settings.ts';
import { answerPreflight, institutionOf } from '../step.ts';
import { jwtVcIssuerMetadata } from './jwt-vc-issuer.ts';
import { authorizationServerMetadata, credentialIssuerMetadata } from './metadata.ts';

/** Gives metadata as a JWT signed by the institution's key (OID4VCI 1.0 §12.2.3), so that no server between can change it. */
async function signMetadata(
  context: IssuerContext,
  { id, did }: Institution,
  settings: WalletSettings,
  metadata: Record<string, unknown>,
): Promise<string> {
  const { 'P-256': signer } = signersInUse(context, did, await listKeys(context.pool, id));
  const claims = {
    ...metadata,
    iss: did,
    sub: metadata.credential_issuer,
    iat: Math.floor(context.clock().getTime() / 1000),
  };
  const key = { ...signer, verificationMethod: method2020(signer.verificationMethod) };
  const x5c = chainOf(settings, signer, context.clock());
  return signJwt({ typ: 'openidvci-issuer-metadata+jwt', ...(x5c ? { x5c } : {}) }, claims, key);
}

const documents = {
  'openid-credential-issuer': credentialIssuerMetadata,
  'oauth-authorization-server': authorizationServerMetadata,
  // Where wallets of drafts look first.
  'openid-configuration': authorizationServerMetadata,
};

/**
 * Metadata of each institution, at both addresses: the well-known name inserted between host and path (OID4VCI 1.0 §12.2.2,
 * RFC 8414 §3.1) and appended to it, as drafts and OpenID Connect do. And the metadata of the type of our SD-JWT VCs, and
 * where their readers find keys by the issuer's address.
 */
export function registerMetadata(scope: Service, context: IssuerContext): void {
  for (const [name, build] of Object.entries(documents)) {
    for (const path of [
      `/.well-known/${name}/institutions/:institution`,
      `/institutions/:institution/.well-known/${name}`,
    ]) {
      scope.get(path, async (request, reply) => {
        const institution = await institutionOf(context, request);
        const { settings } = await walletSettings(context, institution.id);
        reply.headers({ 'cache-control': 'public, max-age=60', vary: 'accept' });
        const metadata = build(context, institution, settings);
        if (name !== 'openid-credential-issuer' || !accepts(request.headers.accept, 'application/jwt')) return metadata;
        return reply.type('application/jwt').send(await signMetadata(context, institution, settings, metadata));
      });
      answerPreflight(scope, path);
    }
  }
  for (const path of [
    '/.well-known/jwt-vc-issuer/institutions/:institution',
    '/institutions/:institution/.well-known/jwt-vc-issuer',
  ]) {
    scope.get(path, async (request, reply) => {
      const institution = await institutionOf(context, request);
      reply.header('cache-control', 'public, max-age=60');
      return jwtVcIssuerMetadata(context.config, institution, await listKeys(context.pool, institution.id));
    });
    answerPreflight(scope, path);
  }
  scope.get(credentialTypePath, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type('application/json')
      .send(credentialType(context.config.issuerUrl).text),
  );
}
