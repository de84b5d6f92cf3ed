import { Problem } from '@symbolon/problem';
import type { IssuerContext } from '../context.ts';
import { type Batch, issueBatch, type Outcome } from './issue.ts';
import type { IssuedCredential } from './issued.ts';

type Single = Omit<Batch, 'drafts'> & { draft: Batch['drafts'][number] };
type Waiting = Single & { resolve: (outcome: Outcome) => void; reject: (error: unknown) => void };
type Line = {
  waiting: Waiting[];
  running: number;
  /** How many were issued together last. */
  usual: number;
  /** Ends the wait for so many. */
  enough?: (() => void) | undefined;
};

// Two at a time: while one waits for the disk, the other signs. The second is begun when it is worth its transactions; until
// then those who come wait for the first to end, and share the next one's.
const atOnce = 2;
const worthASecond = 8;
const batchSize = 64;
// So long is waited for as many as came together before: whoever was answered at the same moment asks again at about the same
// moment, and what is done once for all of them does not get less by being done for the first of them alone.
const patienceMs = 3;
// Some seconds of work. Whoever comes after that is told at once instead of waiting for a time-out.
const longestLine = 2000;

const lines = new WeakMap<IssuerContext['pool'], Map<string, Line>>();

/** Issues one credential. Throws the `Problem` where there is none. */
export async function issueCredential(
  context: IssuerContext,
  single: Single,
): Promise<{ credential: IssuedCredential; replayed: boolean }> {
  const outcome = await gather(context, single);
  if (outcome.problem) throw outcome.problem;
  return outcome;
}

/**
 * Issues one credential together with those of the same institution that are asked for at the same moment: they share
 * their transactions, because changes of one institution take turns and each turn costs a write to disk.
 * Throws 503 where too many wait already.
 */
function gather(context: IssuerContext, single: Single): Promise<Outcome> {
  const ofPool = lines.get(context.pool) ?? new Map<string, Line>();
  lines.set(context.pool, ofPool);
  const line = ofPool.get(single.institution.id) ?? { waiting: [], running: 0, usual: 1 };
  ofPool.set(single.institution.id, line);
  if (line.waiting.length >= longestLine) throw busy();
  return new Promise((resolve, reject) => {
    line.waiting.push({ ...single, resolve, reject });
    if (line.enough) {
      if (line.waiting.length >= line.usual) line.enough();
    } else if (line.running === 0 || (line.running < atOnce && line.waiting.length >= worthASecond))
      void run(context, line);
  });
}

const busy = () =>
  new Problem(503, 'Too many credentials wait to be issued', {
    detail: 'Send the same request again in a few seconds, or upload a roster.',
    headers: { 'retry-after': '3' },
  });

async function run(context: IssuerContext, line: Line): Promise<void> {
  line.running += 1;
  while (line.waiting.length > 0) {
    await others(line);
    const batch = take(line);
    if (batch.length === 0) break;
    line.usual = batch.length;
    await issueTogether(context, batch);
  }
  line.running -= 1;
}

/** Waits for those that come along: all of the same turn of the event loop, and a little for as many as usual. */
async function others(line: Line): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (line.enough || line.waiting.length >= line.usual) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => line.enough?.(), patienceMs);
    line.enough = () => {
      clearTimeout(timer);
      line.enough = undefined;
      resolve();
    };
  });
}

/** Takes from the front those that can be one batch: of one caller, and no idempotency key twice. */
function take({ waiting }: Line): Waiting[] {
  const [first] = waiting;
  const keys = new Set<string>();
  const batch: Waiting[] = [];
  while (
    batch.length < batchSize &&
    waiting[0]?.actor === first?.actor &&
    waiting[0] &&
    !keys.has(waiting[0].draft.key)
  ) {
    const next = waiting.shift()!;
    keys.add(next.draft.key);
    batch.push(next);
  }
  return batch;
}

async function issueTogether(context: IssuerContext, batch: Waiting[], again = false): Promise<void> {
  const [{ institution, actor }] = batch as [Waiting];
  try {
    const outcomes = await issueBatch(context, { institution, actor, drafts: batch.map(({ draft }) => draft), again });
    batch.forEach(({ resolve }, position) => {
      resolve(outcomes[position]!);
    });
  } catch (error) {
    if (batch.length === 1 || error instanceof Problem) {
      for (const { reject } of batch) reject(error);
      return;
    }
    // One draft must not spoil the others: each is tried by itself, and what was recorded already is finished.
    for (const single of batch) await issueTogether(context, [single], true);
  }
}
