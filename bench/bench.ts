import type { System } from './system.ts';

/** What a section is given. */
export type Bench = {
  /** Fewer and shorter rounds: shows that it works, measures little. */
  quick: boolean;
  /** Gives the running services on a database of their own; started for the first section that asks. */
  system(): Promise<System>;
};
