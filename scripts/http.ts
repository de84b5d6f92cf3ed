import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

type Request = { headers?: Record<string, string>; json?: unknown; body?: Uint8Array<ArrayBuffer> };

/** A service that has just started on a busy machine may ask for patience that often; every request can be repeated. */
const patience = 10;

/**
 * Sends a request to one of our services and gives the JSON of its answer; rejects with the problem's own words. While the service
 * says that it is busy (503) it is asked again.
 */
export async function request<T = Record<string, unknown>>(
  method: string,
  url: string,
  sent: Request = {},
  left = patience,
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
  if (answer.status === 503 && left > 0) {
    await sleep(1_000 * Math.min(Number(answer.headers.get('retry-after')) || 1, 10));
    return request(method, url, sent, left - 1);
  }
  throw new Error(`${method} ${new URL(url).pathname} was answered by ${answer.status}: ${text.slice(0, 600)}`);
}

export const readJson = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, 'utf8')) as T;
