import ipaddr from 'ipaddr.js';

/** Whether an IP address is one that strangers may name: globally routed unicast, after unwrapping IPv4-mapped forms. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  // Of IPv6 only 2000::/3 is assigned to the public; the library calls whatever it does not know unicast.
  return parsed.kind() === 'ipv4' || (parsed.toByteArray()[0]! & 0xe0) === 0x20;
}

/** Whether an address is loopback or of a private network: where an origin may live that the operator named in a setting. */
export function isOwnAddress(address: string): boolean {
  return ipaddr.isValid(address) && ['loopback', 'private', 'uniqueLocal'].includes(ipaddr.process(address).range());
}
