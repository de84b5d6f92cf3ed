import { createPrivateKey } from 'node:crypto';
import { compactDecrypt } from 'jose';

/** What a sender may use with a P-256 key (OpenID4VP 1.0 §8.3, HAIP 1.0 §5); named to it in the same words. */
export const encryption = { alg: 'ECDH-ES', enc: ['A128GCM', 'A256GCM'] } as const;

/**
 * Gives the content of a compact JWE that was made for a P-256 key (PKCS#8 DER), or undefined where it was not: another key,
 * another algorithm, changed on the way, or no JWE at all. Compressed content is refused, because it may inflate without end.
 */
export async function decryptJwe(jwe: string, privateKey: Uint8Array, kid: string): Promise<Uint8Array | undefined> {
  try {
    const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: [encryption.alg],
      contentEncryptionAlgorithms: [...encryption.enc],
    });
    if (protectedHeader.kid !== undefined && protectedHeader.kid !== kid) return undefined;
    return protectedHeader.zip === undefined ? plaintext : undefined;
  } catch {
    return undefined;
  }
}
