import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { decodePaper } from '@symbolon/paper';
import { signerFromKey } from '@symbolon/securing/keys';
import type { Signer } from '@symbolon/securing/sign';
import t, { type Test } from 'tap';
import { claimWith } from '../../services/issuer/src/oid4vci/clients/credo.ts';
import { credoAgent } from '../../services/issuer/src/oid4vci/testing/credo-agent.ts';
import { holderKeyPair, jwtProof, signJwt } from '../../services/issuer/src/oid4vci/testing/wallet.ts';
import {
  presentJwt,
  presentSdJwt,
  presentTo,
  readLink,
  respond,
} from '../../services/verifier/src/presentations/testing/strict-wallet.ts';
import { startBehindTls } from './behind-tls.ts';

t.setTimeout(120_000);
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come
type Json = any;

const { issuer, verifier, apiKey, authority } = await startBehindTls(t);
const base = `${issuer}/institutions/demo`;
const key = holderKeyPair('Ed25519');
const seconds = () => Math.floor(Date.now() / 1000);

async function ask(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Json> {
  const json = body === undefined || body instanceof URLSearchParams ? {} : { 'content-type': 'application/json' };
  const text = typeof body === 'string' ? body : json['content-type'] ? JSON.stringify(body) : body;
  const init = { method, headers: { ...json, ...headers }, redirect: 'error' } as const;
  const reply = await fetch(url, text === undefined ? init : { ...init, body: text as string | URLSearchParams });
  const answer = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${url}: ${reply.status} ${answer}`);
  return answer === '' ? undefined : JSON.parse(answer);
}

const registrar = { authorization: `Bearer ${apiKey}` };
const example = new URL('../../services/issuer/examples/masonry-nc-ii.json', import.meta.url);
const achievement = await readFile(example, 'utf8');
await ask('PUT', `${base}/achievements/masonry`, achievement, registrar);
const holder = { name: 'សុខ ចាន់ដារ៉ា', latinName: 'SOK CHANDARA' };
const awarded = () =>
  ask(
    'POST',
    `${base}/achievements/masonry/credentials`,
    { holder, award: { validFrom: '2026-05-01T00:00:00Z' } },
    registrar,
  );

/** DPoP (RFC 9449): the address is the public one, whatever the service listens on. */
const dpop = (htu: string, token?: string) => ({
  dpop: signJwt(
    key,
    { typ: 'dpop+jwt', jwk: key.jwk },
    {
      htm: 'POST',
      htu,
      iat: seconds(),
      jti: crypto.randomUUID(),
      ...(token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') }),
    },
  ),
});

const configurations = ['skills-data-integrity', 'skills-ed25519-2020', 'skills-jwt', 'skills-sd-jwt'] as const;
type Forms = Record<(typeof configurations)[number] | 'paper', Json>;

/** Claims one credential in every form that wallets take, in one session of one wallet, and reads it off its paper. */
async function everyForm(id: string): Promise<Forms> {
  const { url, txCode } = await ask('POST', `${base}/credentials/${encodeURIComponent(id)}/claim`, {}, registrar);
  const page = await (await fetch(url)).text();
  const link = /openid-credential-offer:\/\/\?credential_offer_uri=([^"]+)/.exec(page)?.[1] ?? '';
  const offer = await ask('GET', decodeURIComponent(link));
  const at = (name: string, of: string) => `${new URL(of).origin}/.well-known/${name}${new URL(of).pathname}`;
  const metadata = await ask('GET', at('openid-credential-issuer', offer.credential_issuer));
  const server = await ask('GET', at('oauth-authorization-server', metadata.authorization_servers[0]));
  const grant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
  const form = {
    grant_type: grant,
    'pre-authorized_code': offer.grants[grant]['pre-authorized_code'],
    tx_code: txCode,
  };
  const { access_token: token, token_type } = await ask(
    'POST',
    server.token_endpoint,
    new URLSearchParams(form),
    dpop(server.token_endpoint),
  );
  assert.equal(token_type, 'DPoP');
  const forms: Partial<Forms> = {};
  for (const credential_configuration_id of configurations) {
    const { c_nonce: nonce } = await ask('POST', metadata.nonce_endpoint);
    const jwt = jwtProof(key, { aud: offer.credential_issuer, nonce, iat: seconds(), binding: 'did:key' });
    const headers = { authorization: `DPoP ${token}`, ...dpop(metadata.credential_endpoint, token) };
    const body = { credential_configuration_id, proofs: { jwt: [jwt] } };
    const { credentials } = await ask('POST', metadata.credential_endpoint, body, headers);
    forms[credential_configuration_id] = credentials[0].credential;
  }
  const printed = /mailto:\?[^"]*body=([^"]+)/.exec(page)?.[1] ?? '';
  // A QR code writes capitals in fewer bits.
  const [code = ''] = /https:\/\/\S+/i.exec(decodeURIComponent(printed)) ?? [];
  assert.equal(new URL(code).origin, verifier, 'the printed code leads to the checking page');
  forms.paper = await decodePaper(new URL(code).hash.slice(1));
  return forms as Forms;
}

/** Verdict and reason of each form, from the verifier's own API. */
const judge = async (forms: Forms) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(forms).map(async ([name, verifiableCredential]) => {
        const { verdict, reason } = await ask('POST', `${verifier}/credentials/verify`, { verifiableCredential });
        return [name, `${verdict}: ${reason}`];
      }),
    ),
  );
const all = (outcome: string) => Object.fromEntries([...configurations, 'paper'].map((name) => [name, outcome]));

/** Waits until the verifier asks for the lists again, which is seconds after it last did. */
async function everywhere(t: Test, forms: Forms, outcome: string): Promise<void> {
  const until = Date.now() + 10_000;
  let seen = await judge(forms);
  while (Date.now() < until && Object.values(seen).some((each) => each !== outcome)) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    seen = await judge(forms);
  }
  t.same(seen, all(outcome), outcome);
}

const change = (credentialId: string, statusPurpose: string, status: boolean) =>
  ask(
    'POST',
    `${base}/credentials/status`,
    { credentialId, credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose }, status },
    registrar,
  );

const ways = ['decentralized_identifier', 'x509_hash', 'x509_san_dns', 'redirect_uri'];
const modes = ['direct_post', 'direct_post.jwt'];

const first = (await awarded()).verifiableCredential;
const forms = await everyForm(first.id);

t.test(
  'over https with an authority of one’s own, every form is shown to an employer by every kind of request',
  async (t) => {
    const privateKey = key.privateKey.export({ format: 'der', type: 'pkcs8' });
    const signer: Signer = signerFromKey({
      verificationMethod: `${key.didKey}#${key.didKey.slice(8)}`,
      controller: key.didKey,
      privateKey,
    });
    const made = { created: new Date(), claims: { iat: seconds() } };
    const present: Record<string, (request: Json) => Promise<Json>> = {
      ldp_vc: (request) => presentTo(request, [forms['skills-data-integrity']], signer, made),
      jwt_vc_json: (request) => presentJwt(request, [forms['skills-jwt']], signer, made.claims),
      dc_sd_jwt: (request) => presentSdJwt(request, forms['skills-sd-jwt'], signer, { disclose: ['name'], ...made }),
    };
    const ways = ['decentralized_identifier', 'x509_hash', 'x509_san_dns', 'redirect_uri'];
    for (const [index, responseMode] of modes.entries()) {
      for (const [place, way] of ways.entries()) {
        // Each way and mode once, with the forms taking turns.
        const [name, make] = Object.entries(present)[(place + index) % 3]!;
        const asked = { asked: { all: true }, responseMode };
        const { id, token, links } = await ask('POST', `${verifier}/presentation-requests`, asked);
        const person = await fetch(links.interaction, { headers: { accept: 'text/html' }, redirect: 'manual' });
        t.ok(person.headers.get('location')?.startsWith(`${verifier}/ask/#`));
        const request = await readLink(links.openid4vp[way]);
        t.ok(request.response_uri.startsWith(`${verifier}/openid4vp/`));
        const { status, body } = await respond(request, { vp_token: { [name]: [await make(request)] } });
        t.equal(status, 200, JSON.stringify(body));
        const { answer } = await ask('GET', `${verifier}/presentation-requests/${id}`, undefined, {
          authorization: `Bearer ${token}`,
        });
        t.match(answer, { verdict: 'accept', reason: 'good' }, `${way}, ${responseMode}, ${name}`);
      }
    }
  },
);

