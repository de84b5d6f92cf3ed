import { timingSafeEqual } from 'node:crypto';
import { isObject } from '@symbolon/securing/verify';
import type { Service } from '@symbolon/service';
import { sha256 } from '../../claims/claim.ts';
import { storeNotification } from '../../claims/session-store.ts';
import type { IssuerContext } from '../../context.ts';
import { sessionOf } from '../access-token.ts';
import { endpoint } from '../issuer-url.ts';
import { ProtocolError } from '../protocol-error.ts';
import { answerPreflight, institutionIdOf } from '../step.ts';
import { notificationId } from './notification.ts';

const events = ['credential_accepted', 'credential_failure', 'credential_deleted'] as const;
type Event = (typeof events)[number];

/** Notification Endpoint (OID4VCI 1.0 §11): the wallet tells what became of the credential. */
export function registerNotification(scope: Service, context: IssuerContext): void {
  const { pool, log, keys } = context;
  const path = '/institutions/:institution/oid4vci/notification';
  scope.post(path, async (request, reply) => {
    const id = await institutionIdOf(context, request);
    const session = await sessionOf(context, id, request, endpoint(context.config, id, 'notification'));
    const body = request.body;
    if (!isObject(body) || !events.includes(body.event as Event) || typeof body.notification_id !== 'string') {
      throw new ProtocolError(
        'invalid_notification_request',
        'notification_id and event are not those of a notification',
      );
    }
    if (!timingSafeEqual(sha256(body.notification_id), sha256(notificationId(keys, session)))) {
      throw new ProtocolError('invalid_notification_id', 'This notification_id was not given to this wallet');
    }
    // The description is the wallet's own text, perhaps about a person: it is not kept.
    await storeNotification(pool, session.id, body.event as Event);
    log.info({ event: 'wallet.notified', institution: id, claim: session.claimId, outcome: body.event });
    return reply.code(204).send();
  });
  answerPreflight(scope, path);
}
