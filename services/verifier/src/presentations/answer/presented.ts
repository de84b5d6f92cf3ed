import { isObject, type JsonObject } from '@symbolon/securing/verify';
import type { Format } from '../authorization-request/dcql-query.ts';

/** One presentation as it came, and which credential query it says to answer. */
export type Presented = {
  /** An object with proofs, a JWT, or an SD-JWT with its key binding. */
  presentation: JsonObject | string;
  /** Undefined where the protocol has no such names. */
  queryId?: string;
};

/** More presentations than a person shows at once would only buy computing time. */
export const maximumPresentations = 16;

/** Forms of the credentials inside a presentation, in their order: a JWT or its envelope, else one with proofs inside. */
export function formatsWithin(presentation: Record<string, unknown>): Format[] {
  return [presentation.verifiableCredential ?? []]
    .flat()
    .map((credential) =>
      isObject(credential) && ![credential.type].flat().includes('EnvelopedVerifiableCredential')
        ? 'ldp_vc'
        : 'jwt_vc_json',
    );
}
