import { isObject, joseNames, parseJws, typeOf, verifySignature } from '@symbolon/securing/verify';
import { bindingOfDid, bindingOfJwk, verifyHolder } from '../../claims/holder/binding.ts';
import type { HolderBinding } from '../../claims/holder/formats.ts';
import type { IssuerContext } from '../../context.ts';
import { credentialIssuer } from '../issuer-url.ts';
import { nonceHolds } from '../nonce/nonce.ts';
import { ProtocolError } from '../protocol-error.ts';

/** A proof of possession that holds: whose key it is, and the c_nonce that it answers. */
export type HeldProof = { holder: HolderBinding; nonce: string };

export type Proofs = { type: 'jwt' | 'di_vp'; values: unknown[] };

const invalid = (description: string) => new ProtocolError('invalid_proof', description);
const invalidNonce = () => new ProtocolError('invalid_nonce', 'The c_nonce of a proof is missing, wrong or over');

// Clocks of phones differ; what claims to come from later than this was made in advance.
const leeway = 60;
const oldest = 600;

/**
 * Verifies proofs of possession (OID4VCI 1.0 §8.2.1.1 and Appendix F): each is meant for this issuer, answers a c_nonce of
 * ours, is made now, and by the key that it names. Throws `invalid_proof` and `invalid_nonce`.
 */
export async function verifyProofs(
  context: IssuerContext,
  institutionId: string,
  proofs: Proofs,
): Promise<HeldProof[]> {
  const verify = proofs.type === 'jwt' ? verifyJwtProof : verifyDataIntegrityProof;
  const held: HeldProof[] = [];
  for (const value of proofs.values) held.push(await verify(context, institutionId, value));
  const keys = new Set(held.map(({ holder }) => holder.key.publicKeyMultibase));
  if (keys.size < held.length) throw invalid('Each proof is for another key');
  return held;
}

/** Proof type `jwt` (OID4VCI 1.0 Appendix F.1). */
async function verifyJwtProof(context: IssuerContext, institutionId: string, jwt: unknown): Promise<HeldProof> {
  const jws = typeof jwt === 'string' ? parseJws(jwt) : undefined;
  if (!jws || jws.problem) throw invalid('The proof is not a compact JWS');
  const { header, payload } = jws;
  if (typeOf(header) !== 'openid4vci-proof+jwt') throw invalid('The type of the proof is openid4vci-proof+jwt');
  const holder = await holderOf(header);
  const names = joseNames[holder.key.algorithm];
  if (typeof header.alg !== 'string' || !names.includes(header.alg))
    throw invalid('The algorithm is not that of the key');
  if (!(await verifySignature(holder.key, jws.signed, jws.signature))) throw invalid('The signature does not hold');
  const issuer = credentialIssuer(context.config, institutionId);
  if (![payload.aud].flat().includes(issuer)) throw invalid('The proof is meant for another issuer');
  const now = context.clock().getTime() / 1000;
  const { iat, exp, nbf } = payload;
  if (typeof iat !== 'number' || iat > now + leeway || iat < now - oldest) throw invalid('iat is not now');
  if (exp !== undefined && !(typeof exp === 'number' && exp > now - leeway)) throw invalid('The proof is over');
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf < now + leeway)) throw invalid('The proof is not yet good');
  if (!nonceHolds(context, institutionId, payload.nonce)) throw invalidNonce();
  return { holder, nonce: payload.nonce };
}

async function holderOf({ jwk, kid, x5c }: Record<string, unknown>): Promise<HolderBinding> {
  if ([jwk, kid, x5c].filter((member) => member !== undefined).length !== 1) {
    throw invalid('The header names the key by one of jwk and kid');
  }
  const holder = jwk !== undefined ? bindingOfJwk(jwk) : typeof kid === 'string' ? await bindingOfDid(kid) : undefined;
  if (!holder) throw invalid('The key is not one that can be used: did:key, did:jwk or a jwk, Ed25519 or P-256');
  return holder;
}

/** Proof type `di_vp` (OID4VCI 1.0 Appendix F.2): a presentation for this issuer as `domain`, the c_nonce as `challenge`. */
async function verifyDataIntegrityProof(
  context: IssuerContext,
  institutionId: string,
  presentation: unknown,
): Promise<HeldProof> {
  if (!isObject(presentation)) throw invalid('A di_vp is a presentation');
  const challenge = [presentation.proof].flat().map((proof) => (isObject(proof) ? proof.challenge : undefined))[0];
  if (!nonceHolds(context, institutionId, challenge)) throw invalidNonce();
  const held = await verifyHolder(presentation, {
    challenge,
    domain: credentialIssuer(context.config, institutionId),
    now: context.clock(),
  });
  if (!held) throw invalid('The proof of the presentation does not hold');
  return { holder: held, nonce: challenge };
}
