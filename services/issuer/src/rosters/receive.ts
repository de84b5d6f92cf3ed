import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Problem } from '@symbolon/problem';
import { limits, refuse } from './read/table.ts';

export type ReceivedFile = { path: string; name: string; sha256: Buffer; bytes: number };

/** Files that may be read at one time; the rest of the service must go on answering meanwhile. */
const AT_ONCE = 3;
let receiving = 0;

/**
 * Takes a file in, lets `use` read it, and removes it again whatever happens. It lies on disk meanwhile, because a
 * workbook's directory stands at its end and the encoding of a text may show in its last line.
 * Throws a Problem: 413 as soon as more than the limit has come, 400 where it ends early, 503 while others are read.
 */
export async function receiveFile<T>(
  body: Readable,
  name: string,
  use: (file: ReceivedFile) => Promise<T>,
): Promise<T> {
  if (receiving >= AT_ONCE) {
    throw new Problem(503, 'Other files are being read', {
      detail: 'Try again in a few seconds.',
      headers: { 'retry-after': '5' },
    });
  }
  receiving += 1;
  try {
    const folder = await mkdtemp(join(tmpdir(), 'symbolon-roster-'));
    try {
      return await use(await store(body, join(folder, randomUUID()), name));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    receiving -= 1;
  }
}

async function store(body: Readable, path: string, name: string): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    // Not destroyed when the loop is left: the refusal has to travel back over the same connection.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limits.bytes) throw tooLarge();
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } catch (error) {
    throw inWords(error);
  } finally {
    await file.close();
  }
  return { path, name: plainName(name), sha256: hash.digest(), bytes };
}

function inWords(error: unknown): unknown {
  const { code } = error as { code?: string };
  if (error instanceof Problem) return error;
  if (code === 'ENOSPC') {
    return new Problem(503, 'There is no room for the file', { detail: 'Try again later.', cause: error });
  }
  return new Problem(400, 'The file was cut short', {
    detail: 'The connection ended before the whole file had come. Send it again.',
    cause: error,
  });
}

export const tooLarge = () =>
  refuse(
    'The file is too large',
    `A roster has at most ${limits.bytes / 1024 / 1024} MB. Split it, or remove pictures and other sheets.`,
    413,
  );

/** The last part of a path, without what cannot stand in a header or on a page. */
const plainName = (name: string) =>
  [
    ...name
      .replace(/^.*[\\/]/, '')
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .trim(),
  ]
    .slice(0, 100)
    .join('') || 'roster';
