import { OutOfTime, type VerificationEnvironment } from '@symbolon/verification';

/** A wallet waits longer than a page does, and whoever holds it cannot well be told to try again. */
const patienceMs = 5_000;
/** For what is asked of others beside that. */
const beside = 1_500;

/**
 * Gives an environment that waits for a thread where none is free yet, as just after the start, and asks again until it has had its
 * time. `wasBusy` says that there was none: nothing is known then, and it is not the wallet's fault.
 */
export function patient(
  environment: VerificationEnvironment,
  patience = patienceMs,
): { environment: VerificationEnvironment; wasBusy(): boolean } {
  const { contexts } = environment;
  const ask = contexts?.elsewhere;
  if (!ask) return { environment, wasBusy: () => false };
  const until = performance.now() + patience;
  let busy = false;
  const elsewhere: typeof ask = async (...job) => {
    for (;;) {
      try {
        return await ask(...job);
      } catch (error) {
        if (!(error instanceof OutOfTime && error.busy)) throw error;
        busy = performance.now() >= until;
        if (busy) throw error;
      }
    }
  };
  const longer = { ...environment, timeLimitMs: patience + beside, contexts: { ...contexts, elsewhere } };
  return { environment: longer, wasBusy: () => busy };
}
