import type { Session } from '../../claims/session-store.ts';
import type { IssuerContext } from '../../context.ts';

/** Gives the `notification_id` of a session (OID4VCI 1.0 §8.3): made again when it comes back, and kept nowhere. */
export const notificationId = (keys: Pick<IssuerContext['keys'], 'mac'>, { id }: Pick<Session, 'id'>): string =>
  keys.mac('notification_id', id).subarray(0, 16).toString('base64url');
