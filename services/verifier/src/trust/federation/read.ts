import type { GuardedFetch } from '@symbolon/dids';
import {
  parseTrustList,
  type TrustedInstitution,
  type TrustList,
  TrustListError,
  trustListKey,
} from '@symbolon/verification';
import { type EntityStatement, openStatement } from './statement.ts';

export const wellKnown = '/.well-known/openid-federation';
/** In all, with those of its intermediates: more than any registry of schools has today. A larger one is not read. */
const mostSubordinates = 5_000;
/** Registry, national registries, one more. */
const mostIntermediates = 2;
const atOnce = 8;
/** A statement is asked for again when half of the time that it has left is over, or after a day. */
const longestKept = 24 * 60 * 60;

type Kept = {
  jwt: string;
  statement: EntityStatement;
  until: number /** Under which keys it was verified. */;
  keys: string;
};
/** Members by their DID, each with the second at which the first of the statements that it rests on ends. */
type Found = Map<string, { institution: TrustedInstitution; exp: number }>;

/**
 * Gives the reader of a trust list that an OpenID Federation keeps, as the Digital Credentials Consortium's registries do: from the entity
 * configuration of a trust anchor, whose key is pinned, over its subordinate statements, each signed by its superior. A subordinate that is
 * a DID becomes an institution; one with an address, keys and endpoints of its own is an intermediate, as deep as `max_path_length` allows.
 */
