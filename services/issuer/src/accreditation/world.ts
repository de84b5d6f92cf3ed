import { createDidResolver, type GuardedFetch } from '@symbolon/dids';
import { createGuardedFetch } from '@symbolon/dids/guarded-fetch';
import type { Service } from '@symbolon/service';
import {
  accreditationSource,
  cachedDidResolver,
  createStatusListStore,
  trustRegistry,
  type VerificationEnvironment,
} from '@symbolon/verification';
import type { IssuerContext } from '../context.ts';

const worlds = new WeakMap<IssuerContext, VerificationEnvironment>();

/** Gives what accreditations of others are verified with. It knows no trust list: whom to believe is the verifiers' choice. */
export function verifyingWorld(context: IssuerContext): VerificationEnvironment {
  const world = worlds.get(context);
  if (!world) throw new Error('The accreditation routes are not registered.');
  return world;
}

/**
 * Makes that world for a service. Addresses of this installation are answered by the service itself, without the network: authorities
 * are often institutions of the same one, and it need not be reachable from its own machine.
 */
export function openVerifyingWorld(app: Service, context: IssuerContext): void {
  const { clock: now, config } = context;
  const guarded = createGuardedFetch({ allowLoopback: config.allowLoopback, timeoutMs: 3_000 });
  const own = `${config.issuerUrl}/`;
  const fetch: GuardedFetch = async (url, options = {}) => {
    if (!url.startsWith(own) || options.post) return guarded(url, options);
    const headers = { ...(options.accept ? { accept: options.accept } : {}) };
    const reply = await app.inject({ method: 'GET', url: url.slice(own.length - 1), headers });
    return { status: reply.statusCode, headers: new Headers(), body: new Uint8Array(reply.rawPayload), url };
  };
  const isLoopback = new URL(config.issuerUrl).protocol === 'http:';
  const allowLoopback = isLoopback ? [config.issuerUrl, ...config.allowLoopback] : config.allowLoopback;
  worlds.set(context, {
    now,
    dids: cachedDidResolver(createDidResolver({ fetch, allowLoopback }), { now }),
    statusLists: createStatusListStore({ fetch, now }),
    trust: trustRegistry([]),
    accreditations: accreditationSource({ fetch, now }),
    timeLimitMs: 5_000,
  });
}
