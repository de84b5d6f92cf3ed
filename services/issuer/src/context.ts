import type { Pool } from '@symbolon/postgres';
import type { Mail } from './claims/delivery/mail.ts';
import type { IssuerConfig } from './config.ts';
import type { SecondOpinion } from './issuance/second-opinion.ts';
import type { KeyRing } from './keys/key-ring.ts';

/** What a capability may write to the log: an event name and ids, never a person's data. */
export type Log = Record<'info' | 'warn' | 'error', (event: Record<string, unknown>) => void>;

/** The world as the capabilities see it. Made once in main.ts; a test makes its own. */
export type IssuerContext = {
  readonly pool: Pool;
  readonly config: IssuerConfig;
  readonly keys: KeyRing;
  readonly clock: () => Date;
  readonly log: Log;
  /** Names the program that runs, and changes with every part of it; absent where sources run as they are. */
  readonly software?: string;
  /** Where the libraries of others are asked, if not in this thread. */
  readonly secondOpinion?: SecondOpinion;
  /** Absent where no mail server is set up. */
  readonly mail?: Mail;
};
