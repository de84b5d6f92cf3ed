import type { DcqlQuery } from 'dcql';
import { type Asked, condition } from '../asked.ts';

/** Forms of a credential that are asked for, by the identifiers of OpenID4VP 1.0 Appendix B; each is its own credential query. */
export const queryIds = { ldp_vc: 'ldp_vc', jwt_vc_json: 'jwt_vc_json' } as const;
export type Format = keyof typeof queryIds;

const openBadges = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#';
/** Both names that Open Badges 3.0 has for its credential, as expanded IRIs (OpenID4VP 1.0 §B.1.1). */
const types = [[`${openBadges}OpenBadgeCredential`], [`${openBadges}AchievementCredential`]];
/** Wallets that know a credential only as a JWT compare the names as they stand in it. */
const jwtTypes = [...types, ['OpenBadgeCredential'], ['AchievementCredential']];

type Query = Extract<DcqlQuery.Input['credentials'][number], { format: Format | 'ldp_vc' }>;

/**
 * Gives what is asked as a DCQL query (OpenID4VP 1.0 §6): one credential query for each form, of which one is enough. Whoever asks
 * for all may be shown several credentials in several forms.
 */
export function dcqlQuery(asked: Asked): DcqlQuery.Input {
  const where = condition(asked);
  const rest = {
    ...(asked.all ? { multiple: true } : {}),
    ...(where ? { claims: [where] as Query['claims'] } : {}),
  };
  return {
    credentials: [
      { id: queryIds.ldp_vc, format: 'ldp_vc', meta: { type_values: types }, ...rest },
      { id: queryIds.jwt_vc_json, format: 'jwt_vc_json', meta: { type_values: jwtTypes }, ...rest },
    ] as DcqlQuery.Input['credentials'],
    credential_sets: [
      { options: asked.all ? combinations(Object.values(queryIds)) : Object.values(queryIds).map((id) => [id]) },
    ],
  };
}

/** Every choice of at least one, the largest first: the order is one of preference (OpenID4VP 1.0 §6.2). */
function combinations(ids: string[]): string[][] {
  const [first, ...rest] = ids;
  if (first === undefined) return [];
  const without = combinations(rest);
  return [[first, ...rest], ...without.map((set) => [first, ...set]), ...without, [first]]
    .filter((set, index, all) => all.findIndex((other) => other.join() === set.join()) === index)
    .toSorted((a, b) => b.length - a.length);
}
