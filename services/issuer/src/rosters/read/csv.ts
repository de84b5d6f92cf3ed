import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { findDelimiter, namedDelimiter } from './delimiter.ts';
import { type Encoding, findEncoding } from './encoding.ts';
import { limits, refuse, type TableFacts, type TableRow } from './table.ts';

type CsvOptions = { encoding?: string; languages?: readonly string[] };

/** Gives the rows of a CSV file and how it was read. Throws a Problem for text that is no table. */
export async function readCsv(
  path: string,
  { encoding: named, languages = [] }: CsvOptions = {},
): Promise<{ facts: TableFacts; rows: AsyncGenerator<TableRow> }> {
  const found = named
    ? { name: named, reason: 'It was named with the file.', skip: 0 }
    : await findEncoding(path, languages);
  const start = await readStart(path, found);
  const sep = namedDelimiter(start);
  const delimiter = sep ?? findDelimiter(start);
  const facts: TableFacts = {
    format: 'csv',
    encoding: { name: found.name, reason: found.reason },
    delimiter,
    notes: [],
  };
  return { facts, rows: parseRows(path, found, delimiter, sep !== undefined) };
}

async function readStart(path: string, encoding: Encoding): Promise<string> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(64 * 1024);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, encoding.skip);
    return new TextDecoder(encoding.name).decode(buffer.subarray(0, bytesRead), { stream: true });
  } finally {
    await file.close();
  }
}

async function* parseRows(
  path: string,
  encoding: Encoding,
  delimiter: string,
  skipFirst: boolean,
): AsyncGenerator<TableRow> {
  const decoder = new TextDecoder(encoding.name);
  let endsOpen = true;
  const decode = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = decoder.decode(chunk, { stream: true });
      if (text) endsOpen = !/[\r\n]$/.test(text);
      done(null, text);
    },
    flush(done) {
      done(null, decoder.decode());
    },
  });
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    // O'Brien "Bob" in the middle of a value is text, not an error.
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: 2 * limits.row,
  });
  const flow = pipeline(createReadStream(path, { start: encoding.skip }), decode, parser);
  // Its error comes out of the loop below as well; here it must only not be unhandled.
  flow.catch(() => {});
  let number = 0;
  let held: TableRow | undefined;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      number += 1;
      if (number === 1 && skipFirst) continue;
      // One behind, because only the last row can have been cut off.
      if (held) yield held;
      held = { number, cells };
    }
  } catch (error) {
    throw inWords(error, number);
  } finally {
    parser.destroy();
    await flow.catch(() => {});
  }
  if (held) yield endsOpen ? { ...held, cut: true } : held;
}

function inWords(error: unknown, number: number): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return refuse(
      'The file ends inside a quoted value',
      `The value that begins after row ${number} has no closing quotation mark. The file may have been cut off; send the whole file.`,
    );
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return refuse(
      'A row is too long',
      `The row after row ${number} has more than ${limits.row.toLocaleString('en')} characters or too many columns. Perhaps a quotation mark is missing in it.`,
      413,
    );
  }
  return refuse(
    'The file is not well-formed CSV',
    `The row after row ${number} could not be divided into values. Look for a stray quotation mark there.`,
  );
}
