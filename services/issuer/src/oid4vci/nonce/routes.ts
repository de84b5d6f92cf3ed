import type { Service } from '@symbolon/service';
import type { IssuerContext } from '../../context.ts';
import { answerPreflight, institutionIdOf } from '../step.ts';
import { createNonce, nonceLifetime } from './nonce.ts';

/** Nonce Endpoint (OID4VCI 1.0 §7): POST, without a token. */
export function registerNonce(scope: Service, context: IssuerContext): void {
  const path = '/institutions/:institution/oid4vci/nonce';
  scope.post(path, async (request) => {
    const id = await institutionIdOf(context, request);
    return { c_nonce: createNonce(context, id), c_nonce_expires_in: nonceLifetime };
  });
  answerPreflight(scope, path);
}
