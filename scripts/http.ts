import { readFile } from 'node:fs/promises';

type Request = { headers?: Record<string, string>; json?: unknown; body?: Uint8Array<ArrayBuffer> };

/** Sends a request to one of our services and gives the JSON of its answer; rejects with the problem's own words. */
export async function request<T = Record<string, unknown>>(
  method: string,
  url: string,
  sent: Request = {},
): Promise<T> {
  const { headers = {}, json, body } = sent;
  const answer = await fetch(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await answer.text();
  if (answer.ok) return (text ? JSON.parse(text) : undefined) as T;
  throw new Error(`${method} ${new URL(url).pathname} was answered by ${answer.status}: ${text.slice(0, 600)}`);
}

export const readJson = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, 'utf8')) as T;
