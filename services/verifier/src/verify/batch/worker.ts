import { type Request, toProblem } from '@symbolon/service';
import { type Verdict, type VerificationEnvironment, verifyCredential, withFetchBudget } from '@symbolon/verification';
import { credentialAnswer } from '../answer.ts';
import type { Item } from './items.ts';
import { limits } from './limits.ts';
import { createPace } from './pace.ts';

/** How a batch went so far, by verdict; `refused` counts the lines that could not be read. */
export type Tally = Record<Verdict | 'refused', number>;

// Of all batches together: with keys and lists at hand a verification does not wait for anything, and would let nobody else in.
const pace = createPace(limits.perTurn);

/** Gives what verifies one item and answers with its line, and how the batch went so far. */
export function batchWorker(world: VerificationEnvironment, log: Request['log']) {
  const environment = withFetchBudget(world, limits.fetches);
  const tally: Tally = { accept: 0, review: 0, reject: 0, refused: 0 };
  async function work({ index, read }: Item): Promise<string> {
    await pace();
    try {
      const { document, options, returned } = read();
      const result = await verifyCredential(document, options, environment);
      tally[result.verdict] += 1;
      return `${JSON.stringify({ index, ...credentialAnswer(result, returned) })}\n`;
    } catch (error) {
      tally.refused += 1;
      return problemLine(index, error, log);
    }
  }
  return { work, tally };
}

/** Gives the line that stands in place of an answer. */
export function problemLine(index: number, error: unknown, log: Request['log']): string {
  const problem = toProblem(error);
  if (problem.status >= 500) log.error({ err: error, event: 'request.failed' });
  return `${JSON.stringify({ index, problem })}\n`;
}
