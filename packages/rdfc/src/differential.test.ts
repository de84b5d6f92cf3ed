import { credentialsContextUrl } from '@symbolon/contexts';
import t from 'tap';
import { heldContexts } from './context-source.ts';
import { TransformationError } from './error.ts';
import { canonicalizeGenerically } from './generic.ts';
import { compare } from './testing/compare.ts';
import { finds } from './testing/finds.ts';
import { fuzz } from './testing/fuzz.ts';

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

t.test(
  '5,000 documents have the canonical form that jsonld.js and rdf-canonize give, or are handed to them',
  async (t) => {
    t.comment(`FUZZ_SEED=${seed}`);
    const { outcomes, disagreements } = await fuzz(seed, 5_000);
    t.comment(outcomes);
    t.same(disagreements, [], `FUZZ_SEED=${seed}`);
    t.ok(outcomes.same! > 1_000, 'enough of them are walked to the end');
    t.ok(outcomes['both refused']! > 500, 'enough of them are refused');
  },
);

t.test('what was found before stays right', async (t) => {
  for (const [name, document] of Object.entries(finds))
    t.match(
      await compare(document, 'SHA-256'),
      /^(same|both refused|handed over: (repeated|alike blank nodes))$/,
      name,
    );
});

t.test('a reference to __proto__ is refused, and leaves no trace in the objects of this process', async (t) => {
  const document = (subject: unknown) => ({
    '@context': [credentialsContextUrl],
    type: 'VerifiableCredential',
    credentialSubject: subject,
  });
  for (const subject of ['__proto__', ['__proto__'], { type: 'VerifiableCredential', evidence: ['__proto__'] }])
    await t.rejects(canonicalizeGenerically(document(subject), 'SHA-256', heldContexts), TransformationError);
  t.notOk('@id' in {});
  t.ok(await canonicalizeGenerically(document('did:example:a'), 'SHA-256', heldContexts));
});
