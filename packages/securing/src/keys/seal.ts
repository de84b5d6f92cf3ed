import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { randomBitsOf } from './passphrase.ts';

const version = 1;
const nonceLength = 12;
const tagLength = 16;

/**
 * Gives the key that seals and unseals the private keys of an installation, from its passphrase and its salt. What
 * `generatePassphrase` made has 256 random bits, which nobody guesses however fast a guess is: HKDF (RFC 5869). Any other
 * passphrase goes through scrypt (N = 2¹⁷, r = 8, p = 1), which takes 128 MB and a third of a second: derive once at the start.
 */
export function deriveSealingKey(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  if (salt.length < 16) throw new Error('The salt of the sealing key must have at least 16 bytes.');
  const random = randomBitsOf(passphrase);
  if (random) return Promise.resolve(Buffer.from(hkdfSync('sha256', random, salt, 'symbolon sealing key', 32)));
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 2 ** 20 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/**
 * Gives the private key sealed by AES-256-GCM: version, nonce, tag, ciphertext. `verificationMethod` is bound into it, so that a sealed
 * key copied to the row of another method does not open.
 */
export function sealKey(privateKey: Uint8Array, sealingKey: Uint8Array, verificationMethod: string): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(associated(verificationMethod));
  const sealed = Buffer.concat([cipher.update(privateKey), cipher.final()]);
  return Buffer.concat([Uint8Array.of(version), nonce, cipher.getAuthTag(), sealed]);
}

/** Gives the private key back. Throws where passphrase, verification method or bytes are not those it was sealed with. */
export function unsealKey(sealed: Uint8Array, sealingKey: Uint8Array, verificationMethod: string): Uint8Array {
  if (sealed[0] !== version || sealed.length <= 1 + nonceLength + tagLength)
    throw new Error('This is not a sealed key.');
  const nonce = sealed.subarray(1, 1 + nonceLength);
  const tag = sealed.subarray(1 + nonceLength, 1 + nonceLength + tagLength);
  const decipher = createDecipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: tagLength });
  decipher.setAAD(associated(verificationMethod)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + nonceLength + tagLength)), decipher.final()]);
  } catch (cause) {
    throw new Error(
      'The sealed key does not open: wrong passphrase, or it was sealed for another verification method.',
      { cause },
    );
  }
}

const associated = (verificationMethod: string) => Buffer.from(`symbolon key ${version}\n${verificationMethod}`);
