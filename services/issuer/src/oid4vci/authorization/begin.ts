import { randomBytes, randomUUID } from 'node:crypto';
import { sha256 } from '../../claims/claim.ts';
import type { IssuerContext } from '../../context.ts';
import { credentialIssuer } from '../issuer-url.ts';
import { ProtocolError } from '../protocol-error.ts';
import { claimOfState } from './issuer-state.ts';
import type { Asked, Client } from './request.ts';
import { type AuthorizationRequest, insertRequest } from './store.ts';

/** Seconds in which a pushed request is taken up. */
export const pushedLifetime = 90;
/** Seconds in which a person signs in and chooses. */
export const signInLifetime = 900;
const prefix = 'urn:ietf:params:oauth:request_uri:';

/**
 * Keeps the request of a wallet. Gives it with its `request_uri` where it was pushed (RFC 9126 §2.2). Throws `invalid_request` for
 * an `issuer_state` that is not one of ours.
 */
export async function keepRequest(
  context: IssuerContext,
  institutionId: string,
  { client, asked, pushed }: { client: Client; asked: Asked; pushed: boolean },
): Promise<{ id: string; requestUri: string }> {
  const { issuerState, ...rest } = asked;
  const offered = issuerState === undefined ? undefined : await claimOfState(context, institutionId, issuerState);
  if (issuerState !== undefined && !offered) {
    throw new ProtocolError('invalid_request', 'The issuer_state is not one of an offer that is open here');
  }
  const id = randomUUID();
  const secret = randomBytes(32).toString('base64url');
  const created = context.clock();
  const lifetime = pushed ? pushedLifetime : signInLifetime;
  const request = {
    id,
    institutionId,
    ...client,
    ...rest,
    offeredClaim: offered?.id ?? null,
    expires: new Date(created.getTime() + lifetime * 1000),
  };
  await insertRequest(context.pool, request, { requestUriSha256: pushed ? sha256(secret) : null, created });
  return { id, requestUri: prefix + secret };
}

/** Gives the hash by which a `request_uri` of ours is found. */
export const requestUriSha256 = (requestUri: string): Buffer => sha256(requestUri.slice(prefix.length));

type Answer = { code: string } | { error: string; error_description?: string };

/** Gives where the browser goes with an answer for the wallet, `iss` with it (RFC 9207), against servers that pose as this one. */
export function answerUrl(
  { config }: Pick<IssuerContext, 'config'>,
  institutionId: string,
  { redirectUri, walletState }: Pick<AuthorizationRequest, 'redirectUri' | 'walletState'>,
  answer: Answer,
): string {
  const parameters = new URLSearchParams({
    ...answer,
    ...(walletState === null ? {} : { state: walletState }),
    iss: credentialIssuer(config, institutionId),
  });
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${parameters}`;
}
