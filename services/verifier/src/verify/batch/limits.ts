/** The media type of newline-delimited JSON, in which a batch is answered and may be sent. */
export const ndjson = 'application/x-ndjson';

/** What one batch may hold. An array is in memory as a whole; lines are read as they arrive. */
export const limits = {
  arrayCount: 1_000,
  arrayBytes: 4 * 1024 * 1024,
  lineCount: 10_000,
  lineBytes: 64 * 1024 * 1024,
  /** Characters of a line: the largest document that is read, with options beside it. */
  lineLength: 400_000,
  /** Batches that one process works on at a time. */
  atOnce: 16,
  /** Credentials of a batch that are worked on at a time; most of their time is spent on waiting for others. */
  width: 16,
  /** Credentials of all batches that are begun in one turn of the event loop. */
  perTurn: 8,
  /** DID documents and status lists that are asked for on behalf of one batch; those at hand do not count. */
  fetches: 1_000,
  /** So many credentials count as one request against the rate. */
  perRequest: 10,
} as const;
