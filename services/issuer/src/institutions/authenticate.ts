import { timingSafeEqual } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import type { Actor } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import { hashApiKey } from './create.ts';
import { findInstitutionByApiKey, type Institution } from './store.ts';

/** The institution that a request speaks for, and by which key. */
export type Caller = { institution: Institution; actor: Actor };

type Request = { headers: { authorization?: string | undefined }; params: unknown };

const callers = new WeakMap<object, Caller>();

const unauthorized = (detail: string) =>
  new Problem(401, 'Sign in with an API key', { detail, headers: { 'www-authenticate': 'Bearer realm="issuer"' } });

function bearerToken({ headers }: Request): string {
  const [, token] = /^Bearer +([\w.~+/=-]{1,500})$/i.exec(headers.authorization ?? '') ?? [];
  if (!token) throw unauthorized('Send the header "Authorization: Bearer" followed by the API key of the institution.');
  return token;
}

/** Gives the institution of an API key. Throws 401 where the key is not known or no longer in use. */
export async function findCaller({ pool }: IssuerContext, apiKey: string): Promise<Caller> {
  const found = await findInstitutionByApiKey(pool, hashApiKey(apiKey));
  if (!found) throw unauthorized('This API key is not known, or it was revoked.');
  return { institution: found.institution, actor: `api-key:${found.apiKeyId}` };
}

/**
 * Gives the options of a route below `/institutions/:institution` that only this institution may use: an `onRequest`
 * hook, so that a stranger learns nothing from the checks that follow. Another institution's key gets a 404.
 */
export function institutionOnly(context: IssuerContext) {
  return {
    // Whoever holds a key is known; the limit by address is for strangers.
    config: { rateLimit: false as const },
    onRequest: async (request: Request) => {
      const caller = await findCaller(context, bearerToken(request));
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
export function adminOnly({ config }: IssuerContext) {
  return {
    onRequest: async (request: Request) => {
      if (config.adminKey === undefined) {
        throw new Problem(403, 'This is done on the command line here', {
          detail: 'The installation has no admin key (ADMIN_KEY_FILE).',
        });
      }
      const given = hashApiKey(bearerToken(request));
      if (!timingSafeEqual(given, hashApiKey(config.adminKey))) throw unauthorized('This is not the admin key.');
    },
  };
}
