import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

type Test = { teardown(work: () => unknown): void };

/** The client secret of the issuer at the provider, without characters that forms would encode. */
export const clientSecret = 'a-secret-of-forty-characters-for-the-test';

/**
 * Starts a real OpenID Provider on loopback. Whoever signs in as a name of `people` has the number that stands beside it in the
 * claims `student_number` and `email`; the password does not matter. Gives its address. While `trouble.keysAreAway` nobody is told its keys;
 * the mail address of whoever is in `trouble.unverified` is not verified.
 */
export async function startIdentityProvider(
  t: Test,
  redirectUri: string,
  people: Record<string, string | undefined>,
  trouble: { keysAreAway?: boolean; unverified?: string[] } = {},
) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'symbolon', client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], school: ['student_number'], email: ['email', 'email_verified'] },
    features: { claimsParameter: { enabled: true } },
    cookies: { keys: ['a key of the test'] },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        student_number: people[id],
        email: people[id],
        email_verified: !trouble.unverified?.includes(id),
      }),
    }),
  });
  const answer = provider.callback();
  server.on('request', (request, reply) => {
    if (!trouble.keysAreAway || request.url !== '/jwks') return void answer(request, reply);
    reply.writeHead(503).end();
  });
  t.teardown(() => server.close().closeAllConnections());
  return issuer;
}

/** A browser: it keeps cookies for each host, follows links and sends the forms that a person fills in. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Goes to an address and on to wherever it leads, until there is a page, or an address that is no server of the test. */
  async go(
    url: string,
    form?: Record<string, string>,
  ): Promise<{ url: string; status: number; body: string; headers: Headers }> {
    const { hostname } = new URL(url);
    const jar = this.#cookies.get(hostname) ?? new Map<string, string>();
    this.#cookies.set(hostname, jar);
    const reply = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), 'accept-language': 'en' },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of reply.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';')[0]!.split(/=(.*)/s);
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const location = reply.headers.get('location');
    if (location === null) return { url, status: reply.status, body: await reply.text(), headers: reply.headers };
    const next = new URL(location, url);
    const isHere = next.protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(next.hostname);
    return isHere && !next.pathname.startsWith('/wallet/')
      ? this.go(next.href)
      : { url: next.href, status: reply.status, body: '', headers: reply.headers };
  }

  /** Chooses the certificate of an id on the issuer's page, or none, and gives where that leads to. */
  async choose(page: { url: string; body: string }, id: string | undefined): ReturnType<Browser['go']> {
    const [, form = ''] = /name="form" value="([^"]+)"/.exec(page.body) ?? [];
    return this.go(page.url, { form, ...(id === undefined ? {} : { credential: id }) });
  }

  /** Signs in at the identity provider and agrees to what it asks. */
  async signIn(url: string, name: string): ReturnType<Browser['go']> {
    let page = await this.go(url);
    for (let step = 0; step < 4 && /\/interaction\//.test(page.url); step++) {
      const [, action = ''] = /<form[^>]*action="([^"]+)"/.exec(page.body) ?? [];
      const prompt = /name="prompt" value="(\w+)"/.exec(page.body)?.[1] ?? '';
      page = await this.go(new URL(action, page.url).href, { prompt, login: name, password: 'any' });
    }
    return page;
  }
}
