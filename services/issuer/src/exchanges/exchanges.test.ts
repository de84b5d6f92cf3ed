import { DataIntegrityProof } from '@digitalcredentials/data-integrity';
import { Ed25519Signature2020 } from '@digitalcredentials/ed25519-signature-2020';
import { Ed25519VerificationKey2020 } from '@digitalcredentials/ed25519-verification-key-2020';
import { cryptosuite } from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalcredentials/vc';
import { loadContextDocument } from '@symbolon/contexts';
import t from 'tap';
import { claimMasonry } from '../claims/testing.ts';
import { testIssuer } from '../testing.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come
type Json = any;

const issuer = await testIssuer(t);
const { app, headers } = issuer;
const local = (url: string) => url.replace('http://localhost:4001', '');
const post = async (url: string, payload: object) => {
  const reply = await app.inject({ method: 'POST', url: local(url), payload });
  return { status: reply.statusCode, body: reply.json() as Json, headers: reply.headers };
};

/** What the wallet's library may read: our contexts, the keys of holders and the issuer's DID document. */
async function documentLoader(url: string) {
  const [did = '', fragment] = url.split('#');
  let document: Json;
  if (did.startsWith('did:web:')) document = (await app.inject({ url: '/institutions/demo/did.json' })).json();
  else if (did.startsWith('did:key:')) document = holder.document;
  else document = await loadContextDocument(url);
  if (fragment !== undefined) {
    const method = document.verificationMethod.find(({ id }: Json) => id === url);
    return {
      contextUrl: null,
      documentUrl: url,
      document: { '@context': 'https://w3id.org/security/multikey/v1', ...method },
    };
  }
  return { contextUrl: null, documentUrl: url, document };
}

const pair = await Ed25519VerificationKey2020.generate({});
const did = `did:key:${pair.publicKeyMultibase}`;
pair.controller = did;
pair.id = `${did}#${pair.publicKeyMultibase}`;
const holder = { did, document: { id: did, verificationMethod: [await pair.export({ publicKey: true })] } };

/** As the Learner Credential Wallet answers: always by Ed25519Signature2020. */
async function present({ challenge, domain }: { challenge: string; domain: string }) {
  const presentation = vc.createPresentation({ holder: did, version: 1.0 });
  const suite = new Ed25519Signature2020({ key: pair });
  return vc.signPresentation({ presentation, suite, challenge, domain, documentLoader });
}

/** From the page to the exchange, as the holder with the slip in the hand goes. */
async function begin({ url, txCode }: { url?: string; txCode?: string }) {
  const page = await app.inject({
    method: 'POST',
    url: local(url!),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ tx_code: txCode ?? '' }).toString(),
  });
  const [, link = ''] = /href="(https:\/\/lcw\.app\/request\?request=[^"]+)"/.exec(page.body) ?? [];
  const request = JSON.parse(new URL(link).searchParams.get('request')!);
  return {
    page,
    request,
    exchange: request.protocols.vcapi as string,
    interaction: exchangeId(request.protocols.vcapi),
  };
}
const exchangeId = (url: string) => `/interactions/${url.split('/').at(-1)}?iuv=1`;

