// Builds what browsers load; run by itself (`node scripts/pages.ts`) it does only that, for an image.
import { pathToFileURL } from 'node:url';

/** Builds the employer's page where it is older than its sources. */
export async function buildPages(): Promise<void> {
  const { buildPage } = await import('../services/verifier/web/build.ts');
  await buildPage();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildPages();
