import type { IssuerConfig } from '../../config.ts';
import type { SecondOpinion } from '../../issuance/second-opinion.ts';
import type { Lane } from '../../status/reserve.ts';
import type { Chunk } from '../issue-chunk.ts';

/** What a thread is started with. */
export type ThreadData = {
  config: Omit<IssuerConfig, 'passphrase' | 'adminKey'>;
  /** Opens the sealed keys. It stays in the memory of this process, where it was derived: threads share it anyway. */
  sealingKey: Uint8Array;
  software: string | undefined;
};

export type ToThread =
  | { kind: 'issue'; id: number; chunk: Chunk; lane: Lane }
  | { kind: 'opinion'; id: number; failure?: string };

export type LogLine = { level: 'info' | 'warn' | 'error'; event: Record<string, unknown> };

export type FromThread =
  | { kind: 'log'; lines: LogLine[] }
  | { kind: 'opinion'; id: number; asked: Parameters<SecondOpinion> }
  | { kind: 'done'; id: number }
  /** `code` is the database's or the driver's, where it is they who failed. */
  | { kind: 'failed'; id: number; message: string; code?: string };
