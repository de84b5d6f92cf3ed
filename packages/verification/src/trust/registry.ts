import type { OccupationCode } from '@symbolon/contexts/agreements';
import type { Anchor } from '@symbolon/recognition';
import type { IssuerResult } from '../result.ts';
import type { PinnedKey, TrustedInstitution, TrustList } from './trust-list.ts';

/** What the credential awards, as far as a scope can speak of it. */
export type Award = {
  achievement?: string;
  occupations: OccupationCode[];
  level?: { framework: string; level: string };
  route?: 'course' | 'recognition-of-prior-learning' | 'work';
  issuedAt: Date;
};

/** How long after its announced update a list still identifies institutions. */
const gracePeriod = 90 * 24 * 60 * 60 * 1000;

export type TrustRegistry = {
  /** Gives what is known of an issuer at the time `now`; what was awarded and when decides whether it is in scope. */
  findIssuer(did: string, awarded: Award & { now: Date }): Extract<IssuerResult, { known: true }> | undefined;
  /** Gives the keys that the list pins for an issuer. */
  trustedKeys(did: string): readonly PinnedKey[];
  /** Gives the institutions that may recognise others, or decide, each within its scope. */
  anchors(action: 'recognize' | 'decide', now: Date): Anchor[];
  /** Gives the institutions that are known by X.509 certificates. */
  certificateHolders(): readonly { did: string; certificates: readonly string[] }[];
  /** The newest signed date that the registry knows; a clock behind it is wrong. */
  readonly issued?: Date | undefined;
};

/** Gives the registry of one or more trust lists; the first list that knows an issuer speaks for it. */
export function trustRegistry(lists: readonly TrustList[]): TrustRegistry {
  const institutions = new Map<string, Listed>();
  for (const list of lists) {
    for (const institution of list.institutions) {
      if (!institutions.has(institution.did)) institutions.set(institution.did, listed(institution, list));
    }
  }
  const certified = [...institutions.values()].flatMap(({ institution: { did, certificates = [] } }) =>
    certificates.length > 0 ? [{ did, certificates }] : [],
  );
  const anchors = { recognize: anchorsFor('recognize', institutions), decide: anchorsFor('decide', institutions) };
  const newest = Math.max(...lists.map(({ issued }) => Date.parse(issued)));
  return {
    findIssuer(did, awarded) {
      const entry = institutions.get(did);
      if (!entry || awarded.now.getTime() > entry.until) return undefined;
      return isInScope(entry, awarded) ? entry.inScope : entry.outOfScope;
    },
    anchors: (action, now) => {
      const time = now.getTime();
      // Its period counts for what it vouches for now; what it vouched for earlier is told by the accreditations themselves.
      return anchors[action].flatMap(({ anchor, from, end, until }) =>
        time >= from && time <= end && time <= until ? [anchor] : [],
      );
    },
    trustedKeys: (did) => institutions.get(did)?.institution.verificationMethod ?? [],
    certificateHolders: () => certified,
    issued: Number.isFinite(newest) ? new Date(newest) : undefined,
  };
}

type Known = Extract<IssuerResult, { known: true }>;

/** An institution with what is told of it, made once, and its times in milliseconds since 1970. */
type Listed = {
  institution: TrustedInstitution;
  list: TrustList;
  until: number;
  from: number;
  end: number;
  inScope: Known;
  outOfScope: Known;
};

function listed(institution: TrustedInstitution, list: TrustList): Listed {
  const { did, names, country, contact, validFrom, validUntil } = institution;
  const domain = domainOf(did);
  const told = (inScope: boolean): Known =>
    Object.freeze({
      known: true,
      did,
      names,
      ...(country ? { country } : {}),
      ...(domain ? { domain } : {}),
      ...(contact ? { contact } : {}),
      inScope,
      source: list.name,
      asOf: list.issued,
    });
  return {
    institution,
    list,
    until: Date.parse(list.nextUpdate) + gracePeriod,
    from: Date.parse(validFrom),
    end: validUntil === undefined ? Number.POSITIVE_INFINITY : Date.parse(validUntil),
    inScope: told(true),
    outOfScope: told(false),
  };
}

/** Those who may recognise others, or decide, with when; they are few among many who award. */
const anchorsFor = (action: 'recognize' | 'decide', institutions: ReadonlyMap<string, Listed>) =>
  [...institutions.values()].flatMap(({ institution: { did, names, actions, scope, country }, from, end, until }) => {
    if (!actions?.includes(action)) return [];
    const limits = {
      ...(scope?.achievements ? { achievements: scope.achievements } : {}),
      ...(scope?.occupations ? { occupations: scope.occupations as OccupationCode[] } : {}),
      // Who decides decides for its own country.
      ...(action === 'decide' && country ? { countries: [country] } : {}),
    };
    const anchor: Anchor = { did, ...(names.en ? { name: names.en } : {}), scope: limits };
    return [{ anchor, from, end, until }];
  });

/** Gives the host that a did:web stands for, as a person would read it. */
export function domainOf(did: string): string | undefined {
  if (!did.startsWith('did:web:')) return undefined;
  const [, , host] = did.split(':', 3);
  if (!host) return undefined;
  try {
    return decodeURIComponent(host);
  } catch {
    return undefined;
  }
}

function isInScope({ institution, from, end }: Listed, awarded: Award): boolean {
  const { scope, actions } = institution;
  if (actions && !actions.includes('issue')) return false;
  const issued = awarded.issuedAt.getTime();
  if (issued < from || issued > end) return false;
  if (!scope) return true;
  const byAchievement = scope.achievements?.some(
    // A version of an achievement stands below the achievement's own address.
    (url) => awarded.achievement === url || awarded.achievement?.startsWith(`${url}/`),
  );
  const byOccupation = scope.occupations?.some(({ scheme, code }) =>
    awarded.occupations.some((occupation) => occupation.scheme === scheme && occupation.code === code),
  );
  return Boolean(byAchievement || byOccupation);
}
