import type { IssuerContext } from '../context.ts';
import type { Queue } from './queue.ts';
import { hasQueue } from './work-store.ts';

/** Who starts a service has requests for it; a roster can wait for so long. */
const afterMs = 1_000;
const againMs = 5_000;

/** Makes the queue's own tables where there are none, so that rosters can be approved. Newer forms of them can wait. */
export async function provideQueue(context: IssuerContext): Promise<void> {
  if (await hasQueue(context.pool)) return;
  const { prepareQueue } = await import('./queue.ts');
  await prepareQueue(context);
}

/**
 * Starts the queue, with its crew of threads, when the service has been up for a moment: neither is loaded before. Where the
 * database does not let it start it is tried again.
 */
export function startQueueSoon(context: IssuerContext, sealingKey: Uint8Array): Queue {
  let starting: Promise<Queue | undefined> | undefined;
  let timer = setTimeout(begin, afterMs);
  function begin(): void {
    starting = start(context, sealingKey).catch((error) => {
      context.log.warn({ event: 'queue.unreachable', code: (error as { code?: string }).code });
      timer = setTimeout(begin, againMs);
      return undefined;
    });
  }
  return {
    async stop() {
      clearTimeout(timer);
      const queue = await starting;
      clearTimeout(timer);
      await queue?.stop();
    },
  };
}

async function start(context: IssuerContext, sealingKey: Uint8Array): Promise<Queue> {
  const [{ startQueue }, { threadCrew }] = await Promise.all([import('./queue.ts'), import('./crew/threads.ts')]);
  const { rosterThreads } = context.config;
  return startQueue(context, rosterThreads > 0 ? threadCrew(context, rosterThreads, sealingKey) : undefined);
}
