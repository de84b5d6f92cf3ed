import { createHash, X509Certificate } from 'node:crypto';
import { type Jwk, setGlobalConfig } from '@openid4vc/oauth2';
import { Openid4vpClient } from '@openid4vc/openid4vp';
import type { Signer } from '@symbolon/securing/sign';
import { CompactEncrypt, importJWK, importX509, type JWK, jwtVerify } from 'jose';
import { begin, present } from './exchange-wallet.ts';
import { send } from './setting.ts';
import { presentJwt, presentSdJwt, presentTo, readLink, respond } from './strict-wallet.ts';

type Json = Record<string, unknown>;
export type Form = 'ldp_vc' | 'jwt_vc_json' | 'dc+sd-jwt';
export type Shown = { form: Form; credential: Json | string; holder: Signer };

/** A wallet of somebody else, or one written from the text of the standard: shows a credential to whoever made the link. */
export type Wallet = {
  name: string;
  /** Kinds of links that it follows. */
  links: readonly string[];
  forms: readonly Form[];
  /** Gives the HTTP status of the answer that it got. */
  show(link: string, shown: Shown): Promise<number>;
};

const queryIds: Record<Form, string> = { ldp_vc: 'ldp_vc', jwt_vc_json: 'jwt_vc_json', 'dc+sd-jwt': 'dc_sd_jwt' };

/** No library makes the presentations: that is left to the host of each. */
function presentationOf(request: { nonce: string; client_id: string }, { form, credential, holder }: Shown) {
  if (form === 'ldp_vc') return presentTo(request, [credential], holder);
  if (form === 'jwt_vc_json') return presentJwt(request, [credential], holder);
  return presentSdJwt(request, credential as string, holder, { disclose: ['name'] });
}

const strict: Wallet = {
  name: 'strict client, from the text of OpenID4VP 1.0',
  links: ['decentralized_identifier', 'redirect_uri'],
  forms: ['ldp_vc', 'jwt_vc_json', 'dc+sd-jwt'],
  async show(link, shown) {
    const request = await readLink(link);
    const vp_token = { [queryIds[shown.form]]: [await presentationOf(request, shown)] };
    return (await respond(request, { vp_token })).status;
  },
};

const draft: Wallet = {
  name: 'client of the drafts, with Presentation Exchange',
  links: ['did'],
  forms: ['ldp_vc', 'jwt_vc_json'],
  async show(link, shown) {
    const request = await readLink(link);
    const { id } = request.presentation_definition!;
    const descriptor_map = [{ id: 'credential', format: `${shown.form.slice(0, 3)}_vp`, path: '$' }];
    const presentation_submission = { id: 'submission', definition_id: id, descriptor_map };
    return (await respond(request, { vp_token: await presentationOf(request, shown), presentation_submission })).status;
  },
};

const callbacks = {
  fetch,
  hash: (data: Uint8Array, algorithm: string) => createHash(algorithm.replace('-', '')).update(data).digest(),
  async verifyJwt(
    signer: { method: string; x5c?: string[]; didUrl?: string; alg: string },
    { compact }: { compact: string },
  ) {
    const key =
      signer.method === 'x5c'
        ? await importX509(new X509Certificate(Buffer.from(signer.x5c![0]!, 'base64')).toString(), signer.alg)
        : await importJWK(await keyOf(signer.didUrl!), signer.alg);
    await jwtVerify(compact, key, { typ: 'oauth-authz-req+jwt' });
    return { verified: true as const, signerJwk: {} as Jwk };
  },
  getX509CertificateMetadata: (certificate: string) => {
    const names = new X509Certificate(Buffer.from(certificate, 'base64')).subjectAltName ?? '';
    return { sanDnsNames: [...names.matchAll(/DNS:([^,]+)/g)].map(([, name]) => name!), sanUriNames: [] };
  },
  async encryptJwe(
    { publicJwk, alg, enc, apu, apv }: { publicJwk: Jwk; alg: string; enc: string; apu?: string; apv?: string },
    data: string,
  ) {
    const jwe = new CompactEncrypt(Buffer.from(data)).setProtectedHeader({ alg, enc, kid: publicJwk.kid! });
    if (apu && apv) jwe.setKeyManagementParameters({ apu: Buffer.from(apu), apv: Buffer.from(apv) });
    return { jwe: await jwe.encrypt(await importJWK(publicJwk as JWK, alg)), encryptionJwk: publicJwk };
  },
};

/** The key of a verifier that is known by did:web on this machine. */
async function keyOf(didUrl: string): Promise<JWK> {
  const host = decodeURIComponent(didUrl.split('#')[0]!.slice('did:web:'.length));
  const document = (await (await fetch(`http://${host}/.well-known/did.json`)).json()) as {
    verificationMethod: { id: string; publicKeyJwk: JWK }[];
  };
  return document.verificationMethod.find(({ id }) => id === didUrl)!.publicKeyJwk;
}

const openid4vc: Wallet = {
  name: '@openid4vc/openid4vp 0.4',
  links: ['decentralized_identifier', 'x509_hash', 'x509_san_dns', 'redirect_uri', 'did'],
  forms: ['ldp_vc', 'jwt_vc_json', 'dc+sd-jwt'],
  async show(link, shown) {
    setGlobalConfig({ allowInsecureUrls: true });
    // biome-ignore lint/suspicious/noExplicitAny: its callbacks for what a wallet does not need here
    const client = new Openid4vpClient({ callbacks: callbacks as any });
    const { params } = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
    const resolved = await client.resolveOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: params as never,
    });
    const request = resolved.authorizationRequestPayload as {
      nonce: string;
      client_id: string;
      response_uri: string;
      response_mode: string;
    };
    const presentation = await presentationOf(request, shown);
    const id = (resolved.pex?.presentation_definition as { id: string } | undefined)?.id;
    const payload = id
      ? {
          vp_token: presentation,
          presentation_submission: {
            id: 's',
            definition_id: id,
            descriptor_map: [{ id: 'credential', format: 'ldp_vp', path: '$' }],
          },
        }
      : { vp_token: { [queryIds[shown.form]]: [presentation] } };
    const response = await client.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: request as never,
      authorizationResponsePayload: payload as never,
      ...(request.response_mode === 'direct_post.jwt'
        ? {
            jarm: {
              encryption: { nonce: 'wallet-nonce' },
              serverMetadata: {
                authorization_signing_alg_values_supported: [],
                authorization_encryption_alg_values_supported: ['ECDH-ES'],
                authorization_encryption_enc_values_supported: ['A256GCM', 'A128GCM'],
              },
            },
          }
        : {}),
    });
    const { response: answer } = await client.submitOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: request,
      authorizationResponsePayload: response.authorizationResponsePayload,
      ...(response.jarm ? { jarm: { responseJwt: response.jarm.responseJwt } } : {}),
    });
    return answer.status;
  },
};

const learner: Wallet = {
  name: 'libraries of the Learner Credential Wallet (vc, ed25519-signature-2020)',
  links: ['interaction'],
  forms: ['ldp_vc'],
  async show(link, { credential, holder }) {
    const { exchange, request } = await begin(link);
    const verifiablePresentation = await present(request, [credential as Json], holder);
    return (await send(exchange, { verifiablePresentation })).status;
  },
};

export const wallets: readonly Wallet[] = [strict, openid4vc, draft, learner];
