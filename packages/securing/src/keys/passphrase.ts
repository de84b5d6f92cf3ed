import { createHash, randomBytes } from 'node:crypto';

// A name, 32 random bytes, and a check over them: no person types that, so no weak passphrase is taken for a random one.
const form = /^symbolon-256\.([\w-]{43})\.([\w-]{8})$/;
const checkOf = (secret: string) =>
  createHash('sha256').update(`symbolon-256.${secret}`).digest('base64url').slice(0, 8);

/** Gives a new passphrase of 256 random bits, in a form that `randomBitsOf` knows again. */
export function generatePassphrase(): string {
  const secret = randomBytes(32).toString('base64url');
  return `symbolon-256.${secret}.${checkOf(secret)}`;
}

/** Gives the 256 random bits of a passphrase that `generatePassphrase` made, and undefined for every other text. */
export function randomBitsOf(passphrase: string): Uint8Array | undefined {
  const [, secret = '', check] = form.exec(passphrase) ?? [];
  return check !== undefined && check === checkOf(secret) ? Buffer.from(secret, 'base64url') : undefined;
}
