import { type LookupAddress, type lookup, Resolver } from 'node:dns';

/** A name server that is slower is asked once more; who asked for the document does not wait longer than that. */
const settings = { timeout: 700, tries: 2 };
/** How long the addresses of one family wait for those of the other (RFC 8305 §3). */
const resolutionDelay = 50;

/**
 * Gives the look-up of names that strangers chose, in the form of `dns.lookup`. It asks the name servers itself: `dns.lookup` holds one of
 * the process's four threads for as long as a stranger's name server likes, and everybody's files and look-ups wait for them.
 * What stands in the machine's own hosts file is no concern of strangers.
 */
export function createPublicLookup(servers?: string[]): typeof lookup {
  const resolver = new Resolver(settings);
  if (servers) resolver.setServers(servers);

  function resolve(hostname: string, family: 4 | 6): Promise<LookupAddress[]> {
    return new Promise((settle, fail) => {
      const done = (error: Error | null, addresses: string[]) =>
        error ? fail(error) : settle(addresses.map((address) => ({ address, family })));
      if (family === 4) resolver.resolve4(hostname, done);
      else resolver.resolve6(hostname, done);
    });
  }

  /** Addresses of both families; of one alone where the other is late or has none. */
  async function addressesOf(hostname: string): Promise<LookupAddress[]> {
    const both = [resolve(hostname, 6), resolve(hostname, 4)];
    const found: LookupAddress[] = [];
    const all = Promise.allSettled(both.map((each) => each.then((addresses) => found.push(...addresses))));
    await Promise.any(both).catch((error: AggregateError) => {
      throw error.errors[0];
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((settle) => {
      timer = setTimeout(settle, resolutionDelay);
    });
    await Promise.race([all, late]).finally(() => clearTimeout(timer));
    return [...found];
  }

  const look = (
    hostname: string,
    _options: object,
    callback: (error: Error | null, found: LookupAddress[]) => void,
  ) => {
    addressesOf(hostname).then(
      (found) => callback(null, found),
      (error: Error) => callback(error, []),
    );
  };
  return look as unknown as typeof lookup;
}
