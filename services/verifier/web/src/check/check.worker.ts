import { createDidResolver } from '@symbolon/dids';
import { decodePaper, PaperRefusal } from '@symbolon/paper';
import { cachedDidResolver, createStatusListStore, verifyCredential } from '@symbolon/verification';
import { claimedDocument } from './claimed.ts';
import type { CheckRequest, CheckResponse, Message } from './client.ts';
import type { Outcome } from './outcome.ts';
import { pageFetch, viaOwnService } from './own-origin.ts';
import { storedStatusLists, writeStored } from './storage.ts';
import { fetchBundle, knownIssuers } from './trust.ts';

const now = () => new Date();
const dids = cachedDidResolver(viaOwnService(createDidResolver({ fetch: pageFetch })), { now });
const statusLists = createStatusListStore({ fetch: pageFetch, now, storage: storedStatusLists });

addEventListener('message', ({ data }: MessageEvent<Message<CheckRequest>>) => {
  void answer(data, (response) => postMessage({ id: data.id, ...response } satisfies Message<CheckResponse>));
});

async function answer(request: CheckRequest, respond: (response: CheckResponse) => void): Promise<void> {
  try {
    switch (request.ask) {
      case 'check':
        return respond({ answer: 'outcome', outcome: await check(request.text, request.form) });
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

async function check(text: string, form: 'paper' | 'document'): Promise<Outcome> {
  let input: string | object = text;
  if (form === 'paper') {
    try {
      input = decodePaper(text);
    } catch (error) {
      if (!(error instanceof PaperRefusal)) throw error;
      if (error.code === 'newer') return { kind: 'too-old' };
      return error.code === 'damaged' ? { kind: 'damaged' } : { kind: 'not-ours', text, source: 'code' };
    }
  }
  // Asked at once, beside each other: on a slow line each waits for a whole round trip.
  const [trust] = await Promise.all([knownIssuers(), resolveAhead(input)]);
  const result = await verifyCredential(input, {}, { now, dids, statusLists, trust, timeLimitMs: 2000 });
  const document = result.credential ?? claimedDocument(input);
  return { kind: 'checked', result, document, at: now().toISOString() };
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
