import { Pool } from 'undici';
import { median } from './measure.ts';
import type { Program } from './program.ts';

/** A request that is sent again and again. */
export type Target = {
  name: string;
  program: Program;
  path: string;
  headers?: Record<string, string>;
  body: string;
  status: number;
  /** How many of the counted thing one request holds; 1 by default. */
  count?: number;
};

export type Load = {
  name: string;
  /** Medians of the rounds. */
  perSecond: number;
  /** Per second of the server's own processor time. */
  perCpuSecond: number;
  /** Milliseconds, over all rounds. */
  p50: number;
  p99: number;
};

const connections = 16;

/**
 * Sends requests over 16 connections, each one after the other, to all targets in turn, round after round.
 * Throws at the first answer that is not the expected one.
 */
export async function measureLoad(targets: Target[], { rounds = 5, milliseconds = 2500 } = {}): Promise<Load[]> {
  const seen = targets.map(() => ({ perSecond: [] as number[], perCpuSecond: [] as number[], waits: [] as number[] }));
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, target] of targets.entries()) {
      const { requests, seconds, cpuSeconds, waits } = await once(target, milliseconds);
      const count = requests * (target.count ?? 1);
      if (round === 0) continue;
      seen[index]?.perSecond.push(count / seconds);
      seen[index]?.perCpuSecond.push(count / cpuSeconds);
      seen[index]?.waits.push(...waits);
    }
  }
  return targets.map(({ name }, index) => {
    const { perSecond, perCpuSecond, waits } = seen[index]!;
    const sorted = waits.sort((a, b) => a - b);
    return {
      name,
      perSecond: median(perSecond),
      perCpuSecond: median(perCpuSecond),
      p50: sorted[Math.floor(sorted.length * 0.5)]!,
      p99: sorted[Math.floor(sorted.length * 0.99)]!,
    };
  });
}

async function once({ name, program, path, headers, body, status }: Target, milliseconds: number) {
  const pool = new Pool(program.url, { connections });
  const waits: number[] = [];
  try {
    const cpuBefore = await program.cpuSeconds();
    const before = performance.now();
    const send = async () => {
      while (performance.now() - before < milliseconds) {
        const sent = performance.now();
        const answer = await pool.request({
          method: 'POST',
          path,
          headers: { 'content-type': 'application/json', ...headers },
          body,
        });
        if (answer.statusCode !== status)
          throw new Error(`${name} was answered by ${answer.statusCode}: ${(await answer.body.text()).slice(0, 500)}`);
        await answer.body.dump({ limit: 10_000_000 });
        waits.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: connections }, send));
    const seconds = (performance.now() - before) / 1000;
    return { requests: waits.length, seconds, cpuSeconds: (await program.cpuSeconds()) - cpuBefore, waits };
  } finally {
    await pool.close();
  }
}
