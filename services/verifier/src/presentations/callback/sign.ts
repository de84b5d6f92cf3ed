import { createHmac } from 'node:crypto';

/** Gives the secret by which the callbacks of one request are signed, as Standard Webhooks writes it. Computed, so nothing is kept. */
export const callbackSecret = (callbackKey: Uint8Array, id: string) =>
  `whsec_${createHmac('sha256', callbackKey).update(id).digest('base64')}`;

/** Gives the headers of a message (Standard Webhooks 1.0.0): its id, its time in seconds, its HMAC over both and the body. */
export function callbackHeaders(message: {
  id: string;
  body: string;
  secret: string;
  now: Date;
}): Record<string, string> {
  const { id, body, secret, now } = message;
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
