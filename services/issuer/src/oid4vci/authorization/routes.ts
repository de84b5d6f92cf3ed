import { randomBytes } from 'node:crypto';
import { databaseProblem } from '@symbolon/postgres';
import { type Reply, type Request, type Service, toProblem } from '@symbolon/service';
import { sha256 } from '../../claims/claim.ts';
import type { IssuerContext } from '../../context.ts';
import { authenticateWallet } from '../attestation/wallet-attestation.ts';
import { verifyDpop } from '../dpop.ts';
import { accountOf } from '../identity-provider/accounts.ts';
import { SignInFailed, signInSecrets, signInUrl, whoSignedIn } from '../identity-provider/relying-party.ts';
import { endpoint } from '../issuer-url.ts';
import { ProtocolError } from '../protocol-error.ts';
import { walletSettings } from '../settings/known.ts';
import { demandsWalletAttestation, isHaip } from '../settings/settings.ts';
import { answerPreflight, institutionOf } from '../step.ts';
import { parametersOf } from '../token/request.ts';
import { answerUrl, keepRequest, pushedLifetime, requestUriSha256, signInLifetime } from './begin.ts';
import { browserSecret, giveBrowserSecret } from './browser.ts';
import { type Client, clientOf, parseAuthorizationRequest } from './request.ts';
import {
  type AuthorizationRequest,
  noteAccount,
  removeRequest,
  takeProviderAnswer,
  takePushed,
  tieToBrowser,
} from './store.ts';

const unavailable = () => new ProtocolError('unauthorized_client', 'Nobody signs in for this credential issuer');

/** Gives the settings of the institution of the address, with its identity provider. Throws `unauthorized_client` without one. */
async function settingsOf(context: IssuerContext, request: Pick<Request, 'params'>) {
  const institution = await institutionOf(context, request);
  const stored = await walletSettings(context, institution.id);
  const provider = stored.settings.identityProvider;
  if (!provider) throw unavailable();
  return { institution, stored, provider, settings: stored.settings };
}

/** Pushed Authorization Requests (RFC 9126): asked for by the wallet itself, before any browser is. */
export function registerPushedAuthorization(scope: Service, context: IssuerContext): void {
  const path = '/institutions/:institution/oid4vci/par';
  scope.post(path, async (request, reply) => {
    const { institution, settings } = await settingsOf(context, request);
    const { id } = institution;
    const parameters = parametersOf(request.body);
    if (parameters.has('request_uri'))
      throw new ProtocolError('invalid_request', 'A pushed request has no request_uri');
    const { headers, method } = request;
    const clientId = parameters.get('client_id');
    const attestedId = await authenticateWallet(context, { institutionId: id, settings, headers, clientId });
    const client = clientOf(parameters, settings, attestedId);
    const asked = parseAuthorizationRequest(parameters);
    if (headers.dpop !== undefined) {
      const jkt = await verifyDpop(context, { proof: headers.dpop, method, url: endpoint(context.config, id, 'par') });
      // RFC 9449 §10.1.
      if (asked.dpopJkt !== null && asked.dpopJkt !== jkt)
        throw new ProtocolError('invalid_dpop_proof', 'dpop_jkt names another key than the DPoP proof');
      asked.dpopJkt = jkt;
    }
    const { requestUri } = await keepRequest(context, id, { client, asked, pushed: true });
    return reply.code(201).send({ request_uri: requestUri, expires_in: pushedLifetime });
  });
  answerPreflight(scope, path);
}

/**
 * The Authorization Endpoint (OID4VCI 1.0 §5), and where the identity provider of the institution leads back to. What goes wrong
 * before the wallet is known is told on a page; afterwards the wallet is told.
 */
