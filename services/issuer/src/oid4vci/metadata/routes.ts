import type { Service } from '@symbolon/service';
import { credentialType, credentialTypePath } from '../../claims/holder/credential-type.ts';
import type { IssuerContext } from '../../context.ts';
import { answerPreflight, institutionOf } from '../step.ts';
import { authorizationServerMetadata, credentialIssuerMetadata } from './metadata.ts';

const documents = {
  'openid-credential-issuer': credentialIssuerMetadata,
  'oauth-authorization-server': authorizationServerMetadata,
  // Where wallets of drafts look first.
  'openid-configuration': authorizationServerMetadata,
};

/**
 * Metadata of each institution, at both addresses: the well-known name inserted between host and path (OID4VCI 1.0 §12.2.2,
 * RFC 8414 §3.1) and appended to it, as drafts and OpenID Connect do. And the metadata of the type of our SD-JWT VCs.
 */
export function registerMetadata(scope: Service, context: IssuerContext): void {
  for (const [name, build] of Object.entries(documents)) {
    for (const path of [
      `/.well-known/${name}/institutions/:institution`,
      `/institutions/:institution/.well-known/${name}`,
    ]) {
      scope.get(path, async (request, reply) => {
        const institution = await institutionOf(context, request);
        reply.header('cache-control', 'public, max-age=60');
        return build(context.config, institution);
      });
      answerPreflight(scope, path);
    }
  }
  scope.get(credentialTypePath, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type('application/json')
      .send(credentialType(context.config.issuerUrl).text),
  );
}
