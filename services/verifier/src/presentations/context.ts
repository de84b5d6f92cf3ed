import type { Pool } from '@symbolon/postgres';
import type { PresentationsConfig } from '../config.ts';
import type { VerifierContext } from '../context.ts';
import type { Identity } from './identity.ts';

/** What asking for presentations works with, beside what verifying does. */
export type PresentationContext = VerifierContext & {
  pool: Pool;
  identity: Identity;
  presentations: PresentationsConfig;
};