/** Forms that Credo shows. JSON-LD presentations it signs with Ed25519Signature2018 alone, where its own JSON-LD fails. */
const credoForms = {
  'dc+sd-jwt': ['skills-sd-jwt', 'jwk', 'P-256'],
  jwt_vc_json: ['skills-jwt', 'did:jwk', 'P-256'],
} as const;

t.test('a wallet of Credo claims, and shows what it claimed', async (t) => {
  const passed = new Map<string, string[]>();
  for (const [form, [configuration, binding, algorithm]] of Object.entries(credoForms)) {
    const { id } = (await awarded()).verifiableCredential;
    const path = `${base}/credentials/${encodeURIComponent(id)}/claim`;
    const { offer, txCode } = await ask('POST', path, {}, registrar);
    const own = holderKeyPair(algorithm);
    const agent = await credoAgent(own, 'https:');
    t.teardown(() => agent.shutdown());
    const record = await claimWith(agent, { offer, txCode, configuration, binding, key: own });
    await (form === 'dc+sd-jwt' ? agent.sdJwtVc : agent.w3cCredentials).store({ record });
    const wallet = agent.openid4vc.holder;
    for (const way of ways) {
      for (const responseMode of modes) {
        const what = `${way} | ${responseMode}`;
        const made = await ask('POST', `${verifier}/presentation-requests`, { asked: { all: true }, responseMode });
        const trusted = { trustedCertificates: [authority] };
        const request = await wallet.resolveOpenId4VpAuthorizationRequest(made.links.openid4vp[way], trusted);
        const credentials = wallet.selectCredentialsForDcqlRequest(request.dcql.queryResult);
        const { authorizationRequestPayload } = request;
        const shown = { authorizationRequestPayload, dcql: { credentials } };
        const { serverResponse } = await wallet.acceptOpenId4VpAuthorizationRequest(shown);
        t.equal(serverResponse.status, 200, `${form}, ${what}: ${JSON.stringify(serverResponse.body)}`);
        const headers = { authorization: `Bearer ${made.token}` };
        const { answer } = await ask('GET', `${verifier}/presentation-requests/${made.id}`, undefined, headers);
        if (t.match(answer, { verdict: 'accept', reason: 'good' }, `${form}, ${what}`))
          passed.set(what, [...(passed.get(what) ?? []), form]);
      }
    }
  }
  const rows = [...passed].map(([what, forms]) => `| Credo 0.6 | ${what} | ${forms.join(', ')} |`);
  const head = ['| wallet | asked by | answers by | forms that passed |', '|---|---|---|---|'];
  const page = new URL('../../docs/showing.md', import.meta.url);
  const text = await readFile(page, 'utf8');
  const block = /(<!-- made by tests\/wallets -->\n)[\s\S]*?(\n<!-- end -->)/;
  const wanted = text.replace(block, `$1${[...head, ...rows].join('\n')}$2`);
  if (process.env.UPDATE_DOCS) await writeFile(page, wanted);
  else t.equal(text, wanted, 'docs/showing.md says what passes; UPDATE_DOCS=1 writes it anew');
});

t.test('a status is told once and known of every form: paused, lifted, taken back, replaced', async (t) => {
  await everywhere(t, forms, 'accept: good');
  await change(first.id, 'suspension', true);
  await everywhere(t, forms, 'review: suspended');
  await change(first.id, 'suspension', false);
  await everywhere(t, forms, 'accept: good');
  await change(first.id, 'revocation', true);
  await everywhere(t, forms, 'reject: revoked');

  const second = (await awarded()).verifiableCredential;
  const replaced = await everyForm(second.id);
  await ask(
    'POST',
    `${base}/credentials/${encodeURIComponent(second.id)}/replacement`,
    { holder: { ...holder, latinName: 'SOK CHANDARA RITH' }, award: { validFrom: '2026-05-01T00:00:00Z' } },
    registrar,
  );
  await everywhere(t, replaced, 'reject: superseded');
  await everywhere(t, forms, 'reject: revoked');
});
