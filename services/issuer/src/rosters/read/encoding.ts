import { open } from 'node:fs/promises';
import { refuse } from './table.ts';

export type Encoding = { name: string; reason: string /** Bytes of a byte order mark. */; skip: number };

/** The single-byte code pages that a spreadsheet program of that language writes when it is told to write plain "CSV". */
const codePages: Record<string, string> = {
  th: 'windows-874',
  ar: 'windows-1256',
  fa: 'windows-1256',
  ur: 'windows-1256',
  vi: 'windows-1258',
  ru: 'windows-1251',
  uk: 'windows-1251',
};

/** What a caller may name when the guess is wrong. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-874',
  'windows-1256',
  'windows-1258',
  'windows-1251',
] as const;

/**
 * Decides how the text of a file is encoded: by its byte order mark, by the zero bytes that UTF-16 leaves, by whether
 * the whole file is well-formed UTF-8, else by the code page of the institution's first language (Windows-1252 where
 * that language has none of its own). The whole file is looked at, because the first é may stand in the last row.
 */
export async function findEncoding(path: string, languages: readonly string[] = []): Promise<Encoding> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(256 * 1024);
    const { bytesRead: length } = await file.read(buffer, 0, 4096, 0);
    const start = buffer.subarray(0, length);
    const marked = byMark(start);
    if (marked) return marked;
    const wide = byZeroBytes(start);
    if (wide) return wide;
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let line = 1;
    for (let position = 0; ; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      const chunk = buffer.subarray(0, bytesRead);
      try {
        decoder.decode(chunk, { stream: bytesRead > 0 });
      } catch {
        return fallback(languages, line);
      }
      if (bytesRead === 0) return { name: 'utf-8', reason: 'All of it is well-formed UTF-8.', skip: 0 };
      for (const byte of chunk) if (byte === 10) line += 1;
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}

function byMark(start: Buffer): Encoding | undefined {
  const mark = 'The file says so itself (byte order mark).';
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { name: 'utf-8', reason: mark, skip: 3 };
  if (start[0] === 0xff && start[1] === 0xfe && start[2] === 0 && start[3] === 0) throw utf32();
  if (start[0] === 0 && start[1] === 0 && start[2] === 0xfe && start[3] === 0xff) throw utf32();
  if (start[0] === 0xff && start[1] === 0xfe) return { name: 'utf-16le', reason: mark, skip: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { name: 'utf-16be', reason: mark, skip: 2 };
  return undefined;
}

const utf32 = () => refuse('The text is encoded as UTF-32', 'Save the file as “CSV UTF-8” or as XLSX.', 415);

/** Commas, digits and line ends have a zero byte in UTF-16, on one side only; other text has none at all. */
function byZeroBytes(start: Buffer): Encoding | undefined {
  const zeros = [0, 0];
  for (let index = 0; index < start.length; index += 1) if (start[index] === 0) zeros[index % 2]! += 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd === 0) return undefined;
  const reason = 'The zero bytes in it are those of UTF-16.';
  if (odd > 10 * even) return { name: 'utf-16le', reason, skip: 0 };
  if (even > 10 * odd) return { name: 'utf-16be', reason, skip: 0 };
  throw refuse('This is not a text file', 'Send the roster as CSV or XLSX.', 415);
}

function fallback(languages: readonly string[], line: number): Encoding {
  const language = languages.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find((tag) => tag in codePages);
  const name = codePages[language ?? ''] ?? 'windows-1252';
  const why = language ? `, taken because of the institution's language (${language})` : '';
  const about = line > 1 ? ` after line ${line - 1}` : '';
  return {
    name,
    reason: `The text${about} is not UTF-8, so it was read as ${name}${why}. If letters look wrong, save the file as “CSV UTF-8” or XLSX, or name the encoding.`,
    skip: 0,
  };
}
