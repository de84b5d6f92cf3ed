import { base64urlnopad } from '@scure/base';
import { type PublicKey, publicKeyFromMultibase } from '@symbolon/dids';
import { joseNames, verifySignature } from '@symbolon/securing/verify';
import { parseTrustList, type TrustList, TrustListError } from './trust-list.ts';

/** The `typ` of a signed trust list. */
export const trustListType = 'trust-list+jwt';
const utf8 = new TextEncoder();

/**
 * Gives the trust list in a compact JWS that the named key has signed. `key` is a did:key or the Multikey text itself; the
 * header's own word for the key is not asked. Throws a TrustListError.
 */
export async function openTrustList(jws: string, key: string): Promise<TrustList> {
  const publicKey = trustListKey(key);
  const { header, payload, signed, signature } = decode(jws);
  if (header.typ !== trustListType) throw new TrustListError(`the signed text is not of type ${trustListType}.`);
  if (!joseNames[publicKey.algorithm].includes(String(header.alg)))
    throw new TrustListError('the algorithm of the signature is not that of the key.');
  if ('crit' in header || 'b64' in header)
    throw new TrustListError('the header of the signature asks for what is not understood here.');
  if (!(await verifySignature(publicKey, signed, signature))) throw new TrustListError('the signature does not hold.');
  return parseTrustList(payload);
}

/** Gives the key by which a trust list is opened, from a did:key or a Multikey. Throws `TrustListError` for anything else. */
export function trustListKey(key: string): PublicKey {
  try {
    return publicKeyFromMultibase(
      key
        .trim()
        .replace(/^did:key:/, '')
        .split('#', 1)[0]!,
    );
  } catch (cause) {
    throw new TrustListError('the key is neither a did:key nor a Multikey.', { cause });
  }
}

function decode(jws: string): {
  header: Record<string, unknown>;
  payload: unknown;
  signed: Uint8Array;
  signature: Uint8Array;
} {
  const [head = '', body = '', tail = '', ...rest] = jws.trim().split('.');
  const read = (part: string): unknown =>
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(base64urlnopad.decode(part)));
  try {
    if (rest.length > 0) throw new Error('more than three parts');
    const header = read(head);
    if (typeof header !== 'object' || header === null) throw new Error('no header');
    return {
      header: header as Record<string, unknown>,
      payload: read(body),
      signed: utf8.encode(`${head}.${body}`),
      signature: base64urlnopad.decode(tail),
    };
  } catch (cause) {
    throw new TrustListError('the text is not a compact JWS.', { cause });
  }
}
