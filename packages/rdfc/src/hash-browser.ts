import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { HexHash } from './hash.ts';

const utf8 = new TextEncoder();

/** WebCrypto would answer later, and is missing on a page that is not a secure context. */
export const hexHash: HexHash = (digest, text) =>
  bytesToHex((digest === 'SHA-256' ? sha256 : sha384)(utf8.encode(text)));
