import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuardedFetch } from '@symbolon/dids';
import { ConfigError } from '@symbolon/service';
import {
  openTrustList,
  parseInstitution,
  parseTrustList,
  type TrustedInstitution,
  type TrustList,
  TrustListError,
  type TrustRegistry,
  trustRegistry,
} from '@symbolon/verification';
import { federationReader, wellKnown } from './federation/read.ts';

/** The trust list in use. It is read again while the service runs; a list that is not good never replaces one that is. */
export type TrustSource = {
  registry: TrustRegistry;
  /** The list as it was read: the signed text where it is signed. Undefined while no list is named. */
  current(): { list: TrustList; jws?: string } | undefined;
  /** Reads again if something changed. Throws a TrustListError. */
  refresh(): Promise<void>;
};

type Edition = { list: TrustList; jws?: string /** Changes with the content. */; mark: string };
type Reader = (mark: string | undefined) => Promise<Edition | undefined>;

/** Gives the source that the settings name and reads it once. Throws a ConfigError when that cannot be done. */
export async function openTrustSource(
  { list: place, key }: { list: string | undefined; key: string | undefined },
  { fetch, now }: { fetch: GuardedFetch; now: () => Date },
): Promise<TrustSource> {
  const empty = trustRegistry([]);
  let edition: Edition | undefined;
  let inUse = empty;
  const read = place === undefined ? async () => undefined : await readerFor(place, key, { fetch, now });
  const source: TrustSource = {
    registry: {
      findIssuer: (did, award) => inUse.findIssuer(did, award),
      trustedKeys: (did) => inUse.trustedKeys(did),
      anchors: (action, at) => inUse.anchors(action, at),
      certificateHolders: () => inUse.certificateHolders(),
      get issued() {
        return inUse.issued;
      },
    },
    current: () => edition && { list: edition.list, ...(edition.jws ? { jws: edition.jws } : {}) },
    async refresh() {
      const next = await read(edition?.mark);
      if (!next) return;
      if (edition && next.list.id === edition.list.id && next.list.sequence < edition.list.sequence) {
        throw new TrustListError(
          `the trust list has sequence ${next.list.sequence}, and ${edition.list.sequence} was seen before.`,
        );
      }
      if (Date.parse(next.list.issued) > now().getTime() + 24 * 60 * 60 * 1000) {
        throw new TrustListError('the trust list was issued in the future.');
      }
      edition = next;
      inUse = trustRegistry([next.list]);
    },
  };
  await source.refresh().catch((cause: Error) => {
    throw new ConfigError(`TRUST_LIST cannot be used: ${cause.message}`, { cause });
  });
  return source;
}

type World = { fetch: GuardedFetch; now: () => Date };

async function readerFor(place: string, key: string | undefined, { fetch, now }: World): Promise<Reader> {
  if (/^https?:/.test(place) && place.endsWith(wellKnown)) {
    const read = federationReader(place, key ?? '', fetch, now);
    return async () => {
      const list = await read();
      return { list, mark: list.issued };
    };
  }
  if (/^https?:/.test(place)) return addressReader(place, key, fetch);
  const found = await stat(place).catch((cause) => {
    throw new ConfigError('TRUST_LIST names a file or directory that cannot be read.', { cause });
  });
  return found.isDirectory() ? directoryReader(place) : fileReader(place, key);
}

/** A list that others publish: signed, asked for again with its ETag. */
function addressReader(url: string, key: string | undefined, fetch: GuardedFetch): Reader {
  let etag: string | undefined;
  return async () => {
    const reply = await fetch(url, {
      accept: 'application/jose, text/plain',
      maxBytes: 16 * 1024 * 1024,
      ...(etag ? { etag } : {}),
    });
    if (reply.status === 304) return undefined;
    if (reply.status !== 200) throw new TrustListError(`the address answered with HTTP status ${reply.status}.`);
    const jws = new TextDecoder().decode(reply.body).trim();
    const list = await openTrustList(jws, key ?? '');
    etag = reply.headers.get('etag') ?? undefined;
    return { list, jws, mark: jws };
  };
}

/** One file: a signed list where a key is named, the operator's own JSON where none is. */
function fileReader(path: string, key: string | undefined): Reader {
  return async (mark) => {
    const { mtimeMs, size } = await stat(path);
    const stamp = `${mtimeMs} ${size}`;
    if (stamp === mark) return undefined;
    const text = (await readFile(path, 'utf8')).trim();
    if (key) return { list: await openTrustList(text, key), jws: text, mark: stamp };
    if (!text.startsWith('{'))
      throw new TrustListError('the file is signed; set TRUST_LIST_KEY to the key that signs it.');
    return { list: parseTrustList(parseJson(text, path)), mark: stamp };
  };
}

/** A directory of the operator's own: each `*.json` file, or `institution.json` in each folder, is one institution. */
function directoryReader(path: string): Reader {
  return async (mark) => {
    const files = await institutionFiles(path);
    const stamp = files.map(({ file, mtimeMs, size }) => `${file} ${mtimeMs} ${size}`).join('\n');
    if (stamp === mark) return undefined;
    const institutions: TrustedInstitution[] = [];
    for (const { file } of files)
      institutions.push(parseInstitution(parseJson(await readFile(file, 'utf8'), file), file));
    const newest = Math.max(0, ...files.map(({ mtimeMs }) => mtimeMs));
    const list: TrustList = {
      type: 'TrustList',
      id: 'urn:symbolon:trust-list:directory',
      name: 'Institutions that this verifier knows',
      issued: new Date(newest).toISOString(),
      // The operator's own files hold as long as they lie there.
      nextUpdate: '9999-12-31T00:00:00Z',
      sequence: Math.round(newest),
      institutions,
    };
    return { list: parseTrustList(list), mark: stamp };
  };
}

async function institutionFiles(directory: string) {
  const entries = await readdir(directory, { withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.json'))
    .map((entry) =>
      entry.isDirectory() ? join(directory, entry.name, 'institution.json') : join(directory, entry.name),
    )
    .sort();
  const files = await Promise.all(
    paths.map(async (file) => {
      const found = await stat(file).catch(() => undefined);
      return found ? [{ file, mtimeMs: found.mtimeMs, size: found.size }] : [];
    }),
  );
  return files.flat();
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TrustListError(`${path} is not JSON.`, { cause });
  }
}
