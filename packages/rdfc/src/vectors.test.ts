import t from 'tap';
import { canonicalizerFor } from './canonicalizer.ts';
import type { ContextSource } from './context-source.ts';
import { TransformationError } from './error.ts';
import type { JsonObject } from './json.ts';

// Examples of the RDF Dataset Canonicalization Recommendation (W3C, 21 May 2024, https://www.w3.org/TR/rdf-canon/) and tests of its suite
// (https://w3c.github.io/rdf-canon/tests/, 3-clause BSD License of W3C), written as JSON-LD.
const url = 'https://example.org/context';
const node = { '@type': '@id' };
const context = {
  '@version': 1.1,
  id: '@id',
  type: '@type',
  p: { '@id': 'http://example.com/#p', ...node },
  q: { '@id': 'http://example.com/#q', ...node },
  r: { '@id': 'http://example.com/#r', ...node },
  s: { '@id': 'http://example.com/#s', ...node },
  t: { '@id': 'http://example.com/#t', ...node },
  to: { '@id': 'http://example.org/vocab#p', ...node },
  empty: 'urn:ex:000:empty',
  simple: 'urn:ex:001:simple',
  quote: 'urn:ex:002:quote',
  backslash: 'urn:ex:003:backslash',
  nl: 'urn:ex:004:nl',
  cr: 'urn:ex:005:cr',
  all: 'urn:ex:006:all',
};
const contexts: ContextSource = { urls: new Set([url]), load: async () => ({ '@context': context }) };

const canonicalize = async (document: JsonObject, digest: 'SHA-256' | 'SHA-384' = 'SHA-256') =>
  canonicalizerFor(contexts).canonicalize({ '@context': url, ...document }, digest);

const example = 'http://example.com/#';
const lines = (...each: string[]) => each.map((line) => `${line} .\n`).join('');

t.test('blank nodes that what is said about them tells apart (Recommendation, example of unique hashes)', async (t) => {
  const canonical = await canonicalize({
    id: `${example}p`,
    q: { s: `${example}u` },
    r: { t: `${example}u` },
  });
  t.equal(
    canonical,
    lines(
      `<${example}p> <${example}q> _:c14n0`,
      `<${example}p> <${example}r> _:c14n1`,
      `_:c14n0 <${example}s> <${example}u>`,
      `_:c14n1 <${example}t> <${example}u>`,
    ),
  );
});

t.test('blank nodes that only their neighbours tell apart (Recommendation, example of shared hashes)', async (t) => {
  const canonical = await canonicalize({
    id: `${example}p`,
    q: [
      { id: '_:e0', p: { id: '_:e2', r: '_:e3' } },
      { id: '_:e1', p: '_:e3' },
    ],
  });
  t.equal(
    canonical,
    lines(
      `<${example}p> <${example}q> _:c14n2`,
      `<${example}p> <${example}q> _:c14n3`,
      `_:c14n0 <${example}r> _:c14n1`,
      `_:c14n2 <${example}p> _:c14n1`,
      `_:c14n3 <${example}p> _:c14n0`,
    ),
  );
});

t.test('literals are escaped where they have to be, and nowhere else (test060)', async (t) => {
  const canonical = await canonicalize({
    id: 'urn:ex:s:001',
    empty: '',
    simple: 'simple',
    quote: '"',
    backslash: '\\',
    nl: '\n',
    cr: '\r',
    all: '"\\\n\r',
  });
  t.equal(
    canonical,
    lines(
      '<urn:ex:s:001> <urn:ex:000:empty> ""',
      '<urn:ex:s:001> <urn:ex:001:simple> "simple"',
      '<urn:ex:s:001> <urn:ex:002:quote> "\\""',
      '<urn:ex:s:001> <urn:ex:003:backslash> "\\\\"',
      '<urn:ex:s:001> <urn:ex:004:nl> "\\n"',
      '<urn:ex:s:001> <urn:ex:005:cr> "\\r"',
      '<urn:ex:s:001> <urn:ex:006:all> "\\"\\\\\\n\\r"',
    ),
  );
});

t.test(
  'blank nodes that take more work than rdf-canonize spends for others are refused (input of test075)',
  async (t) => {
    const known = [
      [1, 2, 3],
      [0, 4, 5],
      [0, 4, 5],
      [0, 4, 5],
      [1, 2, 3],
      [1, 2, 3],
    ];
    const nodes = known.map((others, index) => ({ id: `_:x${index}`, to: others.map((other) => `_:x${other}`) }));
    await t.rejects(canonicalize({ '@graph': nodes }, 'SHA-384'), TransformationError);
  },
);
