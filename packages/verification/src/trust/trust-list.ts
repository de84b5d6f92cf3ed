/** One institution as the operator of a trust list vouches for it. */
export type TrustedInstitution = {
  did: string;
  /** By BCP 47 tag; `en` is always there. */
  names: Record<string, string>;
  /** ISO 3166-1 alpha-2. */
  country?: string;
  contact?: { email?: string; telephone?: string; url?: string };
  /** What it may issue; everything when absent. One match in either list is enough. */
  scope?: { achievements?: string[]; occupations?: { scheme: string; code: string }[] };
  /**
   * What it may do: `issue` credentials, `recognize` others for what lies in its scope, `decide` on recognition. To issue, when absent.
   */
  actions?: ('issue' | 'recognize' | 'decide')[];
  /** RFC 3339; when credentials must have been issued to count. */
  validFrom: string;
  validUntil?: string;
  /** Keys as they stand in its DID document, so that a credential checks when the issuer's host is gone. */
  verificationMethod?: PinnedKey[];
  /**
   * X.509 certificates (base64 DER) that keys in a certificate chain (`x5c`) are known by: its own, or that of an authority. A certificate
   * under an authority names the institution's DID as a URI among its alternative names.
   */
  certificates?: string[];
  /** Where its status lists are: `{base}/{statusPurpose}/{n}`. */
  statusListBase?: string;
};

export type PinnedKey = {
  id: string;
  type: string;
  controller: string;
  publicKeyMultibase?: string;
  publicKeyJwk?: Record<string, unknown>;
};

export type TrustList = {
  type: 'TrustList';
  id: string;
  name: string;
  issued: string;
  nextUpdate: string;
  /** Goes up by one with every edition; a lower one than was seen is refused. */
  sequence: number;
  institutions: TrustedInstitution[];
};

/** A trust list that is not well formed; the message says where and what. */
export class TrustListError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TrustListError';
  }
}

type Members = Record<string, unknown>;
type Rule = (value: unknown, path: string) => void;

const fail = (path: string, expected: string): never => {
  throw new TrustListError(`${path} must be ${expected}.`);
};
const text: Rule = (value, path) => {
  if (typeof value !== 'string' || value === '' || value.length > 2048) fail(path, 'a non-empty string');
};
const date: Rule = (value, path) => {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value) || Number.isNaN(Date.parse(value))) {
    fail(path, 'a date and time such as "2026-11-20T00:00:00Z"');
  }
};
const did: Rule = (value, path) => {
  if (typeof value !== 'string' || !/^did:[a-z0-9]+:\S+$/.test(value) || value.length > 2000) fail(path, 'a DID');
};
const whole: Rule = (value, path) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) fail(path, 'a whole number');
};
const country: Rule = (value, path) => {
  if (typeof value !== 'string' || !/^[A-Z]{2}$/.test(value)) fail(path, 'two capital letters (ISO 3166-1)');
};
const url: Rule = (value, path) => {
  if (typeof value !== 'string' || !URL.canParse(value) || !/^https?:/.test(value)) fail(path, 'an http(s) URL');
};
const jwk: Rule = (value, path) => {
  if (typeof value !== 'object' || value === null || 'd' in value) fail(path, 'a public JWK');
};
const certificate: Rule = (value, path) => {
  const isBase64 = typeof value === 'string' && value.length < 20_000 && /^MI[A-Za-z0-9+/]+={0,2}$/.test(value);
  if (!isBase64) fail(path, 'an X.509 certificate: its DER in base64, on one line');
};
const action: Rule = (value, path) => {
  if (!['issue', 'recognize', 'decide'].includes(value as string)) fail(path, '"issue", "recognize" or "decide"');
};
const names: Rule = (value, path) => {
  const entries = Object.entries(members(value, path));
  for (const [language, name] of entries) text(name, `${path}.${language}`);
  if (!entries.some(([language]) => language === 'en'))
    fail(`${path}.en`, 'given: the name in English or in Latin letters');
};
const listOf =
  (rule: Rule): Rule =>
  (value, path) => {
    if (!Array.isArray(value) || value.length > 100_000) fail(path, 'an array');
    for (const [index, entry] of (value as unknown[]).entries()) rule(entry, `${path}[${index}]`);
  };
/** An object with these members and no others: a misspelt "scope" must not widen what an institution may issue. */
const object =
  (required: Record<string, Rule>, optional: Record<string, Rule> = {}): Rule =>
  (value, path) => {
    const given = members(value, path);
    for (const [name, rule] of Object.entries(required)) rule(given[name], `${path}.${name}`);
    for (const [name, member] of Object.entries(given)) {
      if (Object.hasOwn(required, name)) continue;
      if (!Object.hasOwn(optional, name)) fail(`${path}.${name}`, 'left out: it is not a member of a trust list');
      optional[name]!(member, `${path}.${name}`);
    }
  };

function members(value: unknown, path: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'an object');
  return value as Members;
}

const institution = object(
  { did, names, validFrom: date },
  {
    country,
    contact: object({}, { email: text, telephone: text, url }),
    scope: object({}, { achievements: listOf(url), occupations: listOf(object({ scheme: text, code: text })) }),
    actions: listOf(action),
    validUntil: date,
    verificationMethod: listOf(
      object({ id: text, type: text, controller: did }, { publicKeyMultibase: text, publicKeyJwk: jwk }),
    ),
    certificates: listOf(certificate),
    statusListBase: url,
  },
);
const type: Rule = (value, path) => {
  if (value !== 'TrustList') fail(path, '"TrustList"');
};
const trustList = object({
  type,
  id: text,
  name: text,
  issued: date,
  nextUpdate: date,
  sequence: whole,
  institutions: listOf(institution),
});

/** Gives a trust list out of decoded JSON. Throws a TrustListError that names the member. */
export function parseTrustList(value: unknown): TrustList {
  trustList(value, 'trust list');
  const list = value as TrustList;
  const seen = new Set<string>();
  for (const { did } of list.institutions) {
    if (seen.has(did)) throw new TrustListError(`trust list.institutions has ${did} twice.`);
    seen.add(did);
  }
  return list;
}

/** Gives one institution out of decoded JSON, as a directory of `institution.json` files holds it. */
export function parseInstitution(value: unknown, path: string): TrustedInstitution {
  institution(value, path);
  return value as TrustedInstitution;
}
