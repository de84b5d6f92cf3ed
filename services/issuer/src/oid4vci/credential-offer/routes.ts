import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import { claimState, sha256 } from '../../claims/claim.ts';
import { findClaimByToken } from '../../claims/store.ts';
import type { IssuerContext } from '../../context.ts';
import { InstitutionParams } from '../../http.ts';
import { issuerState } from '../authorization/issuer-state.ts';
import { ProtocolError } from '../protocol-error.ts';
import { walletSettings } from '../settings/known.ts';
import { answerPreflight } from '../step.ts';
import { credentialOffer } from './offer.ts';

/** The Credential Offer that `credential_offer_uri` names (OID4VCI 1.0 §4.1.3). */
export function registerCredentialOffer(scope: Service, context: IssuerContext): void {
  const path = '/institutions/:institution/oid4vci/credential-offers/:token';
  const params = Type.Object({ ...InstitutionParams.properties, token: Type.String({ maxLength: 100 }) });
  scope.get(path, { schema: { params } }, async ({ params: { institution, token } }) => {
    const claim = await findClaimByToken(context.pool, sha256(token));
    if (claim?.institutionId !== institution || claimState(claim, context.clock()) !== 'open') {
      throw new ProtocolError('invalid_request', 'There is no such offer, or it is over', { status: 404 });
    }
    const { settings } = await walletSettings(context, institution);
    const offer = credentialOffer(context, claim);
    if (!settings.identityProvider) return offer;
    const state = { issuer_state: issuerState(context.keys, claim) };
    return { ...offer, grants: { authorization_code: state, ...offer.grants } };
  });
  answerPreflight(scope, path);
}
