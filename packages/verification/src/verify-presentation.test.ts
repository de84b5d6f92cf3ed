import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { type Signer, signPresentation, signVpJwt } from '@symbolon/securing/sign';
import t, { type Test } from 'tap';
import { type VerifyOptions, verifyPresentation } from './index.ts';
import { didKeySigner, newSigner, sign, startOfTest, startWorld, type World } from './testing/world.ts';

type Json = Record<string, unknown>;

async function world(t: Test): Promise<World> {
  const made = await startWorld();
  t.teardown(() => made.stop());
  return made;
}

const presentationOf = (holder: string | undefined, ...verifiableCredential: unknown[]): Json => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiablePresentation'],
  ...(holder ? { holder } : {}),
  verifiableCredential,
});
const created = startOfTest;
const check = (w: World, input: unknown, options: VerifyOptions = {}) =>
  verifyPresentation(input, options, w.environment);

t.test('a presentation proves its holder and is worth what its credentials are worth', async (t) => {
  const w = await world(t);
  const holder = didKeySigner();
  const good = await w.issue();
  const expired = await w.issue({ validUntil: '2026-06-30T00:00:00Z' });
  const bound = { challenge: 'a-challenge', domain: 'employer.example' };
  const one = await signPresentation(presentationOf(holder.controller, good), holder, { created, ...bound });
  t.match(await check(w, one, bound), {
    verified: true,
    verdict: 'accept',
    reason: 'good',
    holder: holder.controller,
    credentials: [{ verdict: 'accept', issuer: { known: true } }],
    checks: [
      { check: 'proof', outcome: 'passed' },
      { check: 'data-model', outcome: 'passed' },
    ],
  });
  const two = await signPresentation(presentationOf(holder.controller, good, expired), holder, { created, ...bound });
  t.match(await check(w, two, bound), { verified: true, verdict: 'review', reason: 'expired' });
  const jwt = await signVpJwt(presentationOf(holder.controller, good), holder, {
    nonce: bound.challenge,
    aud: bound.domain,
  });
  t.match(await check(w, jwt, bound), { verified: true, verdict: 'accept', holder: holder.controller });
  const enveloped = {
    '@context': 'https://www.w3.org/ns/credentials/v2',
    id: `data:application/vc+jwt,${await w.issueJwt()}`,
    type: 'EnvelopedVerifiableCredential',
  };
  const wrapped = await signPresentation(presentationOf(holder.controller, enveloped), holder, { created });
  t.match(await check(w, wrapped), { verified: true, verdict: 'accept' });
});

t.test('a challenge or a domain that was asked for must be answered', async (t) => {
  const w = await world(t);
  const holder = didKeySigner();
  const document = presentationOf(holder.controller, await w.issue());
  const signed = await signPresentation(document, holder, { created, challenge: 'one', domain: 'a.example' });
  const jwt = await signVpJwt(document, holder, { nonce: 'one', aud: 'a.example' });
  for (const input of [signed, jwt]) {
    t.match(await check(w, input, { challenge: 'two', domain: 'a.example' }), {
      verified: false,
      verdict: 'reject',
      problemDetails: [{ code: 'INVALID_CHALLENGE_ERROR' }],
    });
    t.match(await check(w, input, { challenge: 'one', domain: 'b.example' }), {
      verified: false,
      verdict: 'reject',
      problemDetails: [{ code: 'INVALID_DOMAIN_ERROR' }],
    });
    t.match(await check(w, input, { challenge: 'one', domain: 'a.example' }), { verified: true });
  }
  const unbound = await signPresentation(document, holder, { created });
  t.match(await check(w, unbound, { challenge: 'one' }), { verified: false, verdict: 'reject' });
  t.match(
    await check(w, document, { challenge: 'one' }),
    { verified: false, verdict: 'reject', reason: 'no-proof' },
    'unsigned',
  );
  t.match(await check(w, document), { verified: false, reason: 'no-proof', credentials: [] });
});

