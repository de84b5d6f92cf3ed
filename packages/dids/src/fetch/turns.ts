/**
 * Gives what lets at most `most` pieces of work go on at a time; the others wait for their turn, in the order in which they came. Who has
 * waited until `signal` rejects with its reason.
 */
export function createTurns(
  most: number,
): <Result>(work: () => Promise<Result>, signal: AbortSignal) => Promise<Result> {
  const waiting = new Set<() => void>();
  let atWork = 0;

  function turn(signal: AbortSignal): Promise<void> {
    if (atWork < most) {
      atWork += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(go);
        reject(signal.reason);
      };
      waiting.add(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  return async (work, signal) => {
    await turn(signal);
    try {
      return await work();
    } finally {
      const [next] = waiting;
      if (next) {
        // The place is handed on.
        waiting.delete(next);
        next();
      } else atWork -= 1;
    }
  };
}
