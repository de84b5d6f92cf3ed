import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { credentialsContextUrl } from '@symbolon/contexts';
import t from 'tap';
import { canonicalizerFor } from './canonicalizer.ts';
import { canonicalizeGenerically } from './generic.ts';
import type { JsonObject } from './json.ts';
import { reasons } from './reasons.ts';
import { testContexts } from './testing/contexts.ts';
import { Generator, prepareVocabularies } from './testing/generate.ts';
import { Random } from './testing/random.ts';

// Our jsonld is patched in `lib/`. The bundle that its makers publish in the same package is not, so the two can be compared.
type Library = { canonize(document: object, options: object): Promise<string> };
const patched: Library = createRequire(import.meta.url)('jsonld');
const stock: Library = createRequire(import.meta.url)('jsonld/dist/jsonld.js');

const documentLoader = async (url: string) => ({
  contextUrl: null,
  documentUrl: url,
  document: structuredClone(await testContexts.load(url)),
  tag: 'static',
});

function canonicalBy(library: Library, document: JsonObject, safe: boolean): Promise<string> {
  const options = { documentLoader, base: null, rdfDirection: 'i18n-datatype', produceGeneralizedRdf: false, safe };
  return answer(library.canonize(document, options));
}

const answer = (canonical: Promise<string>) => canonical.catch(() => 'refused');

t.test('the patched library gives what the published one gives', async (t) => {
  await prepareVocabularies();
  const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const different: string[] = [];
  const seen = new Set<string>();
  for (let run = 0; run < 250; run++) {
    const document = new Generator(new Random(seed + run)).document();
    // The published library is poisoned by it, and with it this process.
    if (JSON.stringify(document).includes('__proto__')) continue;
    // Not in safe mode, which refuses most of these and would leave little to compare.
    const theirs = await canonicalBy(stock, document, false);
    if (theirs !== (await canonicalBy(patched, document, false))) different.push(JSON.stringify(document));
    seen.add(theirs);
    const safe = await canonicalBy(stock, document, true);
    const ours = await answer(canonicalizeGenerically(document, 'SHA-256', testContexts));
    if (safe !== ours) different.push(JSON.stringify(document));
  }
  t.same(different, [], `FUZZ_SEED=${seed}`);
  t.ok(seen.size > 60, `${seen.size} different meanings`);
});

t.test('the walk can be turned off, and the answer is the same', async (t) => {
  const document = { '@context': credentialsContextUrl, type: 'VerifiableCredential', issuer: 'did:example:issuer' };
  const before = canonicalizerFor().canonicalize(document, 'SHA-256');
  await import('./generic-only.ts');
  t.equal(canonicalizerFor().canonicalizeNow(document, 'SHA-256'), undefined);
  t.equal(canonicalizerFor().statements(document, 'SHA-256'), undefined);
  t.equal(await canonicalizerFor().canonicalize(document, 'SHA-256'), await before);
});

t.test('each reason to hand a document over is told in docs/canonical-form.md', async (t) => {
  const page = await readFile(new URL('../../../docs/canonical-form.md', import.meta.url), 'utf8');
  for (const [reason, meaning] of Object.entries(reasons)) t.ok(page.includes(`| ${reason} | ${meaning} |`), reason);
});
