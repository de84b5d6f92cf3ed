import type { Service } from '@symbolon/service';
import type { IssuerContext } from '../../context.ts';
import { authenticateWallet } from '../attestation/wallet-attestation.ts';
import { verifyDpop } from '../dpop.ts';
import { endpoint } from '../issuer-url.ts';
import { createNonce, nonceLifetime } from '../nonce/nonce.ts';
import { ProtocolError } from '../protocol-error.ts';
import { walletSettings } from '../settings/known.ts';
import { isHaip } from '../settings/settings.ts';
import { answerPreflight, institutionIdOf } from '../step.ts';
import { redeemCode } from './authorization-code.ts';
import { redeem } from './redeem.ts';
import { refresh, refreshTokenOf } from './refresh.ts';
import { parametersOf, parseTokenRequest } from './request.ts';

/** Token Endpoint (OID4VCI 1.0 §6). Drafts up to 14 read the c_nonce from its answer. */
export function registerToken(scope: Service, context: IssuerContext): void {
  const path = '/institutions/:institution/oid4vci/token';
  scope.post(path, async (request) => {
    const id = await institutionIdOf(context, request);
    const asked = parseTokenRequest(parametersOf(request.body));
    const { dpop: proof } = request.headers;
    // A proof that does not hold is told before the code is used up.
    const { settings } = await walletSettings(context, id);
    const about = { proof, method: request.method, url: endpoint(context.config, id, 'token') };
    const jkt = proof === undefined ? undefined : await verifyDpop(context, about);
    if (jkt === undefined && isHaip(settings))
      throw new ProtocolError('invalid_dpop_proof', 'A DPoP proof is needed here');
    const clientId = await authenticateWallet(context, {
      institutionId: id,
      settings,
      headers: request.headers,
      clientId: asked.clientId,
    });
    const wallet = { clientId: clientId ?? asked.clientId, dpopJkt: jkt };
    const { accessToken, expiresIn, sessionId, configurations } =
      'code' in asked
        ? await redeemCode(context, id, asked, { ...wallet, isAuthenticated: clientId !== undefined })
        : 'refreshToken' in asked
          ? await refresh(context, id, asked, jkt)
          : await redeem(context, id, asked, wallet);
    const detailed = asked.configurations ?? configurations;
    return {
      access_token: accessToken,
      token_type: jkt === undefined ? 'Bearer' : 'DPoP',
      expires_in: expiresIn,
      ...(jkt === undefined ? {} : { refresh_token: refreshTokenOf(context.keys, sessionId) }),
      c_nonce: createNonce(context, id),
      c_nonce_expires_in: nonceLifetime,
      ...(detailed ? { authorization_details: detailed.map(identified) } : {}),
    };
  });
  answerPreflight(scope, path);
}

/** One claim is for one credential, so that each configuration has one identifier (OID4VCI 1.0 §6.2). */
const identified = (configuration: string) => ({
  type: 'openid_credential',
  credential_configuration_id: configuration,
  credential_identifiers: [configuration],
});
