import type { Service } from '@symbolon/service';
import { sha256 } from '../../claims/claim.ts';
import { credentialType } from '../../claims/holder/credential-type.ts';
import type { Secured } from '../../claims/holder/formats.ts';
import { ClaimRefused, issueToHolder, mostCopies } from '../../claims/holder/issue-to-holder.ts';
import { countHolderCredentials } from '../../claims/holder/store.ts';
import { type Session, useNonce } from '../../claims/session-store.ts';
import type { IssuerContext } from '../../context.ts';
import { sessionOf } from '../access-token.ts';
import { acceptEncrypted, readMessage, sendMessage } from '../encryption/message.ts';
import { endpoint } from '../issuer-url.ts';
import { createNonce, nonceLifetime } from '../nonce/nonce.ts';
import { notificationId } from '../notification/notification.ts';
import { ProtocolError } from '../protocol-error.ts';
import { answerPreflight, institutionOf } from '../step.ts';
import { verifyProofs } from './proof.ts';
import { type CredentialRequest, parseCredentialRequest } from './request.ts';

/** Credential Endpoint (OID4VCI 1.0 §8), for requests of version 1.0 and of drafts 11 to 15. */
export function registerCredential(scope: Service, context: IssuerContext): void {
  const path = '/institutions/:institution/oid4vci/credential';
  acceptEncrypted(scope);
  scope.post(path, async (request, reply) => {
    const { id } = await institutionOf(context, request);
    const session = await sessionOf(context, id, request, endpoint(context.config, id, 'credential'));
    const message = await readMessage(context, id, request, false);
    try {
      const asked = parseCredentialRequest(message.body, credentialType(context.config.issuerUrl).vct);
      return sendMessage(reply, message, 200, answerOf(context, session, asked, await issue(context, session, asked)));
    } catch (error) {
      if (!(error instanceof ProtocolError) || !/^invalid_(proof|nonce)$/.test(error.error)) throw error;
      // Wallets of drafts take the next c_nonce from the refusal.
      const members = { c_nonce: createNonce(context, id), c_nonce_expires_in: nonceLifetime };
      // Draft 13 has no code of its own for a nonce.
      const code = 'format' in ((message.body ?? {}) as object) ? 'invalid_proof' : error.error;
      throw new ProtocolError(code, error.message, { members });
    }
  });
  answerPreflight(scope, path);
}

async function issue(context: IssuerContext, session: Session, asked: CredentialRequest): Promise<Secured[]> {
  const { pool, clock } = context;
  const proofs = await verifyProofs(context, session.institutionId, asked.proofs);
  if ((await countHolderCredentials(pool, session.id)) + proofs.length > mostCopies) {
    throw new ProtocolError('credential_request_denied', 'No more copies of this credential are made');
  }
  const nonces = [...new Set(proofs.map(({ nonce }) => nonce))];
  const nonceEnds = new Date(clock().getTime() + 2 * nonceLifetime * 1000);
  try {
    return await issueToHolder(context, {
      session,
      configuration: asked.configuration,
      holders: proofs.map(({ holder }) => holder),
      protocol: asked.answer === 'draft-13' ? 'oid4vci-draft-13' : 'oid4vci-1.0',
      alsoRecord: async (client) => {
        for (const nonce of nonces) {
          if (await useNonce(client, sha256(nonce), session.id, nonceEnds)) continue;
          throw new ProtocolError('invalid_nonce', 'The c_nonce of a proof was used by another wallet');
        }
      },
    });
  } catch (error) {
    if (error instanceof ClaimRefused) throw denied[error.reason]();
    throw error;
  }
}

const denied: Record<ClaimRefused['reason'], () => ProtocolError> = {
  gone: () =>
    new ProtocolError(
      'credential_request_denied',
      'The credential was claimed by another wallet, or its offer is over',
    ),
  'not-in-force': () => new ProtocolError('credential_request_denied', 'The credential is not in force'),
  'other-holder': () => new ProtocolError('invalid_proof', 'The credential names another key as its holder'),
};

function answerOf(context: IssuerContext, session: Session, { answer }: CredentialRequest, secured: Secured[]) {
  const rest = {
    notification_id: notificationId(context.keys, session),
    c_nonce: createNonce(context, session.institutionId),
    c_nonce_expires_in: nonceLifetime,
  };
  const [credential] = secured;
  const credentials = secured.map((each) => ({ credential: each }));
  if (answer === '1.0') return { credentials, ...rest };
  if (answer === 'both') return { credential, credentials, ...rest };
  return secured.length > 1 ? { credentials: secured, ...rest } : { credential, ...rest };
}
