import { Problem } from '@symbolon/problem';

// A key has 256 random bits and cannot be guessed; the limit keeps a flood of tries from costing a look into the database.
const MAXIMUM = 20;
const WINDOW_MS = 60_000;
// Bounds what a stranger with many addresses can make this process remember.
const KEPT = 10_000;

type Tries = { wrong: number; until: number };

export type WrongKeys = {
  /** Throws Problem 429 where too many wrong keys came from the address, unless this key was right a while ago. */
  admit(address: string, sha256: Buffer): void;
  right(sha256: Buffer): void;
  wrong(address: string): void;
};

/**
 * Counts wrong keys by address, in this process alone. A key that was right before goes on working from any address: whoever
 * shares one with a stranger, or with a program that was set up wrongly, is not locked out by it.
 */
export function countWrongKeys(now: () => Date): WrongKeys {
  const tries = new Map<string, Tries>();
  const known = new Set<string>();
  return {
    admit(address, sha256) {
      const time = now().getTime();
      const { wrong, until } = tries.get(address) ?? { wrong: 0, until: 0 };
      if (wrong < MAXIMUM || time >= until || known.has(sha256.toString('base64'))) return;
      const seconds = Math.ceil((until - time) / 1000);
      throw new Problem(429, 'Too many wrong API keys came from this address', {
        detail: `Try again in ${seconds} seconds, with a key that is in use.`,
        headers: { 'retry-after': String(seconds) },
      });
    },
    right(sha256) {
      remember(known, sha256.toString('base64'));
    },
    wrong(address) {
      const time = now().getTime();
      const before = tries.get(address);
      tries.delete(address);
      if (before && time < before.until) tries.set(address, { ...before, wrong: before.wrong + 1 });
      else tries.set(address, { wrong: 1, until: time + WINDOW_MS });
      if (tries.size > KEPT) tries.delete(tries.keys().next().value!);
    },
  };
}

function remember(known: Set<string>, key: string): void {
  known.delete(key);
  known.add(key);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
}
