import { createRequire } from 'node:module';
import { base58 } from '@scure/base';
import { loadContextDocument } from '@symbolon/contexts';
import t from 'tap';
import { platform } from '#platform';
import { sampleCredential } from '../testing/credential.ts';
import { now } from '../testing/world.ts';
import { decodeBase58, encodeBase58 } from './base58.ts';
import { hashData } from './proof.ts';

// As its makers publish it; what is imported as `jsonld` is patched.
type Library = { canonize(document: object, options: object): Promise<string> };
const stock: Library = createRequire(import.meta.url)('jsonld/dist/jsonld.js');

const documentLoader = async (url: string) => ({
  contextUrl: null,
  documentUrl: url,
  document: structuredClone(await loadContextDocument(url)),
  tag: 'static',
});
const options = { documentLoader, base: null, rdfDirection: 'i18n-datatype', safe: true };

t.test('proof options taken from a template are those of the library', async (t) => {
  const document = sampleCredential('did:example:issuer');
  const zero = new Uint8Array(32);
  const optionsOf = (created: string, more = {}) => ({
    type: 'DataIntegrityProof',
    created,
    verificationMethod: 'did:example:issuer#2026-01-01T00:00:00Z',
    cryptosuite: 'eddsa-rdfc-2022',
    proofPurpose: 'assertionMethod',
    ...more,
  });
  const times = [now.toISOString(), '2026-01-01T00:00:00Z', '1999-12-31T23:59:59.123+07:00', '2026-01-01T00:00:00Z'];
  for (const created of [...times, ...times]) {
    for (const more of [{}, { challenge: created }, { id: 'urn:uuid:1' }, { domain: ['a', 'b'] }]) {
      const proof = optionsOf(created, more);
      const canonical = await stock.canonize({ '@context': document['@context'], ...proof }, options);
      const expected = await platform.digest('SHA-256', canonical);
      const bytes = await hashData(document, { ...proof, proofValue: 'zany' }, zero, 'SHA-256');
      t.same(bytes.slice(0, 32), new Uint8Array(expected), created);
    }
  }
});

t.test('base58 is read and written as the library does it', (t) => {
  const edges = [[], [0], [0, 0, 1], [255], [1, 0, 0], [255, 255, 255, 255], Array(64).fill(0), Array(64).fill(255)];
  const values = [...edges.map((bytes) => Uint8Array.from(bytes))];
  for (let length = 1; length <= 100; length++) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    values.push(bytes, bytes.slice().fill(0, 0, length % 4), bytes.slice().fill(0, length % 4, (length % 4) + 9));
  }
  for (const bytes of values) {
    const text = base58.encode(bytes);
    if (encodeBase58(bytes) !== text) t.equal(encodeBase58(bytes), text);
    if (Buffer.compare(decodeBase58(text) ?? new Uint8Array(7), bytes) !== 0) t.same(decodeBase58(text), bytes, text);
  }
  for (const text of ['0', 'l', 'O', 'I', 'é', 'z z', '2'.repeat(150), 'Ā'])
    t.equal(decodeBase58(text), undefined, text);
  t.end();
});
