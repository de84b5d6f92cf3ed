import { base58 } from '@scure/base';
import { contextUrls } from '@symbolon/contexts';
import { conformanceContextUrls, loadConformanceContext } from '@symbolon/contexts/conformance';
import { publicKeyFromMultibase } from '@symbolon/dids';
import t from 'tap';
import { signerFromKey } from '../keys/index.ts';
import { heldContexts } from '../primitives/canonical.ts';
import { digestFor, documentHash, hashData } from '../primitives/proof.ts';
import { prepareCredential, signDataIntegrity } from '../sign/index.ts';
import { verifyDataIntegrity } from './data-integrity.ts';

// Values published in the appendices of the EdDSA and ECDSA cryptosuites (W3C Recommendations of 15 May 2025).
const contexts = { urls: new Set([...contextUrls, ...conformanceContextUrls]), load: loadConformanceContext };
const alumni = {
  '@context': ['https://www.w3.org/ns/credentials/v2', 'https://www.w3.org/ns/credentials/examples/v2'],
  id: 'urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33',
  type: ['VerifiableCredential', 'AlumniCredential'],
  name: 'Alumni Credential',
  description: 'A minimum viable example of an Alumni Credential.',
  issuer: 'https://vc.example/issuers/5678',
  validFrom: '2023-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:abcdefgh', alumniOf: 'The School of Examples' },
};
const proof = <More extends object>(cryptosuite: string, key: string, proofValue: string, more?: More) => ({
  type: 'DataIntegrityProof',
  cryptosuite,
  created: '2023-02-24T23:36:38Z',
  verificationMethod: `https://vc.example/issuers/5678#${key}`,
  proofPurpose: 'assertionMethod',
  proofValue,
  ...(more as More),
});
const didKeyMethod = (key: string) => `did:key:${key}#${key}`;
const ed25519Key = 'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2';

const vectors = [
  {
    hash: '4c4d3890a157f8d611b13c265c2c22f39aa0a567c7c7dd9ba3e45cd579784eeb517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017',
    proof: proof(
      'eddsa-rdfc-2022',
      ed25519Key,
      'z21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4CrzcKnHw8V6dvy5pgWYCU5e9',
    ),
  },
  {
    hash: '3a8a522f689025727fb9d1f0fa99a618da023e8494ac74f51015d009d35abc2e517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017',
    proof: proof(
      'ecdsa-rdfc-2019',
      'zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP',
      'zaHXrr7AQdydBk3ahpCDpWbxfLokDqmCToYm2dyWvpcFVyWooC2he63w1f7UNQoAMKdhaRtcnaE2KTo5o5vTCcfw',
      { verificationMethod: didKeyMethod('zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP') },
    ),
  },
  {
    hash: 'e32805a26492eac777aa7a138f6d8da3c74e0c7be7b296dcaccf97420c3b92eaad7be6449ca565e165031567f5c7cbc18bf6e01df72c5b62f91b685231915ac4b8c58ea95f002c6b8f6bfafa1b251df476b56b8e01518e317dab099d3ecbff96',
    proof: proof(
      'ecdsa-rdfc-2019',
      'z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ',
      'z967Mvv5bxtmLNqTzPZ8KmJjFmFXaAKeQNzq7GWnQkMcLtaGSSmuozE5WtJ8PipMe178B1tE28K1vsJur9bGVJhz6jgSJsRHFSQeqgH8hhjcg8gZDFJC1b9FsR5ggNmDBqHv',
      { verificationMethod: didKeyMethod('z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ') },
    ),
  },
];

const options = {
  purpose: 'assertionMethod' as const,
  now: new Date('2026-11-22T00:00:00Z'),
  contexts,
  // The vectors name keys by https; who holds them is not what is tested here.
  verificationMethod: async (url: string) => {
    const [controller = '', key = ''] = url.split('#');
    return { found: true as const, id: url, controller, publicKey: publicKeyFromMultibase(key) };
  },
};

t.test('the hashes and signatures of the specifications', async (t) => {
  for (const { hash, proof } of vectors) {
    const { algorithm } = publicKeyFromMultibase(proof.verificationMethod.split('#')[1]!);
    const digest = digestFor(algorithm);
    const bytes = await hashData(alumni, proof, await documentHash(alumni, digest, contexts), digest, contexts);
    t.equal(Buffer.from(bytes).toString('hex'), hash, `hash data of ${proof.cryptosuite} with ${algorithm}`);
    t.match(await verifyDataIntegrity({ ...alumni, proof }, options), { verified: true }, 'their signature holds');
    const tampered = { ...alumni, name: 'Alumna Credential', proof };
    t.match(await verifyDataIntegrity(tampered, options), { verified: false, proofs: [{ outcome: 'failed' }] });
    t.match(
      await verifyDataIntegrity({ ...alumni, proof }, { ...options, contexts: heldContexts }),
      {
        verified: false,
        problems: [{ code: 'UNSUPPORTED', pointer: '/@context/1' }],
      },
      'and without the contexts of the test suites it cannot be judged',
    );
  }
});

t.test('the same key makes the same Ed25519 signature', async (t) => {
  const seed = base58.decode('3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq').slice(2);
  const privateKey = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const controller = 'https://vc.example/issuers/5678';
  const signer = signerFromKey({ verificationMethod: `${controller}#${ed25519Key}`, controller, privateKey });
  const prepared = await prepareCredential(alumni, contexts);
  const signed = await signDataIntegrity(prepared, [signer], { created: new Date('2023-02-24T23:36:38Z') });
  t.same(signed, { ...alumni, proof: vectors[0]!.proof });
});

t.test('the proof chain of the specification', async (t) => {
  const first = proof(
    'eddsa-rdfc-2022',
    '',
    'z5KTX5yikM4eUukZW9qh66LGT3KZEUCACGpWcT2t4Yd54NMoFRchGmH4778omyNFAD3weSt6sNk5fuaMQmhhzNmEC',
    {
      id: 'urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544',
      verificationMethod: 'https://vc.example/issuers/56781#z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7',
    },
  );
  const second = proof(
    'eddsa-rdfc-2022',
    '',
    'z5KXNyXDcm822dHS37tmS6Xc7FFNo8c73AfeqmfHoywPxnXWNjWKYK3VQzt3CMUoK9uAqsboVHKJXxuYwbdnfxZeA',
    {
      id: 'urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54',
      verificationMethod: 'https://vc.example/issuers/56782#z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E',
    },
  );
  const third = proof(
    'eddsa-rdfc-2022',
    '',
    'z2hcFbMaj3BJufikuLZQ36gAXVT9J3ZiwB9rqN3j7VdqyT1GaQPbMTaF1Q2gn7h75ZcJ6JpV9pvNoDumvcjtmSRAV',
    {
      id: 'urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23',
      created: '2023-02-26T22:06:38Z',
      verificationMethod: 'https://vc.example/issuers/56783#z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1',
      previousProof: [first.id, second.id],
    },
  );
  const fourth = proof(
    'eddsa-rdfc-2022',
    '',
    'z6f4Lx4xiwWq8sucv6pg2vVvD5R4bxr58q2TagpwDXCxPVVS28S1iFwhor4ikhG6u4RKrNx7uSkYrCHdiiw5Js3d',
    {
      created: '2023-02-26T22:16:38Z',
      verificationMethod: 'https://vc.example/issuers/56784#z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1',
      previousProof: third.id,
    },
  );
  const result = await verifyDataIntegrity({ ...alumni, proof: [first, second, third, fourth] }, options);
  t.same(
    result.proofs.map(({ outcome }) => outcome),
    ['verified', 'verified', 'verified', 'verified'],
  );
});
