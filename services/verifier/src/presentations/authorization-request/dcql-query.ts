import type { DcqlQuery } from 'dcql';
import { type Asked, condition } from '../asked.ts';

/** Forms of a credential that are asked for, by the identifiers of OpenID4VP 1.0 Appendix B; each is its own credential query. */
export const queryIds = { 'dc+sd-jwt': 'dc_sd_jwt', ldp_vc: 'ldp_vc', jwt_vc_json: 'jwt_vc_json' } as const;
export type Format = keyof typeof queryIds;

const openBadges = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#';
/** Both names that Open Badges 3.0 has for its credential, as expanded IRIs (OpenID4VP 1.0 §B.1.1). */
const types = [[`${openBadges}OpenBadgeCredential`], [`${openBadges}AchievementCredential`]];
/** Wallets that know a credential only as a JWT compare the names as they stand in it. */
const jwtTypes = [...types, ['OpenBadgeCredential'], ['AchievementCredential']];

/** What an employer compares with the identity document; the holder keeps back what is not named, and may have less of it. */
const person = { name: ['name'], latinName: ['latinName'], birthdate: ['birthdate'] };
const personSets = [['name', 'latinName', 'birthdate'], ['name', 'birthdate'], ['name', 'latinName'], ['name']];

type Queries = DcqlQuery.Input['credentials'];

/**
 * Gives what is asked as a DCQL query (OpenID4VP 1.0 §6): one credential query for each form, of which one is enough. Whoever asks
 * for all may be shown several credentials in several forms. `vcts` are the types of SD-JWT VC that are asked for; none, and that form is
 * not.
 */
export function dcqlQuery(asked: Asked, vcts: readonly string[]): DcqlQuery.Input {
  const several = asked.all ? { multiple: true } : {};
  const where = condition(asked);
  const claims = where ? { claims: [{ path: subjectPath(where.path), values: where.values }] } : {};
  const credentials = [
    ...(vcts.length > 0
      ? [
          {
            id: queryIds['dc+sd-jwt'],
            format: 'dc+sd-jwt',
            meta: { vct_values: [...vcts] },
            ...several,
            ...shown(asked),
          },
        ]
      : []),
    { id: queryIds.ldp_vc, format: 'ldp_vc', meta: { type_values: types }, ...several, ...claims },
    { id: queryIds.jwt_vc_json, format: 'jwt_vc_json', meta: { type_values: jwtTypes }, ...several, ...claims },
  ];
  const ids = credentials.map(({ id }) => id);
  const options = asked.all ? combinations(ids) : ids.map((id) => [id]);
  return { credentials: credentials as Queries, credential_sets: [{ options }] };
}

/** The path in a credential of the data model; an SD-JWT VC has the achievement at its top. */
export const subjectPath = (path: readonly (string | null)[]) => ['credentialSubject', ...path];

/** The claims of an SD-JWT VC that the holder is asked to disclose. */
function shown(asked: Asked) {
  const where = condition(asked);
  const what = where ? [{ id: 'what', ...where }] : [];
  return {
    claims: [...Object.entries(person).map(([id, path]) => ({ id, path })), ...what],
    claim_sets: personSets.map((set) => [...set, ...what.map(({ id }) => id)]),
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
