import type { Service } from '@symbolon/service';
import { sha256 } from '../../claims/claim.ts';
import { ClaimRefused } from '../../claims/holder/claim-refused.ts';
import { credentialType } from '../../claims/holder/credential-type.ts';
import type { Secured } from '../../claims/holder/formats.ts';
import { issueToHolder, mostCopies } from '../../claims/holder/issue-to-holder.ts';
import { type Session, useNonce } from '../../claims/session-store.ts';
import type { IssuerContext } from '../../context.ts';
import type { Client } from '../../database/transaction.ts';
import { sessionOf } from '../access-token.ts';
import { type Deferral, defer } from '../deferred-credential/defer.ts';
import { acceptEncrypted, readMessage, sendMessage } from '../encryption/message.ts';
import { endpoint } from '../issuer-url.ts';
import { createNonce, nonceLifetime } from '../nonce/nonce.ts';
import { ProtocolError } from '../protocol-error.ts';
import { walletSettings } from '../settings/known.ts';
import type { WalletSettings } from '../settings/settings.ts';
import { answerPreflight, institutionIdOf } from '../step.ts';
import { answerOf } from './answer.ts';
import { denial } from './denied.ts';
import { verifyProofs } from './proof.ts';
import { type CredentialRequest, parseCredentialRequest } from './request.ts';

/** Credential Endpoint (OID4VCI 1.0 §8), for requests of version 1.0 and of drafts 11 to 15. */
export function registerCredential(scope: Service, context: IssuerContext): void {
  const path = '/institutions/:institution/oid4vci/credential';
  acceptEncrypted(scope);
  scope.post(path, async (request, reply) => {
    const id = await institutionIdOf(context, request);
    const session = await sessionOf(context, id, request, endpoint(context.config, id, 'credential'));
    const { settings } = await walletSettings(context, id);
    const message = await readMessage(context, id, request, settings.encryptionRequired === true);
    try {
      const asked = parseCredentialRequest(message.body, credentialType(context.config.issuerUrl).vct);
      const { secured, deferred } = await issue(context, session, settings, asked);
      if (deferred) return await sendMessage(reply, message, 202, deferred);
      return await sendMessage(reply, message, 200, answerOf(context, session, asked.answer, secured));
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

type Outcome = { secured: Secured[]; deferred?: never } | { deferred: Deferral; secured?: never };

async function issue(
  context: IssuerContext,
  session: Session,
  settings: WalletSettings,
  asked: CredentialRequest,
): Promise<Outcome> {
  const { clock } = context;
  const { configuration } = asked;
  const proofs = await verifyProofs(context, session.institutionId, asked.proofs, { settings, configuration });
  if (session.copies + proofs.length > mostCopies) {
    throw new ProtocolError('credential_request_denied', 'No more copies of this credential are made');
  }
  const nonces = [...new Set(proofs.map(({ nonce }) => nonce))];
  const nonceEnds = new Date(clock().getTime() + 2 * nonceLifetime * 1000);
  const holders = proofs.map(({ holder }) => holder);
  const protocol = asked.answer === 'draft-13' ? 'oid4vci-draft-13' : 'oid4vci-1.0';
  const alsoRecord = async (client: Client) => {
    for (const nonce of nonces) {
      if (await useNonce(client, sha256(nonce), session.id, nonceEnds)) continue;
      throw new ProtocolError('invalid_nonce', 'The c_nonce of a proof was used by another wallet');
    }
  };
  try {
    return { secured: await issueToHolder(context, { session, configuration, holders, protocol, alsoRecord }) };
  } catch (error) {
    if (!(error instanceof ClaimRefused)) throw error;
    if (error.reason !== 'paused') throw denial(error);
    const confirmations = holders.map(({ confirmation }) => confirmation);
    return { deferred: await defer(context, session, { configuration, confirmations, protocol }, alsoRecord) };
  }
}