export function registerAuthorization(scope: Service, context: IssuerContext): void {
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });
  scope.setErrorHandler((error, request, reply) => {
    const { status, headers } = error instanceof ProtocolError ? error : toProblem(databaseProblem(error));
    if (status >= 500) request.log.error({ err: error, event: 'request.failed' });
    const why = error instanceof ProtocolError ? error.error : status >= 500 ? 'server_error' : 'invalid_request';
    return reply.headers(headers).redirect(`/claim/sign-in-failed?error=${encodeURIComponent(why)}`, 303);
  });

  scope.get('/institutions/:institution/oid4vci/authorize', async (request, reply) => {
    const { institution, stored, provider, settings } = await settingsOf(context, request);
    const parameters = parametersOf(request.query);
    const taken = await takeUp(context, institution.id, parameters, settings);
    if ('error' in taken) return reply.redirect(tell(context, institution.id, taken.client, taken.error), 303);
    const secret = randomBytes(32).toString('base64url');
    const { state } = signInSecrets(context, taken.id);
    const tied = { browserSha256: sha256(secret), providerStateSha256: sha256(state) };
    const tiedRequest = await tieToBrowser(context.pool, taken.id, tied);
    if (!tiedRequest) throw new ProtocolError('invalid_request', 'This request was used before');
    giveBrowserSecret(context, reply, secret);
    try {
      const signIn = { institutionId: institution.id, requestId: taken.id, provider, stored };
      return await reply.redirect((await signInUrl(context, signIn)).href, 303);
    } catch (error) {
      return failed(context, reply, tiedRequest, error);
    }
  });

  scope.get('/institutions/:institution/oid4vci/sign-in', async (request, reply) => {
    const { institution, stored, provider } = await settingsOf(context, request);
    const { state } = request.query as Record<string, unknown>;
    const secret = browserSecret(context, request);
    const found =
      typeof state === 'string' && secret !== undefined
        ? await takeProviderAnswer(
            context.pool,
            { institutionId: institution.id, now: context.clock() },
            { browserSha256: sha256(secret), providerStateSha256: sha256(state) },
          )
        : undefined;
    if (!found) throw new ProtocolError('invalid_request', 'This browser is not signing in');
    try {
      const signIn = { institutionId: institution.id, requestId: found.id, provider, stored };
      const query = request.url.slice(request.url.indexOf('?') + 1);
      const person = await whoSignedIn(context, signIn, query);
      await noteAccount(context.pool, found.id, accountOf(context, institution.id, person));
      return await reply.redirect(`/claim/sign-in/${institution.id}`, 303);
    } catch (error) {
      return failed(context, reply, found, error);
    }
  });
}

type Taken = { id: string } | { client: Pick<Client, 'redirectUri' | 'walletState'>; error: ProtocolError };

/** The request that a browser comes with: one that was pushed, or in the address where that is allowed. */
async function takeUp(
  context: IssuerContext,
  institutionId: string,
  parameters: Map<string, string>,
  settings: Awaited<ReturnType<typeof settingsOf>>['settings'],
): Promise<Taken> {
  const requestUri = parameters.get('request_uri');
  if (requestUri !== undefined) {
    const now = context.clock();
    const asked = {
      requestUriSha256: requestUriSha256(requestUri),
      clientId: parameters.get('client_id') ?? '',
      expires: new Date(now.getTime() + signInLifetime * 1000),
    };
    const found = await takePushed(context.pool, { institutionId, now }, asked);
    if (!found) throw new ProtocolError('invalid_request_uri', 'This request_uri was used before, or is over');
    return found;
  }
  if (isHaip(settings) || demandsWalletAttestation(settings))
    throw new ProtocolError('invalid_request', 'Requests are pushed here (RFC 9126)');
  const client = clientOf(parameters, settings, undefined);
  try {
    const asked = parseAuthorizationRequest(parameters);
    return await keepRequest(context, institutionId, { client, asked, pushed: false });
  } catch (error) {
    if (error instanceof ProtocolError) return { client, error };
    throw error;
  }
}

const tell = (
  context: IssuerContext,
  institutionId: string,
  client: Pick<Client, 'redirectUri' | 'walletState'>,
  { error, message }: ProtocolError,
) => answerUrl(context, institutionId, client, { error, error_description: message });

/** Tells the wallet that nobody signed in. */
async function failed(context: IssuerContext, reply: Reply, request: AuthorizationRequest, error: unknown) {
  if (!(error instanceof SignInFailed)) throw error;
  const { institutionId, id } = request;
  const cause = error.cause instanceof Error ? error.cause.name : undefined;
  context.log.warn({ event: 'sign-in.failed', institution: institutionId, reason: error.message, cause });
  await removeRequest(context.pool, id);
  const told = error.isDenied ? 'access_denied' : 'server_error';
  return reply.redirect(answerUrl(context, institutionId, request, { error: told }), 303);
}
