import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { chooseLanguage, isLanguage } from '@symbolon/pages';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { VerifierContext } from '../../context.ts';
import { answerFor, compareFrameworks, readJourney } from '../facts.ts';
import { comparePage, type Frame, journeyPage } from './view.ts';
import { wordsIn } from './words.ts';

const anything = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]));
type Query = Record<string, string | string[]>;

/** Pages that inform and need no script: what a skill counts for elsewhere, and two frameworks side by side. */
export async function recognitionPages(service: Service, { now }: VerifierContext): Promise<void> {
  const style = await serveStyle(service);
  const schema = { hide: true, querystring: anything };

  service.get('/before-you-go', { schema }, async (request, reply) => {
    const { parts, value } = read(request.query, request.headers['accept-language'], '/before-you-go');
    const chosen = { from: value('from'), to: value('to'), occupation: value('occupation'), purpose: value('purpose') };
    const isAsked = chosen.from !== undefined || chosen.to !== undefined || chosen.occupation !== undefined;
    const journey = isAsked ? attempt(() => readJourney(given(chosen))) : undefined;
    const found = journey && { journey, answer: answerFor(journey, now()) };
    return reply
      .code(isAsked && !found ? 400 : 200)
      .type('text/html; charset=utf-8')
      .send(journeyPage(chosen, found, isAsked && !found, { ...parts, style }));
  });

  service.get('/compare', { schema }, async (request, reply) => {
    const { parts, value } = read(request.query, request.headers['accept-language'], '/compare');
    const [from, to] = [value('from'), value('to')];
    const comparison = from && to ? attempt(() => compareFrameworks(from, to)) : undefined;
    return reply
      .code((from || to) && !comparison ? 400 : 200)
      .type('text/html; charset=utf-8')
      .send(comparePage({ from, to }, comparison, { ...parts, style }));
  });
}

/** A choice that cannot be: the page says so beside the form. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const given = (values: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<string, string>;

const asked = ['from', 'to', 'occupation', 'purpose'];

function read(query: Query, accept: string | undefined, path: string) {
  const value = (name: string) => {
    const found = Object.hasOwn(query, name) ? query[name] : undefined;
    return typeof found === 'string' && found !== '' && found.length <= 100 ? found : undefined;
  };
  const wanted = value('lang');
  const language = isLanguage(wanted)
    ? wanted
    : chooseLanguage((accept ?? '').split(',').map((each) => each.split(';')[0]!));
  const kept = asked.flatMap((name): [string, string][] => (value(name) === undefined ? [] : [[name, value(name)!]]));
  const parts: Omit<Frame, 'style'> = { words: wordsIn(language), path, query: new URLSearchParams(kept) };
  return { parts, value };
}

/** Serves the style under an address that holds a hash of it, so that browsers keep it for ever. Gives the address. */
async function serveStyle(service: Service): Promise<string> {
  const files = [new URL(import.meta.resolve('@symbolon/pages/base.css')), new URL('style.css', import.meta.url)];
  const content = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  const address = `/assets/recognition.${hash}.css`;
  service.get(address, { schema: { hide: true }, config: { rateLimit: false } }, async (_, reply) =>
    reply.header('cache-control', 'public, max-age=31536000, immutable').type('text/css; charset=utf-8').send(content),
  );
  return address;
}
