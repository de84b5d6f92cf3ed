import { createRequire } from 'node:module';
import { loadContextDocument } from '@symbolon/contexts';
import { canonize } from 'rdf-canonize';
import t from 'tap';
import { platform } from '#platform';
import { sampleCredential } from '../testing/credential.ts';
import { now } from '../testing/world.ts';
import { canonicalize } from './canonical.ts';
import type { JsonObject } from './json.ts';
import { hashData } from './proof.ts';

// Our jsonld is patched in `lib/`. The bundle that its makers publish in the same package is not, so the two can be compared.
const patched: { toRDF(document: object, options: object): Promise<object> } = createRequire(import.meta.url)('jsonld');
const stock: typeof patched = createRequire(import.meta.url)('jsonld/dist/jsonld.js');

const documentLoader = async (url: string) => ({
  contextUrl: null,
  documentUrl: url,
  document: structuredClone(await loadContextDocument(url)),
  tag: 'static',
});

const options = {
  documentLoader,
  base: null,
  rdfDirection: 'i18n-datatype',
  produceGeneralizedRdf: false,
};

async function canonicalBy(library: typeof stock, document: JsonObject, safe: boolean): Promise<string> {
  const dataset = await library.toRDF(document, { ...options, safe });
  return canonize(dataset, { algorithm: 'RDFC-1.0', messageDigestAlgorithm: 'SHA-256' });
}

const ours = async (document: JsonObject) => canonicalize(document, 'SHA-256');
const answer = (canonical: Promise<string>) => canonical.catch(() => 'refused');

const ob = 'https://purl.imsglobal.org/spec/ob/v3p0';
const samples: JsonObject[] = [
  sampleCredential('did:example:issuer'),
  {
    '@context': ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/suites/ed25519-2020/v1'],
    type: ['VerifiableCredential'],
    issuer: 'did:example:issuer',
    issuanceDate: '2026-01-01T00:00:00Z',
    credentialSubject: [{ id: 'did:example:a' }, {}],
    termsOfUse: [{ type: 'IssuerPolicy', id: 'https://example.org/policy' }],
  },
  {
    '@context': ['https://www.w3.org/ns/credentials/v2', `${ob}/context-3.0.2.json`],
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: [
      { '@value': 'Welder', '@language': 'en' },
      { '@value': 'لحّام', '@language': 'ar', '@direction': 'rtl' },
    ],
    issuer: { id: 'did:example:issuer', type: 'Profile', name: 'Centre' },
    credentialSubject: {
      type: ['AchievementSubject'],
      achievement: { id: 'urn:a', type: 'Achievement', name: 'Welding', criteria: { narrative: 'Weld.' } },
      result: [
        { type: ['Result'], value: '7' },
        { type: ['Result'], value: '7' },
      ],
    },
    endorsement: [
      {
        '@context': ['https://www.w3.org/ns/credentials/v2', `${ob}/context-3.0.2.json`],
        type: ['VerifiableCredential', 'EndorsementCredential'],
        issuer: 'did:example:board',
        credentialSubject: { id: 'did:example:issuer', type: 'EndorsementSubject', endorsementComment: 'Good.' },
      },
    ],
  },
  {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    holder: 'did:example:a',
    verifiableCredential: [
      sampleCredential('did:example:issuer'),
      {
        '@context': 'https://www.w3.org/ns/credentials/v2',
        type: 'EnvelopedVerifiableCredential',
        id: 'data:application/vc+jwt,a.b.c',
      },
    ],
  },
];

type Random = ReturnType<typeof generator>;

/** Numbers that look random and are the same in each run, so that a failure can be met again. */
function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { next, pick: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]! };
}

