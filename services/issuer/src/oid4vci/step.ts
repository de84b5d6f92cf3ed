import { databaseProblem } from '@symbolon/postgres';
import type { Request, Service } from '@symbolon/service';
import type { IssuerContext } from '../context.ts';
import { ownerOf } from '../institutions/owner.ts';
import { findInstitution, type Institution } from '../institutions/store.ts';
import { ProtocolError, toProtocolError } from './protocol-error.ts';

const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers':
    'accept, accept-language, authorization, content-type, dpop, oauth-client-attestation, oauth-client-attestation-pop',
  'access-control-expose-headers': 'dpop-nonce, retry-after, www-authenticate',
  'access-control-max-age': '86400',
};

/** Lets any site's page call a scope, because wallets run in browsers too. No cookie is read there, and nothing is cached. */
export function openToOtherSites(scope: Service): void {
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers({ ...crossOrigin, 'cache-control': 'no-store' });
  });
}

/** Makes a scope one of wallets: what goes wrong is told in the protocol's words, `malformed` for what cannot be read. */
export function forWallets(scope: Service, malformed: string): void {
  openToOtherSites(scope);
  scope.setErrorHandler((error, request, reply) => {
    const refusal = toProtocolError(databaseProblem(error), malformed);
    if (refusal.status >= 500) request.log.error({ err: error, event: 'request.failed' });
    return reply.code(refusal.status).headers(refusal.headers).type('application/json').send(JSON.stringify(refusal));
  });
}

/** Answers the question that a browser asks before it sends what another site's page wants sent. */
export function answerPreflight(scope: Service, path: string): void {
  scope.options(path, async (_request, reply) => reply.code(204).send());
}

/** Gives the id of the institution of the address, which is asked for at every step. Throws 404. */
export async function institutionIdOf({ pool }: IssuerContext, request: Pick<Request, 'params'>): Promise<string> {
  const { institution } = request.params as { institution: string };
  if (!(await ownerOf(pool, institution))) throw noIssuer();
  return institution;
}

const noIssuer = () => new ProtocolError('invalid_request', 'There is no such credential issuer', { status: 404 });

/** Gives the institution of the address. Throws 404. */
export async function institutionOf({ pool }: IssuerContext, request: Pick<Request, 'params'>): Promise<Institution> {
  const { institution } = request.params as { institution: string };
  const found = await findInstitution(pool, institution);
  if (!found) throw noIssuer();
  return found;
}
