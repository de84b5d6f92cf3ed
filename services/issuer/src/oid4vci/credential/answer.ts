import type { Secured } from '../../claims/holder/formats.ts';
import type { Session } from '../../claims/session-store.ts';
import type { IssuerContext } from '../../context.ts';
import { createNonce, nonceLifetime } from '../nonce/nonce.ts';
import { notificationId } from '../notification/notification.ts';
import type { CredentialRequest } from './request.ts';

/** Gives the Credential Response (OID4VCI 1.0 §8.3) in the words in which it was asked for. */
export function answerOf(
  context: Pick<IssuerContext, 'keys' | 'clock'>,
  session: Session,
  answer: CredentialRequest['answer'],
  secured: Secured[],
): Record<string, unknown> {
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
