import { findClaims } from '../../claims/store.ts';
import type { claimMasonry } from '../../claims/testing.ts';
import type { TestIssuer } from '../../testing.ts';
import { credentialOffer } from '../credential-offer/offer.ts';
import { type HolderKey, jwtProof } from './wallet.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come
export type Json = any;
export type Reply = { status: number; body: Json; headers: Record<string, unknown> };

const origin = 'http://localhost:4001';
export const preAuthorizedGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** The steps of a wallet against an issuer in the same process, each with what the step before gave. */
export function walletSteps({ app, context }: TestIssuer, institution = 'demo') {
  const aud = `${origin}/institutions/${institution}`;
  const at = (step: string) => `${aud}/oid4vci/${step}`;

  /** Sends JSON, a form or a text; addresses may be absolute. */
  async function send(
    url: string,
    body: { json?: object; form?: Record<string, string>; jwt?: string } = {},
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const { json, form, jwt } = body;
    const type = json ? 'application/json' : form ? 'application/x-www-form-urlencoded' : 'application/jwt';
    const payload = json ? JSON.stringify(json) : form ? new URLSearchParams(form).toString() : jwt;
    const reply = await app.inject({
      method: 'POST',
      url: url.replace(origin, ''),
      headers: { ...(payload === undefined ? {} : { 'content-type': type }), ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson = /json/.test(String(reply.headers['content-type']));
    return { status: reply.statusCode, body: isJson ? reply.json() : reply.body, headers: reply.headers };
  }

  return {
    aud,
    at,
    send,
    get: async (url: string): Promise<Json> => (await app.inject({ url: url.replace(origin, '') })).json(),
    async redeem(claim: Awaited<ReturnType<typeof claimMasonry>>, headers = {}, more = {}): Promise<Reply> {
      // As it stands now: each code serves once.
      const [now] = await findClaims(context.pool, institution, [claim.id]);
      const code = credentialOffer(context, now!).grants[preAuthorizedGrant]['pre-authorized_code'];
      const form = { grant_type: preAuthorizedGrant, 'pre-authorized_code': code, tx_code: claim.txCode!, ...more };
      return send(at('token'), { form }, headers);
    },
    nonce: async (): Promise<string> => (await send(at('nonce'))).body.c_nonce,
    async proofs(key: HolderKey): Promise<{ jwt: string[] }> {
      const iat = Math.floor(context.clock().getTime() / 1000);
      return { jwt: [jwtProof(key, { aud, iat, nonce: (await send(at('nonce'))).body.c_nonce })] };
    },
  };
}
