import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IssuerContext } from '../../context.ts';

/** How long a c_nonce can be answered, in seconds. */
export const nonceLifetime = 300;

type Given = Pick<IssuerContext, 'keys' | 'clock'>;

const macOf = ({ keys }: Given, institutionId: string, head: Buffer) =>
  keys.mac('c_nonce', `${institutionId} ${head.toString('base64url')}`).subarray(0, 16);

/**
 * Gives a c_nonce (OID4VCI 1.0 §7): the time, random bits and a MAC, so that any instance knows it again and none is kept
 * that nobody answers.
 */
export function createNonce(context: Given, institutionId: string): string {
  const head = Buffer.alloc(22);
  head.writeUIntBE(Math.floor(context.clock().getTime() / 1000), 0, 6);
  randomBytes(16).copy(head, 6);
  return Buffer.concat([head, macOf(context, institutionId, head)]).toString('base64url');
}

/** Says whether this institution gave the c_nonce within its lifetime. Whether it was used is another question. */
export function nonceHolds(context: Given, institutionId: string, nonce: unknown): nonce is string {
  if (typeof nonce !== 'string' || !/^[\w-]{51}$/.test(nonce)) return false;
  const bytes = Buffer.from(nonce, 'base64url');
  // The last character carries bits that mean nothing: one nonce is one text.
  if (bytes.toString('base64url') !== nonce) return false;
  const [head, mac] = [bytes.subarray(0, 22), bytes.subarray(22)];
  if (mac.length !== 16 || !timingSafeEqual(mac, macOf(context, institutionId, head))) return false;
  const age = context.clock().getTime() / 1000 - head.readUIntBE(0, 6);
  return age > -60 && age < nonceLifetime;
}
