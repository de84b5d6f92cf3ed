import { hash } from 'node:crypto';
import type { HexHash } from './hash.ts';

export const hexHash: HexHash = (digest, text) => hash(digest === 'SHA-256' ? 'sha256' : 'sha384', text, 'hex');