t.test('a presentation by another than its holder, changed, or holding a false credential is refused', async (t) => {
  const w = await world(t);
  const [holder, thief] = [didKeySigner(), didKeySigner()];
  const credential = await w.issue();
  const stolen = await signPresentation(presentationOf(holder.controller, credential), thief, { created });
  t.match(await check(w, stolen), { verified: false, verdict: 'reject' });
  const signed = await signPresentation(presentationOf(holder.controller, credential), holder, { created });
  t.match(await check(w, { ...signed, verifiableCredential: [] }), { verified: false, reason: 'not-genuine' });
  const assertion = { ...(signed.proof as Json), proofPurpose: 'assertionMethod' };
  t.match(await check(w, { ...signed, proof: assertion }), { verified: false });
  const spoilt = await signPresentation(presentationOf(holder.controller, { ...credential, name: 'Master' }), holder, {
    created,
  });
  t.match(await check(w, spoilt), {
    verified: false,
    verdict: 'reject',
    reason: 'not-genuine',
    credentials: [{ verified: false }],
  });
  t.match(await check(w, credential), { verified: false, verdict: 'reject' }, 'a credential is no presentation');
  t.match(await check(w, 'nonsense'), { verified: false, reason: 'unreadable' });
  const many = await signPresentation(
    presentationOf(
      holder.controller,
      ...Array.from({ length: 17 }, () => ({
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiableCredential'],
      })),
    ),
    holder,
    { created },
  );
  t.match(await check(w, many), { verified: false, reason: 'malformed' });
});

t.test(
  'what a holder says of itself is covered by the presentation’s proof only if holder and issuer are one',
  async (t) => {
    const w = await world(t);
    const holder = didKeySigner();
    const claim = (issuer: string) => ({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer,
      credentialSubject: { id: issuer, type: 'Person' },
    });
    const signed = (signer: Signer, named: string | undefined, issuer: string) =>
      signPresentation(
        presentationOf(named, { ...claim(issuer), credentialSubject: { id: 'did:example:abc', description: 'a' } }),
        signer,
        { created },
      );
    const own = await check(w, await signed(holder, holder.controller, holder.controller));
    t.match(own, { verified: true, verdict: 'review', reason: 'issuer-unknown' }, 'genuine, and yet only its own word');
    t.match(await check(w, await signed(holder, undefined, holder.controller)), {
      verified: false,
      reason: 'no-proof',
    });
    t.match(await check(w, await signed(holder, holder.controller, w.did)), { verified: false, reason: 'no-proof' });
    const other = signerFromKey({ ...didKeySigner(), privateKey: generateKey('Ed25519').privateKey });
    t.match(await check(w, await signed(other, holder.controller, holder.controller)), { verified: false });
  },
);

t.test('a presentation of nothing is nothing to accept', async (t) => {
  const w = await world(t);
  const holder = didKeySigner();
  const empty = await signPresentation(presentationOf(holder.controller), holder, { created });
  t.match(await check(w, empty), { verified: true, verdict: 'reject', reason: 'not-a-credential', credentials: [] });
});

t.test('many credentials whose hosts never answer cost the time of one', async (t) => {
  const w = await world(t);
  const holder = didKeySigner();
  for (let index = 0; index < 12; index += 1) w.routes.set(`/institutions/slow-${index}/did.json`, () => {});
  const hanging = await Promise.all(
    Array.from({ length: 12 }, (_, index) => {
      const did = w.did.replace('demo', `slow-${index}`);
      return w.issue({ issuer: { id: did, type: ['Profile'] } }, newSigner(did, 'key-1'));
    }),
  );
  const signed = await signPresentation(presentationOf(holder.controller, ...hanging), holder, { created });
  const start = performance.now();
  const result = await check(w, signed);
  t.ok(performance.now() - start < 2_000, `${Math.round(performance.now() - start)} ms`);
  t.match(result, { verified: false, verdict: 'review', reason: 'issuer-key-unknown' });
});

