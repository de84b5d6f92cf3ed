import t from 'tap';
import type { JsonObject } from '../primitives/json.ts';
import { limits, parseDocument } from '../primitives/limits.ts';
import { asserted, didKeySigner } from '../testing/world.ts';
import { verifyDataIntegrity } from './data-integrity.ts';

const v2 = 'https://www.w3.org/ns/credentials/v2';
const ob = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const extensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';

t.test('a document is refused before anyone reads it, if it can be read in two ways or is too much', async (t) => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const refused: [name: string, input: unknown][] = [
    ['not JSON', '{'],
    ['a list', '[]'],
    ['a number', 7],
    ['nothing', undefined],
    ['a member twice', '{"a":1,"a":2}'],
    ['a member twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a member twice, deep inside', '{"x":[{"y":{"b":1, "c":{"b":1} , "b" :2}}]}'],
    ['an empty name twice', '{"":1,"":2}'],
    ['__proto__', '{"__proto__":{"verified":true}}'],
    ['__proto__ escaped', '{"a":{"\\u005f_proto__":1}}'],
    ['a lone surrogate', '{"a":"\\ud800"}'],
    ['a lone surrogate in a name', '{"\\udc00":1}'],
    ['a number out of range', '{"a":1e400}'],
    ['too deep', nested(limits.depth + 1)],
    ['far too deep', nested(20_000)],
    ['too many values', JSON.stringify({ a: Array(limits.values).fill(0) })],
    ['too large', JSON.stringify({ a: 'x'.repeat(limits.bytes) })],
    ['too large in UTF-8', JSON.stringify({ a: '☃'.repeat(limits.bytes / 2) })],
    ['too large as an object', { a: 'x'.repeat(limits.bytes), b: 1 }],
    ['a function', { a: () => 1 }],
    ['undefined', { a: undefined }],
  ];
  for (const [name, input] of refused) t.match(parseDocument(input), { problem: { code: 'PARSING_ERROR' } }, name);
  const good =
    '{"a":{"b":1},"b":[{"b":1},{"b":"b\\":{"}],"c":"{\\"b\\":1,\\"b\\":2}","constructor":1,"toString":"ខ្មែរ"}';
  t.same(parseDocument(good).document, JSON.parse(good));
  t.match(parseDocument(nested(limits.depth)), { document: {} });
});

