import type { GuardedFetch } from '@symbolon/dids';
import type { ClientAuth, Configuration } from 'openid-client';
import type { IssuerContext } from '../../context.ts';
import { credentialIssuer } from '../issuer-url.ts';
import { secretName } from '../settings/routes.ts';
import type { WalletSettings } from '../settings/settings.ts';
import type { StoredSettings } from '../settings/store.ts';

/** The identity provider cannot be asked, or what it says does not hold. `reason` is for the log and names nobody. */
export class SignInFailed extends Error {
  readonly isDenied: boolean;

  constructor(reason: string, { isDenied = false, cause }: { isDenied?: boolean; cause?: unknown } = {}) {
    super(reason, { cause });
    this.isDenied = isDenied;
  }
}

type Given = Pick<IssuerContext, 'config' | 'keys'>;
type Provider = NonNullable<WalletSettings['identityProvider']>;

/** Loaded when the first institution uses them: most have no identity provider. */
const library = () => import('openid-client');
const doors = new WeakMap<IssuerContext['config'], Promise<GuardedFetch>>();
function doorOf({ config }: Given): Promise<GuardedFetch> {
  const door =
    doors.get(config) ??
    import('@symbolon/dids/guarded-fetch').then(({ createGuardedFetch }) =>
      createGuardedFetch({ allowLoopback: config.allowLoopback }),
    );
  doors.set(config, door);
  return door;
}

const lifetime = 300_000;
const configurations = new Map<string, { at: number; configuration: Promise<Configuration> }>();

/** Where the identity provider sends the browser back to: another address for each institution, so that answers cannot be mixed up. */
export const callbackUrl = ({ config }: Pick<Given, 'config'>, institutionId: string): string =>
  `${credentialIssuer(config, institutionId)}/oid4vci/sign-in`;

/** What this service is to the identity provider of an institution, by its discovery document (OpenID Connect Discovery 1.0 §4). */
async function configurationOf(
  context: Given,
  institutionId: string,
  provider: Provider,
  { settings, sealedClientSecret }: StoredSettings,
): Promise<Configuration> {
  const { issuer, clientId } = provider;
  const secret = sealedClientSecret
    ? context.keys.unsealSecret(sealedClientSecret, secretName(institutionId, settings))
    : undefined;
  const name = context.keys.mac('relying party', JSON.stringify([issuer, clientId, secret])).toString('base64');
  const found = configurations.get(name);
  if (found && performance.now() - found.at < lifetime) return found.configuration;
  const configuration = discover(context, provider, secret);
  configurations.set(name, { at: performance.now(), configuration });
  configuration.catch(() => configurations.delete(name));
  return configuration;
}

async function discover(context: Given, { issuer, clientId }: Provider, secret: string | undefined) {
  const { ClientSecretBasic, ClientSecretPost, customFetch, discovery, None } = await library();
  const { allowInsecureRequests, enableNonRepudiationChecks } = await library();
  const door = await doorOf(context);
  const isNamed = context.config.allowLoopback.includes(new URL(issuer).origin);
  const authentication: ClientAuth = (server, client, body, headers) => {
    if (secret === undefined) return None()(server, client, body, headers);
    // What a client is registered with where nothing else was agreed (OpenID Connect Registration 1.0 §2).
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const method = methods.includes('client_secret_basic') ? ClientSecretBasic : ClientSecretPost;
    return method(secret)(server, client, body, headers);
  };
  return discovery(new URL(issuer), clientId, undefined, authentication, {
    // Whatever the provider's documents name is asked by the same door: public addresses only, checked after DNS.
    [customFetch]: async (url: string, options: { method: string; headers: unknown; body?: unknown }) => {
      const headers = Object.fromEntries(new Headers(options.headers as HeadersInit));
      const post = options.method === 'POST' ? { body: String(options.body ?? ''), headers } : undefined;
      const answer = await door(url, {
        ...(post ? { post } : { headers }),
        accept: headers.accept ?? 'application/json',
      });
      return new Response(Buffer.from(answer.body), { status: answer.status, headers: answer.headers });
    },
    // Without it the library goes by TLS alone for an ID token that comes straight from the provider.
    execute: [enableNonRepudiationChecks, ...(isNamed ? [allowInsecureRequests] : [])],
    timeout: 5,
  });
}

