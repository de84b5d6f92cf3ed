import { median } from './measure.ts';
import type { Program } from './program.ts';
import type { Row } from './report.ts';

export type Flow = { perSecond: number; perCpuSecond: number; waits: number[] };

/**
 * Runs whole flows, `atOnce` beside each other, until the time is up or `next` has none left. Counts what ended, against the
 * clock and against the server's own processor time.
 */
export async function during(
  next: () => (() => Promise<unknown>) | undefined,
  program: Program,
  { milliseconds, atOnce }: { milliseconds: number; atOnce: number },
): Promise<Flow> {
  const waits: number[] = [];
  const cpuBefore = await program.cpuSeconds();
  const before = performance.now();
  const again = async () => {
    while (performance.now() - before < milliseconds) {
      const flow = next();
      if (!flow) return;
      const began = performance.now();
      await flow();
      waits.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, again));
  const seconds = (performance.now() - before) / 1000;
  const cpuSeconds = (await program.cpuSeconds()) - cpuBefore;
  return { perSecond: waits.length / seconds, perCpuSecond: waits.length / cpuSeconds, waits };
}

/** Gives the row of a kind of flow: medians of its rounds, waits over all of them. */
export function flowRow(what: string, rounds: Flow[]): Row {
  const waits = rounds.flatMap((each) => each.waits).sort((a, b) => a - b);
  return {
    what,
    'per second': median(rounds.map((each) => each.perSecond)),
    'per CPU-second of the server': median(rounds.map((each) => each.perCpuSecond)),
    'p50 ms': waits[Math.floor(waits.length * 0.5)],
    'p99 ms': waits[Math.floor(waits.length * 0.99)],
  };
}
