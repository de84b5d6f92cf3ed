import type { VerificationResult } from '@symbolon/verification';

/** What the page was given when it asked; with `token` alone the answer can be read. */
export type Asked = {
  id: string;
  token: string;
  expires: string;
  links: {
    openid4vp: Partial<Record<'decentralized_identifier' | 'did' | 'redirect_uri', string>>;
    learnerCredentialWallet: string;
    digitalCredentials: string;
  };
};

/** How a request stands. */
export type Standing = {
  state: 'waiting' | 'answered' | 'declined' | 'withdrawn' | 'expired';
  lastRefusal?: string;
  answer?: { credentialResults: VerificationResult[] };
};

export type What = { alignments: string[] } | { achievements: string[] } | { all: true };

/** A status that is not the wished-for one: 404 where asking is not set up, 429 where there were too many. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The verifier answered with ${status}`);
    this.status = status;
  }
}

const path = '/presentation-requests';
const json = { 'content-type': 'application/json' };

async function call<T>(url: string, options: RequestInit): Promise<T> {
  const reply = await fetch(url, { ...options, credentials: 'omit', cache: 'no-store' });
  if (!reply.ok) throw new ApiError(reply.status);
  return (reply.status === 204 ? undefined : await reply.json()) as T;
}

const authorized = ({ token }: Asked) => ({ authorization: `Bearer ${token}` });

/** Makes a request. Rejects with an ApiError, or as fetch does where there is no network. */
export const ask = (asked: What): Promise<Asked> =>
  call(path, { method: 'POST', headers: json, body: JSON.stringify({ asked }) });

export const look = (asked: Asked): Promise<Standing> => call(`${path}/${asked.id}`, { headers: authorized(asked) });

export const withdraw = (asked: Asked): Promise<void> =>
  call(`${path}/${asked.id}`, { method: 'DELETE', headers: authorized(asked) });

/** By which links a wallet on this phone answers the request of a scanned interaction URL. */
export const protocolsOf = async (token: string): Promise<Record<string, string>> =>
  (
    await call<{ protocols: Record<string, string> }>(`/interactions/${encodeURIComponent(token)}`, {
      headers: { accept: 'application/json' },
    })
  ).protocols;

/** Whether the browser can ask the wallets of this device (W3C Digital Credentials API). */
export const hasDigitalCredentials = () => 'DigitalCredential' in window;

type DigitalCredential = { protocol: string; data: unknown };

/** Has the browser ask the wallets of this device, and sends on what the chosen one says. Rejects where nobody chose one. */
export async function askThisDevice({ links }: Asked): Promise<void> {
  const { pathname } = new URL(links.digitalCredentials);
  const digital = await call<object>(pathname, { headers: { accept: 'application/json' } });
  const options = { mediation: 'required', digital } as CredentialRequestOptions;
  const { protocol, data } = (await navigator.credentials.get(options)) as unknown as DigitalCredential;
  await call(pathname, { method: 'POST', headers: json, body: JSON.stringify({ protocol, data }) });
}
