import type { Service } from '@symbolon/service';
import { openStatusLists } from '@symbolon/verification';
import type { VerifierContext } from '../context.ts';

/** A directory or file costs a look at its dates; an address answers 304. */
const [localEvery, remoteEvery] = [2_000, 300_000];
/** Lists are also fetched unasked, so that the bundle for offline use holds them. */
const listsEvery = 10 * 60_000;

/** Reads the trust list again while the service runs, and keeps the status lists of its institutions at hand. */
export function keepTrustCurrent(service: Service, context: VerifierContext): void {
  const { config, trust } = context;
  const every = /^https?:/.test(config.trust.list ?? '') ? remoteEvery : localEvery;
  const refresh = async () => {
    try {
      await trust.refresh();
    } catch (error) {
      service.log.warn({ event: 'trust.refused', why: (error as Error).message });
    }
  };
  const timers: NodeJS.Timeout[] = [];
  service.addHook('onListen', async () => {
    if (config.trust.list) timers.push(setInterval(refresh, every));
    timers.push(setInterval(() => fetchLists(context), listsEvery));
    for (const timer of timers) timer.unref();
    void fetchLists(context);
  });
  service.addHook('onClose', async () => {
    for (const timer of timers) clearInterval(timer);
  });
}

/** Lists of an institution are numbered from 0; at so many it is somebody's mistake. */
const mostLists = 64;

/** Fetches the lists of each institution that names their base, until there is none with the next number. */
async function fetchLists({ trust, environment, statusLists }: VerifierContext): Promise<void> {
  const bases = trust.current()?.list.institutions.flatMap(({ statusListBase }) => statusListBase ?? []) ?? [];
  const open = openStatusLists(environment);
  for (const base of bases) {
    for (const purpose of ['revocation', 'suspension', 'token']) {
      for (let number = 0; number < mostLists; number += 1) {
        const known = await statusLists.get(`${base}/${purpose}/${number}`, open, 2_000);
        if (!('list' in known)) break;
      }
    }
  }
}
