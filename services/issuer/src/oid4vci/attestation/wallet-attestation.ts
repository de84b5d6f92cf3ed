import { isObject, type Jws, parseJws, typeOf } from '@symbolon/securing/verify';
import type { Request } from '@symbolon/service';
import { sha256 } from '../../claims/claim.ts';
import { bindingOfJwk } from '../../claims/holder/binding.ts';
import { useDpopProof } from '../../claims/session-store.ts';
import type { IssuerContext } from '../../context.ts';
import { credentialIssuer } from '../issuer-url.ts';
import { ProtocolError } from '../protocol-error.ts';
import { demandsWalletAttestation, type WalletSettings } from '../settings/settings.ts';
import { attestedBy, isSignedBy, isTimely, leeway } from './attester.ts';
import { knowsAttesters } from './key-attestation.ts';

const refused = (description: string) => new ProtocolError('invalid_client_attestation', description, { status: 401 });
const oldest = 300;

type Given = Pick<IssuerContext, 'pool' | 'clock' | 'config'>;
type Asked = {
  institutionId: string;
  settings: WalletSettings;
  headers: Request['headers'];
  clientId: string | undefined;
};

/**
 * Authenticates a wallet by its attestation (OID4VCI 1.0 Appendix E, draft-ietf-oauth-attestation-based-client-auth): signed by
 * an attester of the institution, in force, for this `client_id`, with a proof of its key that is made now, once, for this
 * authorization server. Gives the `client_id`, or undefined where none is demanded and none came, or nobody
 * is trusted. Throws
 * `invalid_client` where one is missing, `invalid_client_attestation` where it does not hold.
 */
export async function authenticateWallet(context: Given, asked: Asked): Promise<string | undefined> {
  const { settings, headers, clientId, institutionId } = asked;
  const attestation = headers['oauth-client-attestation'];
  const pop = headers['oauth-client-attestation-pop'];
  // Where nobody is trusted to attest, an attestation says nothing.
  const comes = (attestation !== undefined || pop !== undefined) && knowsAttesters(settings);
  if (!comes && !demandsWalletAttestation(settings)) return undefined;
  if (attestation === undefined || pop === undefined) {
    throw new ProtocolError('invalid_client', 'A wallet authenticates itself here by an attestation', { status: 401 });
  }
  const now = context.clock();
  const attested = await attestedBy(settings, attestation, 'oauth-client-attestation+jwt', now);
  if (typeof attested === 'string') throw refused(attested);
  const { sub, cnf } = attested.payload;
  if (!isTimely(attested.payload, now, { expNeeded: true })) throw refused('The attestation is over, or not yet good');
  if (typeof sub !== 'string' || sub === '') throw refused('sub of the attestation is missing');
  if (clientId !== undefined && clientId !== sub) throw refused('client_id is not the sub of the attestation');
  const key = isObject(cnf) ? bindingOfJwk(cnf.jwk)?.key : undefined;
  if (!key) throw refused('The attestation holds no key that can be used');
  const proof = typeof pop === 'string' ? parseJws(pop) : undefined;
  if (!proof || proof.problem) throw refused('The proof of the attestation is not a compact JWS');
  if (typeOf(proof.header) !== 'oauth-client-attestation-pop+jwt') {
    throw refused('The type of the proof is oauth-client-attestation-pop+jwt');
  }
  if (!(await isSignedBy(proof, key))) throw refused('The signature of the proof does not hold');
  checkProof(proof, { sub, aud: credentialIssuer(context.config, institutionId), now });
  const expires = new Date(now.getTime() + (oldest + leeway) * 1000);
  if (
    !(await useDpopProof(context.pool, sha256(`attestation ${key.publicKeyMultibase} ${proof.payload.jti}`), expires))
  ) {
    throw refused('The proof of the attestation was used before');
  }
  return sub;
}

function checkProof({ payload }: Jws, { sub, aud, now }: { sub: string; aud: string; now: Date }) {
  // Later drafts leave `iss` out.
  if (payload.iss !== undefined && payload.iss !== sub)
    throw refused('iss of the proof is not the sub of the attestation');
  const audiences = [payload.aud].flat();
  if (audiences.length !== 1 || audiences[0] !== aud)
    throw refused('The proof is meant for another authorization server');
  if (!isTimely(payload, now, { expNeeded: false })) throw refused('The proof is over, or not yet good');
  const { iat, jti } = payload;
  if (typeof iat !== 'number' || iat < now.getTime() / 1000 - oldest) throw refused('iat of the proof is not now');
  if (typeof jti !== 'string' || jti === '' || jti.length > 500) throw refused('jti of the proof is missing');
}
