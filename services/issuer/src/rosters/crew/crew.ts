import type { IssuerContext } from '../../context.ts';
import { type Chunk, issueChunk } from '../issue-chunk.ts';

/** Those who issue the chunks of rosters. */
export type Crew = {
  /** Chunks that are worked on at one time; more are taken, and wait. */
  readonly lanes: number;
  /** Issues a chunk. Rejects where nothing can be issued at the moment; its rows go on waiting. */
  issue(chunk: Chunk): Promise<void>;
  /** Ends when no chunk is worked on any more. */
  stop(): Promise<void>;
};

/** Gives the crew of one: this thread. */
export const soloCrew = (context: IssuerContext): Crew => ({
  lanes: 1,
  issue: (chunk) => issueChunk(context, chunk),
  stop: async () => {},
});
