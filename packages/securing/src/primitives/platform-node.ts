import { transcode } from 'node:buffer';
import { createPublicKey, hash, verify } from 'node:crypto';
import { isStringOneByteRepresentation } from 'node:v8';
import type { PublicKey } from '@symbolon/dids';
import { ed25519Verifying } from './ed25519-node.ts';
import type { Digest, Platform } from './platform.ts';

const digestNames: Record<Digest, string> = { 'SHA-256': 'sha256', 'SHA-384': 'sha384' };
type Verifying = (bytes: Uint8Array, signature: Uint8Array) => boolean;
// Importing a key costs as much as verifying with it; PublicKey objects are one per key.
const imported = new WeakMap<PublicKey, Verifying>();

function verifying(key: PublicKey): Verifying {
  let known = imported.get(key);
  if (!known) {
    known = key.algorithm === 'Ed25519' ? ed25519Verifying(key) : ecdsaVerifying(key);
    imported.set(key, known);
  }
  return known;
}

function ecdsaVerifying({ algorithm, publicJwk }: PublicKey): Verifying {
  const key = createPublicKey({ key: { ...publicJwk }, format: 'jwk' });
  const options = { key, dsaEncoding: 'ieee-p1363' } as const;
  const digest = algorithm === 'P-256' ? 'sha256' : 'sha384';
  return (bytes, signature) => verify(digest, bytes, options, signature);
}

let scratch = Buffer.allocUnsafe(64 * 1024);

/**
 * The UTF-8 bytes of a text that V8 holds in two bytes a unit, as any with a letter beyond Latin-1. V8 writes these a unit at a time,
 * which takes three times as long as to hash them; the memory as it is and a conversion of it take a fifth of that.
 */
function utf8OfWide(text: string): Uint8Array {
  const length = text.length * 2;
  if (length > 1024 * 1024) return Buffer.from(text);
  if (length > scratch.length) scratch = Buffer.allocUnsafe(length * 2);
  try {
    return transcode(scratch.subarray(0, scratch.write(text, 'utf16le')), 'utf16le', 'utf8');
  } catch {
    // A lone surrogate; documents that hold one are refused before.
    return Buffer.from(text);
  }
}

/** Digests and signatures synchronously: twice as fast as WebCrypto here. */
export const platform: Platform = {
  digest: (algorithm, text) =>
    // A short one is not worth the detour.
    hash(
      digestNames[algorithm],
      text.length < 500 || isStringOneByteRepresentation(text) ? text : utf8OfWide(text),
      'buffer',
    ),
  verify: (key, bytes, signature) => verifying(key)(bytes, signature),
};
