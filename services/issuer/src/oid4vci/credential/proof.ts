import { isObject, joseNames, parseJws, typeOf, verifySignature } from '@symbolon/securing/verify';
import { bindingOfDid, bindingOfJwk, verifyHolder } from '../../claims/holder/binding.ts';
import type { ConfigurationId, HolderBinding } from '../../claims/holder/formats.ts';
import type { IssuerContext } from '../../context.ts';
import {
  type KeysAttested,
  keyAttestationsRequired,
  knowsAttesters,
  verifyKeyAttestation,
} from '../attestation/key-attestation.ts';
import { credentialIssuer } from '../issuer-url.ts';
import { nonceHolds } from '../nonce/nonce.ts';
import { ProtocolError } from '../protocol-error.ts';
import { isHaip, type WalletSettings } from '../settings/settings.ts';
import { batchSize, type Proofs } from './request.ts';

/** A proof of possession that holds: whose key it is, and the c_nonce that it answers. */
export type HeldProof = { holder: HolderBinding; nonce: string; isAttested?: true };

/** What the institution demands of proofs for one configuration. */
export type ProofPolicy = { settings: WalletSettings; configuration: ConfigurationId };

const invalid = (description: string) => new ProtocolError('invalid_proof', description);
const invalidNonce = () => new ProtocolError('invalid_nonce', 'The c_nonce of a proof is missing, wrong or over');

// Clocks of phones differ; what claims to come from later than this was made in advance.
const leeway = 60;
const oldest = 600;

/**
 * Verifies proofs of possession (OID4VCI 1.0 §8.2.1.1 and Appendix F): each is meant for this issuer, answers a c_nonce of
 * ours, is made now, and by the key that it names; with a key attestation where the institution demands one. Throws
 * `invalid_proof` and `invalid_nonce`.
 */
export async function verifyProofs(
  context: IssuerContext,
  institutionId: string,
  proofs: Proofs,
  policy: ProofPolicy,
): Promise<HeldProof[]> {
  const verify = verifiers[proofs.type];
  const held: HeldProof[] = [];
  for (const value of proofs.values) held.push(...(await verify(context, institutionId, value, policy)));
  const byKey = new Map(held.map((each) => [each.holder.key.publicKeyMultibase, each]));
  // One attestation for all keys may come along with the proof of each of them.
  if (byKey.size < held.length && !held.every(({ isAttested }) => isAttested))
    throw invalid('Each proof is for another key');
  if (byKey.size > batchSize) throw invalid(`At most ${batchSize} keys are taken at once`);
  const distinct = [...byKey.values()];
  if (!isHaip(policy.settings)) return distinct;
  // HAIP 1.0 §6.1: the key itself stands in `cnf`, however the proof named it.
  return distinct.map((each) => ({ ...each, holder: bindingOfJwk(each.holder.key.publicJwk)! }));
}

type Verify = (
  context: IssuerContext,
  institutionId: string,
  value: unknown,
  policy: ProofPolicy,
) => Promise<HeldProof[]>;

/** Proof type `jwt` (OID4VCI 1.0 Appendix F.1). */
const verifyJwtProof: Verify = async (context, institutionId, jwt, policy) => {
  const jws = typeof jwt === 'string' ? parseJws(jwt) : undefined;
  if (!jws || jws.problem) throw invalid('The proof is not a compact JWS');
  const { header, payload } = jws;
  if (typeOf(header) !== 'openid4vci-proof+jwt') throw invalid('The type of the proof is openid4vci-proof+jwt');
  const attested = await attestationOf(context, institutionId, header, policy);
  const holder = attested ? signerAmong(attested, header) : await holderOf(header);
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
  const { nonce } = payload;
  if (!nonceHolds(context, institutionId, nonce)) throw invalidNonce();
  if (!attested) return [{ holder, nonce }];
  if (attested.nonce !== nonce) throw invalid('The key attestation answers another c_nonce than the proof');
  // A credential for each attested key (Appendix F.1).
  return attested.holders.map((each) => ({ holder: each, nonce, isAttested: true }));
};

async function attestationOf(
  context: IssuerContext,
  institutionId: string,
  { key_attestation: jwt }: Record<string, unknown>,
  { settings, configuration }: ProofPolicy,
): Promise<KeysAttested | undefined> {
  // Of nobody who is known here an attestation says nothing, and nothing was asked.
  if (jwt !== undefined && knowsAttesters(settings))
    return verifyKeyAttestation(context, institutionId, settings, { jwt, expNeeded: true });
  if (keyAttestationsRequired(settings, configuration)) throw invalid('A key attestation is demanded here');
  return undefined;
}

/** The attested key that signed the proof: named by itself, or by its `kid` or place among the attested ones. */
function signerAmong({ holders }: KeysAttested, { jwk, kid, x5c }: Record<string, unknown>): HolderBinding {
  if ([jwk, kid, x5c].filter((member) => member !== undefined).length !== 1 || x5c !== undefined)
    throw invalid('The header names the key by one of jwk and kid');
  const named = jwk === undefined ? undefined : bindingOfJwk(jwk);
  const signer = named
    ? holders.find(({ key }) => key.publicKeyMultibase === named.key.publicKeyMultibase)
    : holders[/^\d{1,2}$/.test(String(kid)) ? Number(kid) : -1];
  if (!signer) throw invalid('The key of the proof is none of the attested ones');
  return signer;
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
const verifyDataIntegrityProof: Verify = async (context, institutionId, presentation, policy) => {
  if (keyAttestationsRequired(policy.settings, policy.configuration))
    throw invalid('A key attestation is demanded here');
  if (!isObject(presentation)) throw invalid('A di_vp is a presentation');
  const challenge = [presentation.proof].flat().map((proof) => (isObject(proof) ? proof.challenge : undefined))[0];
  if (!nonceHolds(context, institutionId, challenge)) throw invalidNonce();
  const held = await verifyHolder(presentation, {
    challenge,
    domain: credentialIssuer(context.config, institutionId),
    now: context.clock(),
  });
  if (!held) throw invalid('The proof of the presentation does not hold');
  return [{ holder: held, nonce: challenge }];
};

/** Proof type `attestation` (OID4VCI 1.0 Appendix F.3): the attester's word for keys that prove nothing themselves. */
const verifyAttestationProof: Verify = async (context, institutionId, jwt, { settings }) => {
  if (!knowsAttesters(settings)) throw invalid('The proof is of a type that is not offered');
  const { holders, nonce } = await verifyKeyAttestation(context, institutionId, settings, { jwt, expNeeded: false });
  return holders.map((holder) => ({ holder, nonce }));
};

const verifiers: Record<Proofs['type'], Verify> = {
  jwt: verifyJwtProof,
  di_vp: verifyDataIntegrityProof,
  attestation: verifyAttestationProof,
};
