import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of the secrets' files; the layout is that of keys.example. */
export type Secrets = { folder: string; passphrase: string; adminKey: string };

/** Makes, on the first start, a random secret in each file of the folder; only this user can read them. */
export async function provideSecrets(folder: string): Promise<Secrets> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const secrets = {
    folder,
    passphrase: join(folder, 'keys-passphrase'),
    adminKey: join(folder, 'admin-key'),
  };
  for (const path of [secrets.passphrase, secrets.adminKey]) {
    const exists = await readFile(path).then(
      () => true,
      () => false,
    );
    if (!exists) await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  }
  return secrets;
}
