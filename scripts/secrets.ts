import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatePassphrase } from '@symbolon/securing/keys';

/** Paths of the secrets' files; the layout is that of keys.example. */
export type Secrets = { folder: string; passphrase: string; adminKey: string; verifierKey: string };

const randomText = () => `${randomBytes(32).toString('base64url')}\n`;
/** P-256, which every wallet verifies. */
const signingKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' });

/** Makes, on the first start, a secret in each file of the folder; only this user can read them. */
export async function provideSecrets(folder: string): Promise<Secrets> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const secrets = {
    folder,
    passphrase: join(folder, 'keys-passphrase'),
    adminKey: join(folder, 'admin-key'),
    verifierKey: join(folder, 'verifier-key.pem'),
  };
  const made = [
    [secrets.passphrase, () => `${generatePassphrase()}\n`],
    [secrets.adminKey, randomText],
    [secrets.verifierKey, signingKey],
  ] as const;
  for (const [path, make] of made) {
    const exists = await readFile(path).then(
      () => true,
      () => false,
    );
    if (!exists) await writeFile(path, make(), { mode: 0o600 });
  }
  return secrets;
}
