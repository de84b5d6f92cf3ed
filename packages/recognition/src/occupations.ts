import type { OccupationCode } from '@symbolon/contexts/agreements';

/** The four digits that an ESCO code begins with are its ISCO-08 unit group. */
const iscoOf = ({ scheme, code }: OccupationCode) => (scheme === 'isco-08' ? code : code.slice(0, 4));

/**
 * Whether `named` covers `asked`: the same code, or the group that it stands in. An ESCO occupation lies in its ISCO-08 unit group,
 * but a unit group is wider than any ESCO occupation in it, so it is not covered by one.
 */
export function covers(named: OccupationCode, asked: OccupationCode): boolean {
  if (named.scheme === 'isco-08') return named.code !== '' && iscoOf(asked).startsWith(named.code);
  return asked.scheme === 'esco' && (asked.code === named.code || asked.code.startsWith(`${named.code}.`));
}

/** Whether two codes can mean the same work: one covers the other. */
export const overlap = (a: OccupationCode, b: OccupationCode): boolean => covers(a, b) || covers(b, a);
