import { transcode } from 'node:buffer';
import { isStringOneByteRepresentation } from 'node:v8';

/** A shorter text is not worth the detour. */
const shortest = 500;

/**
 * Gives what is to be sent so that the platform writes it quickly. A text with any letter beyond Latin-1 is counted and then written a unit
 * at a time, which for a credential in Khmer takes half as long as a signature; its memory as it is, converted, takes a quarter of that.
 */
export function sendable(payload: unknown): unknown {
  if (typeof payload !== 'string' || payload.length < shortest || isStringOneByteRepresentation(payload))
    return payload;
  try {
    return transcode(Buffer.from(payload, 'utf16le'), 'utf16le', 'utf8');
  } catch {
    // Half a character, which cannot be converted; the platform writes a mark in its place.
    return payload;
  }
}
