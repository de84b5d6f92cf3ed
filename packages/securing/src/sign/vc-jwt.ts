import { base64urlnopad } from '@scure/base';
import { joseNames } from '../primitives/jose.ts';
import { idOf, isObject, type JsonObject } from '../primitives/json.ts';
import type { Signer } from '../signer.ts';
import type { PreparedCredential } from './prepare.ts';

const utf8 = new TextEncoder();
const encode = (value: unknown) => base64urlnopad.encode(utf8.encode(JSON.stringify(value)));

/** Gives the credential as a compact JWS of type `vc+jwt` (VC-JOSE-COSE §3.1.1). The payload is the credential and nothing else. */
export async function signVcJwt({ document }: PreparedCredential, signer: Signer): Promise<string> {
  return compact({ typ: 'vc+jwt', cty: 'vc', iss: idOf(document.issuer) }, document, signer);
}

/**
 * Gives a credential of VCDM 1.1 as the JWT that wallets call `jwt_vc_json` (VCDM 1.1 §6.3.1): the credential in the claim `vc`, and what
 * has a registered claim there as well. `kid` is a DID URL. Throws where the credential is not one of VCDM 1.1.
 */
export async function signJwtVc11({ document }: PreparedCredential, signer: Signer): Promise<string> {
  const { id, issuer, issuanceDate, expirationDate, credentialSubject: subject } = document;
  if (typeof issuanceDate !== 'string') throw new Error('A JWT with a "vc" claim holds a credential of VCDM 1.1.');
  const sub = isObject(subject) ? subject.id : undefined;
  const claims = {
    iss: idOf(issuer),
    ...(sub === undefined ? {} : { sub }),
    ...(id === undefined ? {} : { jti: id }),
    nbf: numericDate(issuanceDate),
    ...(typeof expirationDate === 'string' ? { exp: numericDate(expirationDate) } : {}),
  };
  return compact({ typ: 'JWT' }, { ...claims, vc: document }, signer);
}

const numericDate = (date: string) => Math.floor(Date.parse(date) / 1_000);

/** Gives a presentation as a compact JWS of type `vp+jwt`, with `nonce` and `aud` where a verifier asked for them. */
export async function signVpJwt(
  presentation: JsonObject,
  signer: Signer,
  { nonce, aud }: { nonce?: string; aud?: string } = {},
): Promise<string> {
  const payload = { ...presentation, ...(nonce === undefined ? {} : { nonce }), ...(aud === undefined ? {} : { aud }) };
  return compact({ typ: 'vp+jwt', cty: 'vp', iss: signer.controller }, payload, signer);
}

/** Gives a compact JWS. What it says must have been checked and recorded before. */
export async function compact(header: JsonObject, payload: JsonObject, signer: Signer): Promise<string> {
  const protectedHeader = { alg: joseNames[signer.algorithm][0], kid: signer.verificationMethod, ...header };
  const input = `${encode(protectedHeader)}.${encode(payload)}`;
  return `${input}.${base64urlnopad.encode(await signer.sign(utf8.encode(input)))}`;
}
