import type { OccupationCode } from '@symbolon/contexts/agreements';
import { type Accreditation, type ChainResult, followChain, type LevelRank } from '@symbolon/recognition';
import type { TrustRegistry } from '../trust/registry.ts';

/**
 * Gives a registry that knows, beside those of a trust list, whoever was accredited for what it awarded: by a chain that leads to an
 * institution of the list that may recognise others. `heard` gets the chain of each issuer that was looked for.
 */
export function accreditedTrust(
  trust: TrustRegistry,
  accreditations: readonly Accreditation[],
  rank: LevelRank,
  heard: Map<string, ChainResult>,
): TrustRegistry {
  return {
    ...trust,
    findIssuer(did, awarded) {
      const listed = trust.findIssuer(did, awarded);
      if (listed?.inScope || accreditations.length === 0) return listed;
      const { now, occupations, ...award } = awarded;
      const anchors = trust.anchors('recognize', now);
      const found = followChain(
        {
          ...award,
          issuer: did,
          ...(occupations.length > 0 ? { occupations: occupations as OccupationCode[] } : {}),
        },
        accreditations,
        anchors,
        rank,
      );
      heard.set(did, found);
      const [link] = found.chain;
      if (!found.accredited || !link) return listed;
      return {
        known: true,
        did,
        names: { en: link.entity.name ?? did },
        ...(link.country === undefined ? {} : { country: link.country }),
        inScope: true,
        source: found.anchor.name ?? found.anchor.did,
        accreditation: found.chain,
      };
    },
  };
}
