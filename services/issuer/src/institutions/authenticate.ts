import { timingSafeEqual } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import type { Actor } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import { askTogether } from '../database/together.ts';
import { hashApiKey } from './create.ts';
import { findInstitutionsByApiKey, type Institution, type KeyHolder } from './store.ts';
import { countWrongKeys, type WrongKeys } from './wrong-keys.ts';

/** The institution that a request speaks for, and by which key. */
export type Caller = { institution: Institution; actor: Actor };

type Request = { ip: string; headers: { authorization?: string | undefined }; params: unknown };

const callers = new WeakMap<object, Caller>();

const unauthorized = (detail: string) =>
  new Problem(401, 'Sign in with an API key', { detail, headers: { 'www-authenticate': 'Bearer realm="issuer"' } });

function bearerToken({ headers }: Request): string {
  const [, token] = /^Bearer +([\w.~+/=-]{1,500})$/i.exec(headers.authorization ?? '') ?? [];
  if (!token) throw unauthorized('Send the header "Authorization: Bearer" followed by the API key of the institution.');
  return token;
}

const counters = new WeakMap<IssuerContext, WrongKeys>();

/** Looks a key up, unless too many wrong ones came from the address (429); what `find` gives tells whether it was right. */
async function tried<Found>(
  context: IssuerContext,
  request: Request,
  find: (sha256: Buffer, apiKey: string) => Promise<Found>,
): Promise<Found> {
  const apiKey = bearerToken(request);
  const sha256 = hashApiKey(apiKey);
  if (context.config.rateLimit === 0) return find(sha256, apiKey);
  const counter = counters.get(context) ?? countWrongKeys(context.clock);
  counters.set(context, counter);
  counter.admit(request.ip, sha256);
  try {
    const found = await find(sha256, apiKey);
    counter.right(sha256);
    return found;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) counter.wrong(request.ip);
    throw error;
  }
}

type FindHolder = (sha256: Buffer) => Promise<KeyHolder | undefined>;
const finders = new WeakMap<IssuerContext['pool'], FindHolder>();

/** Keys of requests that come at the same moment are looked up together; none is remembered, as it may be revoked next. */
function holderOf(pool: IssuerContext['pool'], sha256: Buffer): Promise<KeyHolder | undefined> {
  const find = finders.get(pool) ?? askTogether((asked: Buffer[]) => findInstitutionsByApiKey(pool, asked));
  finders.set(pool, find);
  return find(sha256);
}

/** Gives the institution of an API key. Throws 401 where the key is not known or no longer in use. */
export async function findCaller({ pool }: IssuerContext, apiKey: string): Promise<Caller> {
  const found = await holderOf(pool, hashApiKey(apiKey));
  if (!found) throw unauthorized('This API key is not known, or it was revoked.');
  return { institution: found.institution, actor: `api-key:${found.apiKeyId}` };
}

/**
 * Gives the options of a route below `/institutions/:institution` that only this institution may use: an `onRequest`
 * hook, so that a stranger learns nothing from the checks that follow. Another institution's key gets a 404, and who sends
 * many wrong ones a 429.
 */
export function institutionOnly(context: IssuerContext) {
  return {
    // Whoever holds a key is known; the limit by address is for strangers.
    config: { rateLimit: false as const },
    onRequest: async (request: Request) => {
      const caller = await tried(context, request, (_, apiKey) => findCaller(context, apiKey));
      if (caller.institution.id !== (request.params as { institution?: string }).institution) {
        throw new Problem(404, 'There is no such institution', { detail: 'The API key belongs to another one.' });
      }
      callers.set(request, caller);
    },
  };
}

/** Gives who is calling, on a route with `institutionOnly`. */
export function callerOf(request: object): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('This route does not ask who is calling.');
  return caller;
}

/** Lets only the holder of the installation's admin key pass; 403 where the installation has none. */
export function adminOnly(context: IssuerContext) {
  const { adminKey } = context.config;
  return {
    onRequest: async (request: Request) => {
      if (adminKey === undefined) {
        throw new Problem(403, 'This is done on the command line here', {
          detail: 'The installation has no admin key (ADMIN_KEY_FILE).',
        });
      }
      await tried(context, request, async (sha256) => {
        if (!timingSafeEqual(sha256, hashApiKey(adminKey))) throw unauthorized('This is not the admin key.');
      });
    },
  };
}
