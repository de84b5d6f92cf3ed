import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import * as yauzl from 'yauzl';
import { limits, refuse } from './table.ts';

/** The parts of an XLSX file (Office Open XML, ISO/IEC 29500-2) by name. */
export type Package = {
  has(name: string): boolean;
  /** Bytes of a part after inflating; the stream fails with a Problem when the part is too large. */
  open(name: string): Promise<Readable>;
  close(): void;
};

const damaged = (cause?: unknown) => {
  const problem = refuse(
    'The XLSX file is damaged',
    'It may have been cut off on the way. Open it, save it again and send the whole file.',
  );
  if (cause) problem.cause = cause;
  return problem;
};
const bomb = () =>
  refuse('The XLSX file is too large inside', 'Keep one sheet with the people in it, or save that sheet as CSV.', 413);

/** Throws a Problem for a file that is no ZIP archive, has too many parts, or is encrypted. */
export async function openPackage(path: string): Promise<Package> {
  const zip = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true }).catch((cause) => {
    throw damaged(cause);
  });
  const entries = new Map<string, yauzl.Entry>();
  try {
    if (zip.entryCount > 5_000) throw bomb();
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw locked();
      entries.set(entry.fileName.toLowerCase(), entry);
    }
  } catch (error) {
    zip.close();
    throw (error as Error).name === 'Problem' ? error : damaged(error);
  }
  return {
    has: (name) => entries.has(name.toLowerCase()),
    close: () => zip.close(),
    async open(name) {
      const entry = entries.get(name.toLowerCase());
      if (!entry) throw damaged();
      // yauzl holds the stream to this figure, so a false one does not get further.
      if (entry.uncompressedSize > limits.inflated) throw bomb();
      return zip.openReadStreamPromise(entry).catch((cause: unknown) => {
        throw damaged(cause);
      });
    },
  };
}

export const locked = () =>
  refuse(
    'The file is protected by a password',
    'Open it, remove the password (File → Info → Protect), save it and send it again.',
    415,
  );

export type XmlHandlers = {
  open?: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
};

/** An element name without its prefix: some programs write `x:row` where others write `row`. */
const local = (name: string) => name.slice(name.indexOf(':') + 1);

/** Longest run of bytes without any element; a text of that length is no cell and would be held in memory. */
const SILENCE = 1024 * 1024;

/**
 * Gives what the handlers push while the XML goes by, without holding it. Document types are refused, so there are no
 * entities to expand. Throws a Problem for XML that is not well formed.
 */
export async function* streamXml<T>(
  part: Readable,
  makeHandlers: (push: (value: T) => void) => XmlHandlers,
): AsyncGenerator<T> {
  let ready: T[] = [];
  let silent = 0;
  const handlers = makeHandlers((value) => ready.push(value));
  const parser = new SaxesParser({ xmlns: false, position: false });
  const heard = () => {
    silent = 0;
  };
  parser.on('opentag', ({ name, attributes }) => {
    heard();
    handlers.open?.(local(name), attributes as Record<string, string>);
  });
  parser.on('closetag', ({ name }) => {
    heard();
    handlers.close?.(local(name));
  });
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  parser.on('doctype', () => {
    throw damaged();
  });
  parser.on('error', (cause) => {
    throw damaged(cause);
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of part) {
      silent += (chunk as Buffer).length;
      if (silent > SILENCE) throw bomb();
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      if (ready.length > 0) {
        yield* ready;
        ready = [];
      }
    }
    parser.close();
    yield* ready;
  } catch (error) {
    if ((error as Error).name === 'Problem') throw error;
    throw damaged(error);
  } finally {
    part.destroy();
  }
}
