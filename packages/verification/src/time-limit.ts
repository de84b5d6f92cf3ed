/** A step that did not end in time; what it would have found out is unknown. */
export class OutOfTime extends Error {
  /** It had no fair time, because others were served before; a later try may end. */
  readonly busy: boolean;

  constructor(busy = false) {
    super('the step did not end in time');
    this.name = 'OutOfTime';
    this.busy = busy;
  }
}

/** Counts down the time that one verification may take for everything that waits for others. */
export type TimeLimit = {
  /** Milliseconds that are left, never below 0. */
  left(): number;
  /**
   * Gives the promise's value, or throws OutOfTime when the time is over and `graceMs` more have passed. The step itself
   * goes on and may fill a cache.
   */
  hold<T>(step: Promise<T>, graceMs?: number): Promise<T>;
};

/** Milliseconds that one verification waits for others unless its environment says otherwise. */
export const defaultTimeLimit = 1_500;

/** Starts a time limit. It measures with the monotonic clock, because the wall clock may be an argument or wrong. */
export function startTimeLimit(milliseconds: number): TimeLimit {
  const end = performance.now() + milliseconds;
  const left = () => Math.max(0, end - performance.now());
  return {
    left,
    async hold(step, graceMs = 0) {
      let isThere = false;
      const there = () => {
        isThere = true;
      };
      step.then(there, there);
      // Most steps are over when they return, and a timer costs more than many of them.
      await undefined;
      if (isThere) return step;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new OutOfTime()), left() + graceMs);
        step.then(resolve, reject).finally(() => clearTimeout(timer));
      });
    },
  };
}