const terms = [
  'id',
  'type',
  'name',
  'achievement',
  'alignment',
  'evidence',
  'issuer',
  'credentialStatus',
  'result',
  'proof',
  'image',
  'criteria',
  'narrative',
  'value',
  'source',
  'achievementType',
  'recognitionRoute',
  'validUntil',
];
const types = [
  'Achievement',
  'Profile',
  'Evidence',
  'Alignment',
  'VerifiableCredential',
  'Result',
  'BitstringStatusListEntry',
  'DataIntegrityProof',
  'SkillsAchievement',
  'RecognisedSkillSubject',
  'Image',
];
const contexts = [
  'https://www.w3.org/ns/credentials/v2',
  'https://www.w3.org/2018/credentials/v1',
  `${ob}/context-3.0.3.json`,
  `${ob}/context-3.0.2.json`,
  'https://w3id.org/symbolon/skills/v1',
  'https://w3id.org/security/data-integrity/v2',
];
const texts = [
  '',
  'a "quoted" text\n',
  'ខ្មែរ',
  '\u{1F600}',
  'https://example.org/x',
  '_:b0',
  '2026-01-01T00:00:00Z',
  'en',
];
const values: ((random: Random) => unknown)[] = [
  ({ pick }) => pick(texts),
  ({ pick }) => pick([0, 1, -7, 1.5, 1e21, 0.1, true, false, null]),
  ({ pick }) => ({ '@value': pick(texts), '@language': pick(['en', 'th']) }),
  ({ pick }) => ({ type: pick(types), name: pick(texts) }),
  ({ pick }) => ({ id: `urn:x:${pick(['1', '2', '3'])}`, type: [pick(types), pick(types)] }),
  ({ pick }) => [pick(texts), { type: pick(types) }, []],
];

function mutate(sample: JsonObject, random: Random): JsonObject {
  const document = structuredClone(sample);
  const places: JsonObject[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value)) places.push(value as JsonObject);
    for (const inner of Object.values(value)) collect(inner);
  };
  collect(document);
  for (let count = Math.floor(random.next() * 4); count >= 0; count--) {
    const place = random.pick(places);
    const member = random.pick(Object.keys(place).length > 0 ? Object.keys(place) : ['name']);
    const change = random.next();
    if (change < 0.2) delete place[member];
    else if (change < 0.35 && place !== document) place.type = [random.pick(types), random.pick(types)];
    else if (change < 0.5) place[member] = [place[member], random.pick(values)(random)];
    else if (change < 0.53) place['@context'] = [random.pick(contexts), random.pick(contexts)];
    else if (change < 0.7) place[random.pick(terms)] = structuredClone(random.pick(places));
    else place[random.pick(terms)] = random.pick(values)(random);
  }
  return document;
}

t.test('the patched library gives what the published one gives', async (t) => {
  const random = generator(20261122);
  const different: string[] = [];
  const seen = new Set<string>();
  for (let run = 0; run < 200; run++) {
    const document = mutate(random.pick(samples), random);
    // Not in safe mode, which refuses most of these and would leave little to compare.
    const theirs = await answer(canonicalBy(stock, document, false));
    if (theirs !== (await answer(canonicalBy(patched, document, false)))) different.push(JSON.stringify(document));
    seen.add(theirs);
    if (run % 4 > 0) continue;
    const safe = await answer(canonicalBy(stock, document, true));
    if (safe !== (await answer(ours(document)))) different.push(JSON.stringify(document));
  }
  t.same(different, []);
  t.ok(seen.size > 80, `${seen.size} different meanings`);
});

t.test('proof options taken from a template are those of the library', async (t) => {
  const document = sampleCredential('did:example:issuer');
  const zero = new Uint8Array(32);
  const options = (created: string, more = {}) => ({
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
      const proof = options(created, more);
      const canonical = await canonicalBy(stock, { '@context': document['@context'], ...proof }, true);
      const expected = await platform.digest('SHA-256', canonical);
      const bytes = await hashData(document, { ...proof, proofValue: 'zany' }, zero, 'SHA-256');
      t.same(bytes.slice(0, 32), new Uint8Array(expected), created);
    }
  }
});