t.test('the Learner Credential Wallet’s libraries take a credential for the holder’s DID, and verify it', async (t) => {
  const claim = await claimMasonry(issuer);
  const { exchange, interaction, page } = await begin(claim);
  t.match(page.headers['content-security-policy'], /frame-src https:\/\/authn\.io$/);
  const protocols = await app.inject({ url: interaction, headers: { accept: 'application/json' } });
  t.same(protocols.json(), { protocols: { vcapi: exchange } });
  t.equal(protocols.headers['access-control-allow-origin'], '*');
  const person = await app.inject({ url: interaction, headers: { accept: 'text/html,*/*' } });
  t.equal(person.headers.location, claim.url);

  const { body } = await post(exchange, {});
  const { query, challenge, domain } = body.verifiablePresentationRequest;
  t.match(query, [{ type: 'DIDAuthentication' }]);
  const { status, body: answer } = await post(exchange, {
    verifiablePresentation: await present({ challenge, domain }),
  });
  t.equal(status, 200, JSON.stringify(answer));
  const [credential] = answer.verifiablePresentation.verifiableCredential;
  t.equal(credential.credentialSubject.id, did);
  t.equal(credential.id, claim.id);

  const suite = new DataIntegrityProof({ cryptosuite });
  const result = await vc.verifyCredential({
    credential,
    suite,
    documentLoader,
    now: new Date('2026-11-22T09:00:00Z'),
    checkStatus: async () => ({ verified: true }),
  });
  t.equal(result.verified, true, String(result.error?.errors));
  const tampered = structuredClone(credential);
  tampered.credentialSubject.name = 'Somebody Else';
  t.equal(
    (
      await vc.verifyCredential({
        credential: tampered,
        suite,
        documentLoader,
        checkStatus: async () => ({ verified: true }),
      })
    ).verified,
    false,
  );

  t.equal((await post(exchange, { verifiablePresentation: await present({ challenge, domain }) })).status, 409, 'once');
  t.equal((await post(exchange, {})).status, 409);
  const view = await app.inject({ url: `${claim.path}/claim`, headers });
  t.match(view.json(), { state: 'claimed', wallet: { protocol: 'vcapi', formats: ['ldp_vc'] } });
});

t.test('a presentation for another exchange, domain or holder gets nothing; of two answers one gets it', async (t) => {
  const claim = await claimMasonry(issuer, { txCode: false });
  const { exchange } = await begin(claim);
  const other = await begin(await claimMasonry(issuer, { txCode: false }));
  const { challenge, domain } = (await post(exchange, {})).body.verifiablePresentationRequest;
  const foreign = (await post(other.exchange, {})).body.verifiablePresentationRequest;
  t.not(challenge, foreign.challenge);
  const ask = async (presentation: unknown) => post(exchange, { verifiablePresentation: presentation } as object);
  const wrong = {
    'another challenge': await present({ challenge: foreign.challenge, domain }),
    'another domain': await present({ challenge, domain: 'https://other.example' }),
    'another holder': {
      ...(await present({ challenge, domain })),
      holder: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    },
    unsigned: vc.createPresentation({ holder: did, version: 1.0 }),
    'no object': 7,
    nothing: null,
  };
  for (const [name, presentation] of Object.entries(wrong)) {
    const { status, headers } = await ask(presentation);
    t.equal(status, 400, name);
    t.match(headers['content-type'], /^application\/json/);
  }
  const good = await present({ challenge, domain });
  const answers = await Promise.all([ask(good), ask(good), ask(good)]);
  t.same(answers.map(({ status }) => status).sort(), [200, 409, 409]);
  t.equal((await post(exchange.replace('/demo/', '/other/'), {})).status, 404, 'not through another institution');
  t.equal((await post('/workflows/demo/exchanges/AAAAAAAAAAAAAAAAAAAAAA', {})).status, 404);
  issuer.setTime('2026-11-22T09:15:01Z');
  t.equal((await post(other.exchange, {})).status, 404, 'it ends after a quarter of an hour');
  issuer.setTime('2026-11-22T09:00:00Z');
});

t.test('a claim that was used by one protocol is over for the other', async (t) => {
  const claim = await claimMasonry(issuer);
  const [one, two] = [await begin(claim), await begin(claim)];
  const answer = async ({ exchange }: { exchange: string }) => {
    const { challenge, domain } = (await post(exchange, {})).body.verifiablePresentationRequest;
    return post(exchange, { verifiablePresentation: await present({ challenge, domain }) });
  };
  t.equal((await answer(one)).status, 200);
  t.equal((await answer(two)).status, 409);
  t.notMatch((await app.inject({ url: local(claim.url!) })).body, 'openid-credential-offer');
});
