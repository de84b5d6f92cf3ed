import type { TimeLimit } from '@symbolon/verification';

/** Time for what nobody waits for: each fetch has a limit of its own. */
export const limitless = (): TimeLimit => ({ left: () => 10_000, hold: (step) => step });
