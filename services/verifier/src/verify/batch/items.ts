import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { Problem } from '@symbolon/problem';
import type { Request } from '@symbolon/service';
import type { ReturnOptions } from '../answer.ts';
import { elementTexts, memberTexts } from '../member-text.ts';
import { type Body, documentOf, readOptions, readRequest, type VerifyRequest } from '../request.ts';
import { credentialBody, credentialOptions } from '../schemas.ts';
import { limits } from './limits.ts';
import { linesOf, tooLong } from './lines.ts';

/** One credential of a batch. `read` throws what is wrong with its request, and is called when its turn has come. */
export type Item = { index: number; read: () => VerifyRequest & { returned: ReturnOptions } };

const known = Object.keys(credentialOptions);

/** Gives the items of a JSON body `{verifiableCredentials, options}`. Throws a Problem 400 where it is not one, at once. */
export function arrayItems(text: string, body: Body): AsyncIterable<Item[]> {
  const name = 'verifiableCredentials';
  const [array, ...more] = memberTexts(text).get(name) ?? [];
  if (array === undefined || more.length > 0) {
    const detail = `The body has exactly one "${name}".`;
    throw new Problem(400, 'The request is not well formed', { detail, errors: [{ detail, pointer: `/${name}` }] });
  }
  const options = readOptions(body, known);
  const returned = (body.options ?? {}) as ReturnOptions;
  const values = (body as Record<string, unknown>)[name] as unknown[];
  const items = elementTexts(array).map((element, index): Item => {
    const read = () => ({ document: documentOf(element, values[index], `${name}/${index}`), options, returned });
    return { index, read };
  });
  return (async function* () {
    yield items;
  })();
}

/** Gives the items of a body in which each line is a request of its own, `{verifiableCredential, options}`. */
export async function* lineItems(body: Readable, request: Request): AsyncGenerator<Item[]> {
  const validate = request.compileValidationSchema(credentialBody as never);
  const read = (line: string) => {
    const parsed = parse(line);
    if (!validate(parsed)) throw { validation: validate.errors, validationContext: 'line' };
    const { options = {} } = parsed as Body;
    return { ...readRequest(line, parsed as Body, 'verifiableCredential', known), returned: options as ReturnOptions };
  };
  let index = 0;
  const beyond = () => tooMuch(`A batch has at most ${limits.lineBytes} bytes; what follows was not read.`);
  // To destroy the body would end the connection, and with it the answer that says why no more was read.
  const chunks = body.iterator({ destroyOnReturn: false });
  for await (const lines of linesOf(chunks, { longest: limits.lineLength, largest: limits.lineBytes, beyond })) {
    const items = lines.slice(0, limits.lineCount - index).map((line): Item => {
      const item = { index, read: () => read(line === tooLong ? lineTooLong() : line) };
      index += 1;
      return item;
    });
    yield items;
    if (items.length < lines.length)
      throw tooMuch(`A batch has at most ${limits.lineCount} lines; what follows was not read.`);
  }
}

const tooMuch = (detail: string) => new Problem(413, 'The batch is too large', { detail });

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Problem(400, 'The line is not JSON', { detail: 'Each line is one well-formed JSON object in UTF-8.' });
  }
}

function lineTooLong(): never {
  throw new Problem(413, 'The line is too long', { detail: `A line has at most ${limits.lineLength} characters.` });
}

/**
 * Passes items on at the rate that whoever asks may have: `spend` counts some of them and gives the milliseconds to wait. In small
 * groups, so that the first of many are not held up by the last.
 */
export async function* metered(
  source: AsyncIterable<Item[]>,
  spend: () => Promise<number>,
  signal: AbortSignal,
): AsyncGenerator<Item[]> {
  for await (const items of source) {
    for (let start = 0; start < items.length; start += limits.width) {
      const group = items.slice(start, start + limits.width);
      for (const { index } of group) {
        if (index === 0 || index % limits.perRequest !== 0) continue;
        for (let wait = await spend(); wait > 0; wait = await spend()) await setTimeout(wait, undefined, { signal });
      }
      yield group;
    }
  }
}
