import { randomUUID } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import { generateKey, sealKey } from '@symbolon/securing/keys';
import type { Asked } from '../asked.ts';
import { callbackSecret } from '../callback/sign.ts';
import type { PresentationContext } from '../context.ts';
import { digestOf, newAskerToken, newWalletToken } from '../secrets.ts';
import { type Open, type ResponseMode, storeRequest } from '../store.ts';
import { type Links, linksOf } from './links.ts';

export type CreateInput = { asked: Asked; responseMode: ResponseMode; seconds: number; callback?: string };

export type Created = {
  request: Open;
  /** Opens the answer; the asking side alone has it. */
  token: string;
  links: Links;
  /** By which callbacks are signed (Standard Webhooks); only where one was wished for. */
  callbackSecret?: string;
};

/** Makes and keeps a request. Throws a Problem 400 where a host is not one that may be called back. */
export async function createRequest(input: CreateInput, context: PresentationContext): Promise<Created> {
  const { pool, identity, presentations, now } = context;
  const { asked, responseMode, callback } = input;
  if (callback !== undefined) checkCallback(callback, presentations.callbackHosts);
  const id = randomUUID();
  const created = now();
  const expires = new Date(created.getTime() + input.seconds * 1_000);
  const decryptionKey =
    responseMode === 'direct_post.jwt' ? sealKey(generateKey('P-256').privateKey, identity.sealingKey, id) : undefined;
  const [walletToken, token] = [newWalletToken(), newAskerToken()];
  await storeRequest(pool, {
    id,
    askerDigest: digestOf(token),
    walletDigest: digestOf(walletToken),
    asked,
    responseMode,
    decryptionKey,
    created,
    expires,
    removeAfter: new Date(expires.getTime() + presentations.keepMinutes * 60_000),
    callbackUrl: callback,
  });
  const request: Open = { id, asked, responseMode, decryptionKey: decryptionKey ?? null, expires, refused: 0 };
  return {
    request,
    token,
    links: linksOf(request, walletToken, context),
    ...(callback === undefined ? {} : { callbackSecret: callbackSecret(identity.callbackKey, id) }),
  };
}

function checkCallback(callback: string, hosts: readonly string[]): void {
  const url = URL.parse(callback);
  if (url && /^https?:$/.test(url.protocol) && hosts.includes(url.host) && !url.username && !url.password) return;
  const detail =
    hosts.length === 0
      ? 'This verifier calls nobody back; ask for the answer instead.'
      : 'The host is not one of those that this verifier calls back.';
  throw new Problem(400, 'The request is not well formed', { detail, errors: [{ detail, pointer: '/callback' }] });
}
