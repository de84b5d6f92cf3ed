import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Pool } from '@symbolon/postgres';
import { deriveSealingKey, generateKey, sealKey, signerFromKey, unsealKey } from '@symbolon/securing/keys';
import type { Signer } from '@symbolon/securing/sign';
import { findInstallation, insertInstallation, type SigningKey } from './store.ts';

/** All that touches private keys and other secrets at rest. */
export type KeyRing = {
  /** Gives a new key pair, its private part sealed for the verification method. */
  generate(algorithm: SigningKey['algorithm'], verificationMethod: string): NewKey;
  /** Gives the signer of a stored key. Throws where it was sealed under another passphrase or for another method. */
  signer(did: string, key: SigningKey): Signer;
  /** MAC over the head of an audit log. */
  seal(head: Buffer): Buffer;
  /** Gives a secret text sealed under a name; it opens under the same name alone. */
  sealSecret(secret: string, name: string): Buffer;
  /** Gives it back. Throws where it was sealed under another passphrase or name. */
  unsealSecret(sealed: Buffer, name: string): string;
  /** MAC over a text, under a key of its own for each purpose: for codes that can be made again and are kept nowhere. */
  mac(purpose: string, text: string): Buffer;
};

type NewKey = Pick<SigningKey, 'algorithm' | 'publicKeyMultibase' | 'publicJwk' | 'sealedPrivateKey'>;

const auditKeyName = 'audit';

/**
 * Opens the secrets of the installation with its passphrase; makes them on the first start.
 * Throws when the passphrase is not the one that they were sealed with. `derive` makes a key of passphrase and salt; slow on
 * purpose, so a test brings a quick one.
 */
export async function openKeyRing(pool: Pool, passphrase: string, derive = deriveSealingKey): Promise<KeyRing> {
  const installation = (await findInstallation(pool)) ?? (await makeInstallation(pool, passphrase, derive));
  const sealingKey = await derive(passphrase, installation.sealSalt);
  const auditKey = unsealKey(installation.sealedAuditKey, sealingKey, auditKeyName);
  // Unsealed once per process. The sealed bytes are the name: a row that was changed does not meet an old signer.
  const signers = new Map<string, Signer>();
  const macKeys = new Map<string, Buffer>();
  const macKey = (purpose: string) => {
    const key = macKeys.get(purpose) ?? Buffer.from(hkdfSync('sha256', auditKey, '', `symbolon ${purpose}`, 32));
    macKeys.set(purpose, key);
    return key;
  };
  return {
    generate(algorithm, verificationMethod) {
      const { publicKeyMultibase, publicJwk, privateKey } = generateKey(algorithm);
      const sealedPrivateKey = Buffer.from(sealKey(privateKey, sealingKey, verificationMethod));
      return { algorithm, publicKeyMultibase, publicJwk, sealedPrivateKey };
    },
    signer(did, key) {
      const verificationMethod = `${did}#${key.fragment}`;
      const name = `${verificationMethod} ${key.sealedPrivateKey.toString('base64')}`;
      let signer = signers.get(name);
      if (!signer) {
        const privateKey = unsealKey(key.sealedPrivateKey, sealingKey, verificationMethod);
        signer = signerFromKey({ verificationMethod, controller: did, privateKey });
        signers.set(name, signer);
      }
      return signer;
    },
    seal: (head) => createHmac('sha256', auditKey).update(head).digest(),
    sealSecret: (secret, name) => Buffer.from(sealKey(Buffer.from(secret), sealingKey, name)),
    unsealSecret: (sealed, name) => Buffer.from(unsealKey(sealed, sealingKey, name)).toString('utf8'),
    mac: (purpose, text) => createHmac('sha256', macKey(purpose)).update(text).digest(),
  };
}

async function makeInstallation(pool: Pool, passphrase: string, derive: typeof deriveSealingKey) {
  const sealSalt = randomBytes(16);
  const sealingKey = await derive(passphrase, sealSalt);
  const sealedAuditKey = Buffer.from(sealKey(randomBytes(32), sealingKey, auditKeyName));
  await insertInstallation(pool, { sealSalt, sealedAuditKey });
  return (await findInstallation(pool))!;
}