type Secrets = { state: string; nonce: string; verifier: string };

/** `state`, `nonce` and PKCE verifier of one sign-in: made again from its id, and kept nowhere. */
export const signInSecrets = ({ keys }: Pick<Given, 'keys'>, requestId: string): Secrets => {
  const of = (purpose: string) => keys.mac(`identity provider ${purpose}`, requestId).toString('base64url');
  return { state: of('state'), nonce: of('nonce'), verifier: of('verifier') };
};

/** What the person typed until the provider has verified it (OpenID Connect Core 1.0 §5.7): anybody may have typed another's. */
const verifiedBy: Record<string, string> = { email: 'email_verified', phone_number: 'phone_number_verified' };

function personIn(claims: Record<string, unknown>, { personClaim }: Provider): unknown {
  const person = claims[personClaim];
  const verified = verifiedBy[personClaim];
  if (person !== undefined && verified !== undefined && claims[verified] !== true)
    throw new SignInFailed(`The identity provider does not say ${verified}.`);
  return person;
}

type SignIn = { institutionId: string; requestId: string; provider: Provider; stored: StoredSettings };

/** Gives the address at the identity provider where the person signs in. Throws `SignInFailed`. */
export async function signInUrl(context: Given, { institutionId, requestId, provider, stored }: SignIn): Promise<URL> {
  const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await library();
  const { state, nonce, verifier } = signInSecrets(context, requestId);
  const asked = [provider.personClaim, verifiedBy[provider.personClaim] ?? []].flat();
  try {
    const configuration = await configurationOf(context, institutionId, provider, stored);
    return buildAuthorizationUrl(configuration, {
      redirect_uri: callbackUrl(context, institutionId),
      scope: ['openid', ...(provider.scopes ?? [])].join(' '),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      // Many put it into the ID token only when asked (OpenID Connect Core 1.0 §5.5).
      claims: JSON.stringify({ id_token: Object.fromEntries(asked.map((name) => [name, { essential: true }])) }),
    });
  } catch (cause) {
    throw new SignInFailed('The identity provider cannot be asked.', { cause });
  }
}

/**
 * Gives what the identity provider calls the person who signed in, from its answer at our address: the code is redeemed, and the
 * ID token verified (issuer, audience, signature, nonce, time). A mail address or telephone number names a person only where the
 * provider verified it. Throws `SignInFailed`.
 */
export async function whoSignedIn(
  context: Given,
  { institutionId, requestId, provider, stored }: SignIn,
  query: string,
): Promise<string> {
  const { AuthorizationResponseError, authorizationCodeGrant, fetchUserInfo } = await library();
  const { state, nonce, verifier } = signInSecrets(context, requestId);
  const url = new URL(`${callbackUrl(context, institutionId)}?${query}`);
  try {
    const configuration = await configurationOf(context, institutionId, provider, stored);
    const tokens = await authorizationCodeGrant(configuration, url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    let person = personIn(claims, provider);
    if (person === undefined && configuration.serverMetadata().userinfo_endpoint)
      person = personIn(await fetchUserInfo(configuration, tokens.access_token, claims.sub), provider);
    if (typeof person === 'number') person = String(person);
    if (typeof person !== 'string' || person.trim() === '' || person.length > 500)
      throw new SignInFailed('The identity provider does not say the claim that names a person.');
    return person;
  } catch (cause) {
    if (cause instanceof SignInFailed) throw cause;
    const isDenied = cause instanceof AuthorizationResponseError;
    throw new SignInFailed(isDenied ? 'The identity provider let nobody in.' : 'The sign-in does not hold.', {
      isDenied,
      cause,
    });
  }
}
