import { isObject } from '@symbolon/securing/verify';
import type { Service } from '@symbolon/service';
import { sha256 } from '../../claims/claim.ts';
import { bindingOfDid, bindingOfJwk } from '../../claims/holder/binding.ts';
import { ClaimRefused } from '../../claims/holder/claim-refused.ts';
import { type HolderBinding, isConfigurationId, type Secured } from '../../claims/holder/formats.ts';
import { issueToHolder, mostCopies } from '../../claims/holder/issue-to-holder.ts';
import type { Session } from '../../claims/session-store.ts';
import type { IssuerContext } from '../../context.ts';
import { sessionOf } from '../access-token.ts';
import { answerOf } from '../credential/answer.ts';
import { denial } from '../credential/denied.ts';
import { acceptEncrypted, readMessage, sendMessage } from '../encryption/message.ts';
import { endpoint } from '../issuer-url.ts';
import { ProtocolError } from '../protocol-error.ts';
import { walletSettings } from '../settings/known.ts';
import { answerPreflight, institutionIdOf } from '../step.ts';
import { deferral } from './defer.ts';
import { type DeferredCredential, findDeferred, removeDeferred } from './store.ts';

const invalidTransaction = () =>
  new ProtocolError('invalid_transaction_id', 'This transaction_id was not given to this wallet, or it was used');

/** Deferred Credential Endpoint (OID4VCI 1.0 §9): what was asked for before, as soon as it can be handed out. */
export function registerDeferredCredential(scope: Service, context: IssuerContext): void {
  const path = '/institutions/:institution/oid4vci/deferred-credential';
  acceptEncrypted(scope);
  scope.post(path, async (request, reply) => {
    const id = await institutionIdOf(context, request);
    const session = await sessionOf(context, id, request, endpoint(context.config, id, 'deferred-credential'));
    const { settings } = await walletSettings(context, id);
    const message = await readMessage(context, id, request, settings.encryptionRequired === true);
    const transactionId = isObject(message.body) ? message.body.transaction_id : undefined;
    if (typeof transactionId !== 'string') {
      throw new ProtocolError('invalid_credential_request', 'transaction_id is missing');
    }
    const waiting = await findDeferred(context.pool, session.id, sha256(transactionId));
    if (!waiting) throw invalidTransaction();
    const answer = waiting.protocol === 'oid4vci-draft-13' ? 'draft-13' : '1.0';
    try {
      const secured = await obtain(context, session, sha256(transactionId), waiting);
      // §9.2 lets it have a notification_id, but clients that stand on @openid4vc/openid4vci 0.4 refuse one that has.
      const { notification_id: _, ...rest } = answerOf(context, session, answer, secured);
      return await sendMessage(reply, message, 200, rest);
    } catch (error) {
      if (!(error instanceof ClaimRefused)) throw error;
      if (error.reason !== 'paused') throw denial(error);
      if (answer === '1.0') return sendMessage(reply, message, 202, deferral(transactionId));
      // Draft 13 §9.3.
      const { interval } = deferral(transactionId);
      throw new ProtocolError('issuance_pending', 'The credential is not ready yet', { members: { interval } });
    }
  });
  answerPreflight(scope, path);
}

async function obtain(
  context: IssuerContext,
  session: Session,
  transactionSha256: Buffer,
  { configuration, confirmations, protocol }: DeferredCredential,
): Promise<Secured[]> {
  // When it was asked for there may have been fewer.
  if (session.copies + confirmations.length > mostCopies)
    throw new ProtocolError('credential_request_denied', 'No more copies of this credential are made');
  const holders: HolderBinding[] = [];
  for (const { kid, jwk } of confirmations) {
    const holder = jwk === undefined ? await bindingOfDid(kid) : bindingOfJwk(jwk);
    if (!holder) throw new Error('A key that was verified before cannot be read any more.');
    holders.push(holder);
  }
  if (!isConfigurationId(configuration)) throw invalidTransaction();
  return issueToHolder(context, {
    session,
    configuration,
    holders,
    protocol,
    // Of two requests for one transaction exactly one is answered.
    alsoRecord: async (client) => {
      if (!(await removeDeferred(client, transactionSha256))) throw invalidTransaction();
    },
  });
}
