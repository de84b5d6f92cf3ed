/** One thing to be measured; `run` does it once. */
export type Case = {
  name: string;
  run: () => unknown /** How many of the counted thing one `run` does; 1 by default. */;
  count?: number;
};

export type Rate = {
  name: string;
  /** Times per second of processor time of this process; the median of the rounds. */
  perCpuSecond: number;
  /** Times per second of the clock; the median of the rounds. */
  perSecond: number;
  /** Lowest and highest round, per second of processor time. */
  spread: [number, number];
};

/** How often a second of processor time of its process, and a second of the clock, a case ran in one round. */
export type Round = { cpu: number; clock: number };

/** A case that is measured somewhere else, a round at a time. */
export type ElsewhereCase = { name: string; round(milliseconds: number): Promise<Round> };

/**
 * Measures cases side by side: rounds of all of them follow each other, so that a busy neighbour on the machine slows
 * each in turn and not one of them. Gives the median of the rounds for each case.
 */
export async function measure(
  cases: (Case | ElsewhereCase)[],
  { rounds = 7, milliseconds = 250 } = {},
): Promise<Rate[]> {
  const results = cases.map(() => [] as Round[]);
  for (const each of cases) if ('run' in each) for (let i = 0; i < 3; i += 1) await each.run();
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, each] of cases.entries())
      results[index]?.push(await ('run' in each ? oneRound(each, milliseconds) : each.round(milliseconds)));
  }
  return cases.map(({ name }, index) => {
    const cpu = results[index]?.map((each) => each.cpu) ?? [];
    return {
      name,
      perCpuSecond: median(cpu),
      perSecond: median(results[index]?.map((each) => each.clock) ?? []),
      spread: [Math.min(...cpu), Math.max(...cpu)],
    };
  });
}

/** Runs a case again and again for that long. */
export async function oneRound({ run, count = 1 }: Case, milliseconds: number): Promise<Round> {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  let times = 0;
  do {
    await run();
    times += count;
  } while (performance.now() - before < milliseconds);
  const clock = (performance.now() - before) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpu: times / ((user + system) / 1e6), clock: times / clock };
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