t.test('a credential counts for whoever it was given to, where that was asked to be proven', async (t) => {
  const w = await world(t);
  const [holder, other] = [didKeySigner(), didKeySigner()];
  const subject = w.credential().credentialSubject as Json;
  const identifier = [{ type: 'IdentityObject', hashed: false, identityHash: 'Maria', identityType: 'name' }];
  const given = (id: string | undefined) => w.issue({ credentialSubject: { ...subject, identifier, id } });
  const show = async (...credentials: unknown[]) => {
    const presentation = presentationOf(holder.controller, ...credentials);
    return check(w, await signPresentation(presentation, holder, { created }), { holderBinding: true });
  };
  const own = await given(holder.controller);
  t.match(await show(own), {
    verdict: 'accept',
    credentials: [{ checks: [...Array(8).fill({}), { check: 'holder', outcome: 'passed' }] }],
  });
  const { x } = holder.publicJwk;
  const jwk = Buffer.from(`{"x":"${x}","crv":"Ed25519","kty":"OKP"}`).toString('base64url');
  t.match(await show(await given(`did:jwk:${jwk}`)), { verdict: 'accept' }, 'the same key, written as another DID');
  t.match(await show(own, await given(other.controller)), {
    verified: false,
    verdict: 'reject',
    reason: 'foreign-holder',
    credentials: [{ reason: 'good' }, { reason: 'foreign-holder', verified: false }],
  });
  t.match(await show(await given('did:web:holder.example')), { reason: 'foreign-holder' });
  for (const id of [undefined, 'urn:uuid:6f1c9ad2-0000-4000-8000-000000000000']) {
    t.match(await show(await given(id)), { verified: true, verdict: 'review', reason: 'holder-unknown' });
  }
});

t.test('one presentation has only so many strangers contacted', async (t) => {
  const w = await world(t);
  const holder = didKeySigner();
  const proof = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    proofPurpose: 'assertionMethod',
    proofValue: `z${'2'.repeat(88)}`,
  };
  const strange = (credential: number) => ({
    ...w.credential({ issuer: `did:web:i${credential}.example` }),
    proof: Array.from({ length: 8 }, (_, index) => ({
      ...proof,
      verificationMethod: `did:web:p${index}.i${credential}.example#key-1`,
    })),
  });
  const asked: string[] = [];
  const dids = {
    ...w.environment.dids,
    async resolve(did: string) {
      if (did.startsWith('did:web:p')) asked.push(did);
      return did.startsWith('did:key:')
        ? w.environment.dids.resolve(did)
        : { didResolutionMetadata: { error: 'unreachable' }, didDocument: null, didDocumentMetadata: {} };
    },
  };
  const presentation = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    holder: holder.controller,
    verifiableCredential: Array.from({ length: 16 }, (_, index) => strange(index)),
  };
  const signed = await signPresentation(presentation, holder, { created: startOfTest });
  const result = await verifyPresentation(signed, {}, { ...w.environment, dids });
  t.equal(result.credentials.length, 16);
  for (const { reason, problemDetails } of result.credentials)
    t.match({ reason, problemDetails }, { reason: 'issuer-key-unknown', problemDetails: [{ code: 'INTERNAL_ERROR' }] });
  t.equal(asked.length, 50);
});

t.test(
  'what came along with several credentials is verified once for all of them, though it does not hold',
  async (t) => {
    const w = await world(t);
    const [holder, ministry, stranger] = [didKeySigner(), didKeySigner(), didKeySigner()];
    const accreditation = await sign(
      {
        '@context': ['https://www.w3.org/ns/credentials/v2', 'https://w3id.org/symbolon/recognition/v1'],
        type: ['VerifiableCredential', 'RecognizedEntityCredential'],
        issuer: stranger.controller,
        validFrom: '2025-01-01T00:00:00Z',
        credentialSubject: { id: w.did, type: 'RecognizedEntity' },
      },
      stranger,
    );
    const certificates = [await w.issue(), await w.issue({ name: 'Second' }), await w.issue({ name: 'Third' })];
    const shown = presentationOf(holder.controller, ...certificates, { ...accreditation, name: 'Changed' });
    let asked = 0;
    const { institution } = w;
    const environment = w.environmentOf([{ ...institution, did: ministry.controller, actions: ['recognize'] }]);
    // Without copies at hand, so that each proof asks for its key.
    const dids = {
      async resolve(did: string) {
        if (did === stranger.controller) asked += 1;
        return environment.dids.resolve(did);
      },
    };
    const signed = await signPresentation(shown, holder, { created });
    t.match(await verifyPresentation(signed, {}, { ...environment, dids }), {
      credentials: [{ reason: 'issuer-unknown' }, {}, { reason: 'issuer-unknown' }, { reason: 'not-genuine' }],
    });
    t.equal(asked, 2, 'as a credential, and as what came along');
  },
);
