import { createECDH, createHash, createPrivateKey } from 'node:crypto';
import { encryption } from '@symbolon/securing/encryption';
import type { IssuerContext } from '../../context.ts';

type Given = Pick<IssuerContext, 'keys' | 'clock'>;
type RequestKey = { kid: string; publicJwk: Record<string, string>; privateKey: Uint8Array };

const period = 30 * 86_400;
const periodOf = ({ clock }: Given) => Math.floor(clock().getTime() / 1000 / period);

// To make a key takes longer than all else that metadata takes.
const made = new WeakMap<Given['keys'], Map<string, RequestKey>>();
const mostMade = 1_000;

function keyOf(given: Given, institutionId: string, at: number): RequestKey {
  const ofKeys = made.get(given.keys) ?? new Map<string, RequestKey>();
  made.set(given.keys, ofKeys);
  const name = `${institutionId} ${at}`;
  const key = ofKeys.get(name) ?? makeKey(given, institutionId, at);
  if (!ofKeys.has(name) && ofKeys.size >= mostMade) ofKeys.delete(ofKeys.keys().next().value!);
  ofKeys.set(name, key);
  return key;
}

/**
 * The key of an institution for encrypted Credential Requests in one period: made again from the installation's secret by
 * whichever instance needs it, and kept nowhere.
 */
function makeKey({ keys }: Given, institutionId: string, at: number): RequestKey {
  const ecdh = createECDH('prime256v1');
  for (let attempt = 0; ; attempt++) {
    try {
      ecdh.setPrivateKey(keys.mac('credential request encryption', `${institutionId} ${at} ${attempt}`));
      break;
    } catch {
      // One text in four thousand million is no scalar of the curve: the next one.
    }
  }
  const point = ecdh.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url')) as [
    string,
    string,
  ];
  const plain = { crv: 'P-256', kty: 'EC', x, y };
  // RFC 7638.
  const kid = createHash('sha256').update(JSON.stringify(plain)).digest('base64url');
  const d = Buffer.concat([Buffer.alloc(32), ecdh.getPrivateKey()])
    .subarray(-32)
    .toString('base64url');
  const privateKey = createPrivateKey({ key: { ...plain, d }, format: 'jwk' }).export({ format: 'der', type: 'pkcs8' });
  return { kid, publicJwk: { ...plain, kid, use: 'enc', alg: encryption.alg }, privateKey };
}

/** Gives the public key that metadata names now. */
export const currentRequestKey = (given: Given, institutionId: string): RequestKey['publicJwk'] =>
  keyOf(given, institutionId, periodOf(given)).publicJwk;

/** Gives the keys that a request may be for: the one of now, and the one before it for wallets that read metadata earlier. */
export function requestKeys(given: Given, institutionId: string): RequestKey[] {
  const now = periodOf(given);
  return [now, now - 1].map((at) => keyOf(given, institutionId, at));
}
