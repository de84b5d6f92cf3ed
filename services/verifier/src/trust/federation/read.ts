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
/** More than any registry of schools has today; a larger one is read in part, and that is no list to trust. */
const mostSubordinates = 5_000;
/** Registry, national registries, one more. */
const mostIntermediates = 2;
const atOnce = 8;
/** A statement is asked for again when half of the time that it has left is over, or after a day. */
const longestKept = 24 * 60 * 60;

type Kept = Map<string, { statement: EntityStatement; until: number }>;

/**
 * Gives the reader of a trust list that an OpenID Federation keeps, as the Digital Credentials Consortium's registries do: from the entity
 * configuration of a trust anchor, whose key is pinned, over its subordinate statements, each signed by its superior. A subordinate that is
 * a DID becomes an institution; one with an address, keys and endpoints of its own is an intermediate, as deep as `max_path_length` allows.
 */
export function federationReader(anchor: string, key: string, fetch: GuardedFetch, now: () => Date) {
  const kept: Kept = new Map();
  return async (): Promise<TrustList> => {
    const self = anchor.slice(0, -wellKnown.length);
    const pinned = [{ kid: undefined, publicKey: trustListKey(key) }];
    const configuration = await openStatement(await text(fetch, anchor), {
      iss: self,
      sub: self,
      keys: pinned,
      now: now(),
    });
    const found = new Map<string, TrustedInstitution>();
    const ends: number[] = [configuration.exp];
    const deepest = Math.min(configuration.maxPathLength ?? mostIntermediates, mostIntermediates);
    await descend(configuration, deepest, found, ends);
    const seconds = (value: number) => new Date(value * 1000).toISOString();
    return parseTrustList({
      type: 'TrustList',
      id: self,
      name: textOf(configuration.entity.organization_name) ?? self,
      issued: seconds(configuration.iat),
      nextUpdate: seconds(Math.min(...ends)),
      sequence: configuration.iat,
      institutions: [...found.values()],
    });
  };

  /** Reads what an entity says of those below it; `left` is how many further intermediates may stand between. */
  async function descend(
    superior: EntityStatement,
    left: number,
    found: Map<string, TrustedInstitution>,
    ends: number[],
  ): Promise<void> {
    const { federation_list_endpoint: list, federation_fetch_endpoint: endpoint } = superior.entity;
    if (typeof list !== 'string' || typeof endpoint !== 'string')
      throw new TrustListError(`${superior.sub} names no list or no fetch endpoint.`);
    const subjects = await listed(list);
    const waiting = [...subjects];
    const work = async () => {
      for (let sub = waiting.pop(); sub !== undefined; sub = waiting.pop()) {
        const statement = await about(superior, endpoint, sub).catch(leftOut);
        if (!statement || found.size >= mostSubordinates) continue;
        ends.push(statement.exp);
        if (sub.startsWith('did:')) found.set(sub, institutionOf(statement));
        else if (left > 0) await below(statement, left, found, ends).catch(leftOut);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  /** An intermediate describes itself, by a key that its superior vouches for. */
  async function below(
    statement: EntityStatement,
    left: number,
    found: Map<string, TrustedInstitution>,
    ends: number[],
  ): Promise<void> {
    const { sub, keys } = statement;
    const jwt = await text(fetch, `${sub.replace(/\/$/, '')}${wellKnown}`);
    const configuration = await openStatement(jwt, { iss: sub, sub, keys, now: now() });
    ends.push(configuration.exp);
    // What its superior says of it counts, not what it says of itself, but for its endpoints.
    const allowed = [left - 1, statement.maxPathLength, configuration.maxPathLength].filter(
      (each) => each !== undefined,
    );
    await descend({ ...configuration, keys }, Math.min(...allowed), found, ends);
  }

  async function about(superior: EntityStatement, endpoint: string, sub: string): Promise<EntityStatement> {
    const name = `${superior.sub} ${sub}`;
    const time = now().getTime() / 1000;
    const earlier = kept.get(name);
    if (earlier && time < earlier.until) return earlier.statement;
    const address = new URL(endpoint);
    address.searchParams.set('sub', sub);
    const about = { iss: superior.sub, sub, keys: superior.keys, now: now() };
    const statement = await openStatement(await text(fetch, address.href), about).catch((error: unknown) => {
      // Its host does not answer for the moment: what it said holds until it ends.
      if (earlier && !(error instanceof TrustListError) && time < earlier.statement.exp) return earlier.statement;
      throw error;
    });
    kept.set(name, { statement, until: time + Math.min((statement.exp - time) / 2, longestKept) });
    return statement;
  }

  async function listed(address: string): Promise<string[]> {
    const answer: unknown = JSON.parse(await text(fetch, address));
    if (!Array.isArray(answer) || answer.length > mostSubordinates)
      throw new TrustListError(`${address} is no list of at most ${mostSubordinates} entities.`);
    return [...new Set(answer.filter((each): each is string => typeof each === 'string' && each.length <= 2_000))];
  }
}

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
