import { type Claim, claimToken, preAuthorizedCode, txCodeLength } from '../../claims/claim.ts';
import { configurationIds } from '../../claims/holder/formats.ts';
import type { IssuerContext } from '../../context.ts';
import { credentialIssuer, endpoint } from '../issuer-url.ts';
import { preAuthorizedGrant } from '../token/request.ts';

/** Gives the Credential Offer of a claim as it stands now (OID4VCI 1.0 §4.1.1). */
export function credentialOffer({ config, keys }: Pick<IssuerContext, 'config' | 'keys'>, claim: Claim) {
  return {
    credential_issuer: credentialIssuer(config, claim.institutionId),
    credential_configuration_ids: configurationIds,
    grants: {
      [preAuthorizedGrant]: {
        'pre-authorized_code': preAuthorizedCode(keys, claim, claim.redeemed),
        ...(claim.withTxCode
          ? {
              tx_code: {
                input_mode: 'numeric',
                length: txCodeLength,
                description: 'The digits on the slip that your school gave you',
              },
            }
          : {}),
      },
    },
  };
}

/** Gives the link that opens a wallet with the offer by reference (OID4VCI 1.0 §4.1.3): short enough for a QR code. */
export function offerLink(context: Pick<IssuerContext, 'config' | 'keys'>, claim: Claim): string {
  const uri = endpoint(context.config, claim.institutionId, `credential-offers/${claimToken(context.keys, claim)}`);
  return `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(uri)}`;
}

/** Gives the link that holds the offer itself (OID4VCI 1.0 §4.1.2), for wallets that do not fetch it. */
export function offerLinkByValue(context: Pick<IssuerContext, 'config' | 'keys'>, claim: Claim): string {
  return `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(credentialOffer(context, claim)))}`;
}