t.test('a member that stands twice is found however the text around it is written', async (t) => {
  let state = 20261122;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
  const space = () => (isWide ? pick(['', ' ', '\n  ', '\t']) : '');
  // None has a backslash: V8 13.6 takes a name with an escape for one that it met at the same place before and that holds a backslash there.
  const names = ['ab', 'ba', '', ':', '."', 'é', '\u{1F600}', '.\n', 'id'];
  const spell = (text: string) =>
    pick([
      JSON.stringify(text),
      JSON.stringify(text),
      JSON.stringify(text).replace(/[ab]/, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    ]);
  // Numbers whose digits are more or fewer than their shortest text.
  const scalars = [
    '0',
    '-0',
    '7',
    '1e2',
    '1E3',
    '1000',
    '1e21',
    '12e5',
    '0.1',
    '1e-7',
    '123456789012',
    '-5',
    'true',
    'false',
    'null',
  ];
  let isWide = false;
  let twice = false;
  const write = (depth: number): string => {
    const kind = depth > 4 ? 3 : random(5);
    if (kind === 0) return `[${Array.from({ length: random(4) }, () => space() + write(depth + 1)).join(',')}]`;
    if (kind < 3) {
      const chosen = Array.from({ length: random(4) }, () => pick(names));
      if (new Set(chosen).size < chosen.length) twice = true;
      return `{${chosen.map((name) => `${space()}${spell(name)}${space()}:${space()}${write(depth + 1)}`).join(',')}${space()}}`;
    }
    return random(2) ? pick(scalars) : spell(pick([...names, '\\', ':"a":1', '{"a":1,"a":2}']));
  };
  const seen = { once: 0, twice: 0 };
  for (let run = 0; run < 4_000; run++) {
    isWide = run % 3 === 0;
    twice = false;
    const text = `{"root":${write(1)}}`;
    seen[twice ? 'twice' : 'once']++;
    const { problem, document } = parseDocument(text);
    if ((problem?.detail === 'An object of the document names a member twice.') !== twice) t.fail(text);
    if (!twice && JSON.stringify(document) !== JSON.stringify(JSON.parse(text))) t.fail(text);
  }
  t.ok(seen.once > 300 && seen.twice > 300, JSON.stringify(seen));
});

t.test('whatever is within the limits gets its answer in time', async (t) => {
  const signer = didKeySigner('Ed25519');
  const other = didKeySigner('P-384');
  const proof = (by = signer, more: JsonObject = {}) => ({
    type: 'DataIntegrityProof',
    cryptosuite: by === signer ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019',
    verificationMethod: by.verificationMethod,
    proofPurpose: 'assertionMethod',
    proofValue: `z${'1'.repeat(by === signer ? 64 : 96)}`,
    ...more,
  });
  const chain = [
    proof(signer, { id: 'urn:p' }),
    ...Array.from({ length: 7 }, (_, index) =>
      proof(index % 2 ? signer : other, { previousProof: 'urn:p', created: `2026-01-0${index + 1}T00:00:00Z` }),
    ),
  ];
  const base = {
    '@context': [v2, ob],
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: signer.controller,
    credentialSubject: {},
  };
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const endorsement = (level: number, seed: number): JsonObject => ({
    '@context': [[v2], [v2, ob], [v2, ob, extensions]][(seed >> level) % 3],
    type: [['VerifiableCredential', 'EndorsementCredential'], ['VerifiableCredential']][(seed >> (level + 3)) % 2],
    ...(level < 1 ? { endorsement: [endorsement(level + 1, seed)] } : {}),
  });
  const poison = (count: number) => ({
    ...base,
    credentialSubject: many(count, (i) => ({
      id: `_:a${i}`,
      type: 'AchievementSubject',
      achievement: many(count - 1, (j) => ({ id: `_:a${(i + j + 1) % count}` })),
    })),
  });
  const tooLarge = { ...base, name: many(2_800, (i) => `n${i}`), proof: chain };
  t.match(await verifyDataIntegrity(tooLarge, asserted), {
    verified: false,
    proofs: [],
    problems: [{ pointer: '/proof' }],
  });
  const documents: Record<string, JsonObject> = {
    'many texts of one property': { ...base, name: many(2_800, (i) => `n${i}`) },
    'as many as a chain may have': { ...base, name: many(2_100, (i) => `n${i}`) },
    'many types': { ...base, type: ['VerifiableCredential', ...many(2_800, (i) => `https://x.example/${i}`)] },
    'many typed nodes': {
      ...base,
      credentialSubject: many(650, () => ({ type: ['AchievementSubject', 'Achievement'] })),
    },
    'many ids': { ...base, credentialSubject: many(1_350, (i) => ({ id: `urn:x:${i}` })) },
    'many equal blank nodes': { ...base, evidence: many(900, () => ({ type: 'Evidence', name: 'n' })) },
    'a graph of blank nodes that look alike': poison(20),
    'a larger one': poison(36),
    'many contexts': { ...base, '@context': many(2_800, (i) => [v2, ob][i % 2]) },
    'contexts in many orders': { ...base, endorsement: many(120, (seed) => endorsement(0, seed)) },
    'many more': { ...base, evidence: many(2_990, () => 0) },
  };
  for (const [name, document] of Object.entries(documents)) {
    for (const proofs of name.startsWith('as many') ? [chain] : [proof()]) {
      const before = process.cpuUsage();
      const result = await verifyDataIntegrity(JSON.stringify({ ...document, proof: proofs }), asserted);
      const { user, system } = process.cpuUsage(before);
      t.equal(result.verified, false);
      // Seconds of computing, because the clock on the wall also runs for others.
      t.ok((user + system) / 1e6 < 2, `${name}: ${Math.round((user + system) / 1e3)} ms`);
    }
  }
});
