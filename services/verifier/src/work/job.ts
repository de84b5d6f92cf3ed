import type { canonicalize, JsonObject } from '@symbolon/securing/verify';

type Digest = Parameters<typeof canonicalize>[1];

/** One document whose canonical form is made in another thread. */
export type Job = { id: number; document: JsonObject; digest: Digest };

/** First that it was begun, then what came of it: the canonical form, why JSON-LD refuses it, or a fault of ours. */
export type JobAnswer = {
  id: number;
  begun?: boolean;
  text?: string;
  refused?: { reason: string; term?: string };
  fault?: string;
};