export function federationReader(anchor: string, key: string, fetch: GuardedFetch, now: () => Date) {
  const kept = new Map<string, Kept>();
  return async (): Promise<TrustList> => {
    const self = anchor.slice(0, -wellKnown.length);
    const pinned = [{ kid: undefined, publicKey: trustListKey(key) }];
    const configuration = await openStatement(await text(fetch, anchor), {
      iss: self,
      sub: self,
      keys: pinned,
      now: now(),
    });
    const deepest = Math.min(configuration.maxPathLength ?? mostIntermediates, mostIntermediates);
    const reading = { asked: 0 };
    const found = await descend(configuration, deepest, reading);
    if (reading.asked > mostSubordinates)
      throw new TrustListError(
        `${self} has more than ${mostSubordinates} subordinates, with those of its intermediates.`,
      );
    for (const [name, { statement }] of kept) if (statement.exp * 1000 <= now().getTime()) kept.delete(name);
    const seconds = (value: number) => new Date(value * 1000).toISOString();
    return parseTrustList({
      type: 'TrustList',
      id: self,
      name: textOf(configuration.entity.organization_name) ?? self,
      issued: seconds(configuration.iat),
      nextUpdate: seconds([...found.values()].reduce((first, { exp }) => Math.min(first, exp), configuration.exp)),
      sequence: configuration.iat,
      institutions: [...found.values()].map(({ institution }) => institution),
    });
  };

  /** Reads what an entity says of those below it; `left` is how many further intermediates may stand between. */
  async function descend(superior: EntityStatement, left: number, reading: { asked: number }): Promise<Found> {
    const { federation_list_endpoint: list, federation_fetch_endpoint: endpoint } = superior.entity;
    if (typeof list !== 'string' || typeof endpoint !== 'string')
      throw new TrustListError(`${superior.sub} names no list or no fetch endpoint.`);
    const subjects = new Set(await listed(list));
    const found: Found = new Map();
    const lower = new Map<string, Found>();
    const waiting = [...subjects];
    const work = async () => {
      for (let sub = waiting.pop(); sub !== undefined; sub = waiting.pop()) {
        const isMember = sub.startsWith('did:');
        if (!isMember && left === 0) continue;
        reading.asked += 1;
        if (reading.asked > mostSubordinates) return;
        const statement = await about(superior, endpoint, sub, isMember).catch(leftOut);
        if (!statement) continue;
        if (isMember) found.set(sub, { institution: institutionOf(statement), exp: statement.exp });
        else lower.set(sub, (await below(statement, left, reading).catch(leftOut)) ?? new Map());
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    // Of whom a superior lists, it alone speaks: an intermediate names nobody anew whom its superior, or one listed before it, has.
    for (const sub of subjects)
      for (const [did, member] of lower.get(sub) ?? [])
        if (!subjects.has(did) && !found.has(did)) found.set(did, member);
    return found;
  }

  /** An intermediate describes itself, by a key that its superior vouches for. */
  async function below(statement: EntityStatement, left: number, reading: { asked: number }): Promise<Found> {
    const { sub, keys } = statement;
    const jwt = await text(fetch, `${sub.replace(/\/$/, '')}${wellKnown}`);
    const configuration = await openStatement(jwt, { iss: sub, sub, keys, now: now() });
    // What its superior says of it counts, not what it says of itself, but for its endpoints.
    const allowed = [left - 1, statement.maxPathLength, configuration.maxPathLength].filter(
      (each) => each !== undefined,
    );
    const found = await descend({ ...configuration, keys }, Math.min(...allowed), reading);
    for (const member of found.values()) member.exp = Math.min(member.exp, statement.exp, configuration.exp);
    return found;
  }

  /** What was said of a member is kept; the keys of an intermediate are asked for each time, since all below it rests on them. */
  async function about(
    superior: EntityStatement,
    endpoint: string,
    sub: string,
    isMember: boolean,
  ): Promise<EntityStatement> {
    const name = `${superior.sub} ${sub}`;
    const time = now().getTime() / 1000;
    const by = { iss: superior.sub, sub, keys: superior.keys, now: now() };
    const earlier = await stillHeld(kept.get(name), by);
    if (isMember && earlier && time < earlier.until) return earlier.statement;
    const address = new URL(endpoint);
    address.searchParams.set('sub', sub);
    try {
      const jwt = await text(fetch, address.href);
      const statement = await openStatement(jwt, by);
      const until = time + Math.min((statement.exp - time) / 2, longestKept);
      kept.set(name, { jwt, statement, until, keys: nameOf(by.keys) });
      return statement;
    } catch (error) {
      // Its host does not answer for the moment: what it said holds until it ends.
      if (earlier && !(error instanceof TrustListError) && time < earlier.statement.exp) return earlier.statement;
      throw error;
    }
  }

  /** A statement that is kept counts for as long as it verifies under the keys that its superior has today. */
  async function stillHeld(earlier: Kept | undefined, by: Parameters<typeof openStatement>[1]) {
    const keys = nameOf(by.keys);
    if (!earlier || earlier.keys === keys) return earlier;
    const statement = await openStatement(earlier.jwt, by).catch(leftOut);
    if (statement) earlier.keys = keys;
    return statement && earlier;
  }

  async function listed(address: string): Promise<string[]> {
    const answer: unknown = JSON.parse(await text(fetch, address));
    if (!Array.isArray(answer) || answer.length > mostSubordinates)
      throw new TrustListError(`${address} is no list of at most ${mostSubordinates} entities.`);
    return [...new Set(answer.filter((each): each is string => typeof each === 'string' && each.length <= 2_000))];
  }
}

const nameOf = (keys: EntityStatement['keys']) =>
  keys.map(({ kid, publicKey }) => `${kid} ${publicKey.publicKeyMultibase}`).join('\n');

/** What one subordinate's statement lacks leaves it out, and no other; a fault of ours is none of these. */
function leftOut(error: unknown): undefined {
  const { name } = error as Error;
  if (['TrustListError', 'FetchFailed', 'FetchRefused', 'SyntaxError', 'TypeError'].includes(name)) return undefined;
  throw error;
}

async function text(fetch: GuardedFetch, address: string): Promise<string> {
  const reply = await fetch(address, {
    accept: 'application/entity-statement+jwt, application/json',
    maxBytes: 1_000_000,
  });
  if (reply.status !== 200) throw new TrustListError(`${address} answered with HTTP status ${reply.status}.`);
  return new TextDecoder().decode(reply.body);
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 500) : undefined);

function institutionOf({ sub: did, entity }: EntityStatement): TrustedInstitution {
  const { organization_name: name, homepage_uri: home } = entity;
  const url = textOf(home);
  return {
    did,
    names: { en: textOf(name) ?? did },
    ...(url && URL.canParse(url) && /^https?:/.test(url) ? { contact: { url } } : {}),
    // A federation says who is a member now, not since when.
    validFrom: '1970-01-01T00:00:00Z',
  };
}
