import { createDidResolver } from '@symbolon/dids';
import { decodePaper, PaperRefusal } from '@symbolon/paper';
import {
  accreditationSource,
  cachedDidResolver,
  createStatusListStore,
  type VerificationResult,
  verifyCredential,
} from '@symbolon/verification';
import { claimedDocument } from './claimed.ts';
import type { CheckRequest, CheckResponse, Message, Worth } from './client.ts';
import type { Checked, Given, Outcome } from './outcome.ts';
import { pageFetch, viaOwnService } from './own-origin.ts';
import { storedAccreditations, storedStatusLists, writeStored } from './storage.ts';
import { fetchBundle, knownIssuers } from './trust.ts';
import type { Together } from './worth.ts';

const now = () => new Date();
const dids = cachedDidResolver(viaOwnService(createDidResolver({ fetch: pageFetch })), { now });
const statusLists = createStatusListStore({ fetch: pageFetch, now, storage: storedStatusLists });
const accreditations = accreditationSource({ fetch: pageFetch, now, storage: storedAccreditations });

addEventListener('message', ({ data }: MessageEvent<Message<CheckRequest>>) => {
  void answer(data, (response) => postMessage({ id: data.id, ...response } satisfies Message<CheckResponse>));
});

async function answer(request: CheckRequest, respond: (response: CheckResponse) => void): Promise<void> {
  try {
    switch (request.ask) {
      case 'check':
        return respond({ answer: 'outcome', outcome: await check(request.given, request.others) });
      case 'worth':
        return respond({ answer: 'worth', worth: await worthOf(request) });
      case 'open': {
        const { credentialsIn } = await import('./carried.ts');
        return respond({ answer: 'opened', documents: await credentialsIn(request.bytes, request.kind) });
      }
      case 'store':
        await storeLists();
        return respond({ answer: 'stored' });
    }
  } catch {
    // A fault of this page; what it was about must not be told on.
    respond({ answer: 'failed' });
  }
}

const inputOf = ({ text, form }: Given): string | object => (form === 'paper' ? decodePaper(text) : text);

/** What was verified lately, by the documents that were given: a question about a place verifies nothing again. */
const lately = new Map<string, Together>();
const mostLately = 24;

async function check(given: Given, others: Given[]): Promise<Outcome> {
  let input: string | object;
  let along: (string | object)[];
  try {
    input = inputOf(given);
    along = others.map(inputOf);
  } catch (error) {
    if (!(error instanceof PaperRefusal)) throw error;
    if (error.code === 'newer') return { kind: 'too-old' };
    return error.code === 'damaged' ? { kind: 'damaged' } : { kind: 'not-ours', text: given.text, source: 'code' };
  }
  // Asked at once, beside each other: on a slow line each waits for a whole round trip.
  const [trust] = await Promise.all([knownIssuers(), ...[input, ...along].map(resolveAhead)]);
  const environment = { now, dids, statusLists, accreditations, trust, timeLimitMs: 2000 };
  const together: Together =
    along.length === 0
      ? { ...(await verifyCredential(input, {}, environment)), others: [] }
      : await (await import('./worth.ts')).verifyTogether(input, { others: along }, environment);
  keepLately(keyOf(given, others), together);
  const { facts: _, others: results, ...result } = together;
  const at = now().toISOString();
  const checked = (result: VerificationResult, given: Given, input: string | object): Checked => ({
    kind: 'checked',
    result,
    document: result.credential ?? claimedDocument(input),
    given,
    along: [],
    at,
  });
  return {
    ...checked(result, given, input),
    along: results.map((each, index) => checked(each, others[index]!, along[index]!)),
  };
}

const keyOf = (given: Given, others: Given[]) => JSON.stringify([given, ...others].map(({ text }) => text));

function keepLately(key: string, together: Together): void {
  lately.delete(key);
  lately.set(key, together);
  const [oldest] = lately.keys();
  if (lately.size > mostLately && oldest !== undefined) lately.delete(oldest);
}

async function worthOf({ given, others, place }: Extract<CheckRequest, { ask: 'worth' }>): Promise<Worth | undefined> {
  const { worthIn } = await import('./worth.ts');
  const key = keyOf(given, others);
  if (!lately.has(key)) await check(given, others);
  const together = lately.get(key);
  return together && worthIn(together, place, now());
}

/** Has the issuer's DID document at hand when the proof asks for it. Whether it is the issuer is for the proof to say. */
async function resolveAhead(input: string | object): Promise<void> {
  const { issuer } = claimedDocument(input);
  const did = typeof issuer === 'string' ? issuer : (issuer as { id?: unknown } | undefined)?.id;
  if (typeof did === 'string') await dids.resolve(did);
}

/** Keeps the latest status lists of all known issuers, for checks without network. */
async function storeLists(): Promise<void> {
  const { trustList, statusLists } = await fetchBundle(30_000);
  await knownIssuers();
  for (const list of statusLists) await writeStored('status-lists', list.url, list);
  // The trust list need not pin keys; whose it does not pin are fetched, and kept by the resolver.
  for (const { did, verificationMethod } of trustList.institutions)
    if (!verificationMethod?.length) await dids.resolve(did);
}
