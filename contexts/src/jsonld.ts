import credentialsV1 from '../jsonld/credentials-v1.json' with { type: 'json' };
import credentialsV2 from '../jsonld/credentials-v2.json' with { type: 'json' };
import dataIntegrityV1 from '../jsonld/data-integrity-v1.json' with { type: 'json' };
import dataIntegrityV2 from '../jsonld/data-integrity-v2.json' with { type: 'json' };
import ed25519V1 from '../jsonld/ed25519-2020-v1.json' with { type: 'json' };
import openBadges303 from '../jsonld/open-badges-3.0.3.json' with { type: 'json' };
import vcBarcodesV1 from '../jsonld/vc-barcodes-v1.json' with { type: 'json' };
import occupationV1 from '../occupation/v1.json' with { type: 'json' };
import skillsV1 from '../skills/v1.json' with { type: 'json' };

/** A JSON-LD document that holds nothing but a context. */
export type ContextDocument = { '@context': Record<string, unknown> | unknown[] };

export const credentialsContextUrl = 'https://www.w3.org/ns/credentials/v2';
export const credentialsV1ContextUrl = 'https://www.w3.org/2018/credentials/v1';
export const openBadgesContextUrl = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
/** Name of our own context. Issuers serve the document as well, but whoever verifies answers from here. */
export const skillsContextUrl = 'https://w3id.org/symbolon/skills/v1';
/** Name of our context for accreditations and recognition decisions. */
export const recognitionContextUrl = 'https://w3id.org/symbolon/recognition/v1';
/** Name of our context for credentials that several institutions award together. */
export const jointContextUrl = 'https://w3id.org/symbolon/joint/v1';
/** Name of our context for the work that a skill is for, in the small credential of a QR code. */
export const occupationContextUrl = 'https://w3id.org/symbolon/occupation/v1';
/** For the status entry of a paper credential (VC Barcodes 1.0 §2.3). */
export const vcBarcodesContextUrl = 'https://w3id.org/vc-barcodes/v1';

const openBadges = 'https://purl.imsglobal.org/spec/ob/v3p0';
const clr = 'https://purl.imsglobal.org/spec/clr/v2p0';

// What nearly every credential names. Everything else is loaded when it is met, so that a page need not carry it.
const common = new Map<string, ContextDocument>([
  [credentialsContextUrl, credentialsV2],
  [credentialsV1ContextUrl, credentialsV1],
  ['https://w3id.org/security/data-integrity/v1', dataIntegrityV1],
  ['https://w3id.org/security/data-integrity/v2', dataIntegrityV2],
  ['https://w3id.org/security/suites/ed25519-2020/v1', ed25519V1],
  [openBadgesContextUrl, openBadges303],
  [skillsContextUrl, skillsV1],
  [vcBarcodesContextUrl, vcBarcodesV1],
  [occupationContextUrl, occupationV1],
]);

type Loader = () => Promise<{ default: ContextDocument }>;
const openBadges300: Loader = () => import('../jsonld/open-badges-3.0.0.json', { with: { type: 'json' } });

// The import calls are written out, because a bundler splits only what it can read.
const rare = new Map<string, Loader>([
  [recognitionContextUrl, () => import('../recognition/v1.json', { with: { type: 'json' } })],
  [jointContextUrl, () => import('../joint/v1.json', { with: { type: 'json' } })],
  [`${openBadges}/context.json`, openBadges300],
  [`${openBadges}/context-3.0.0.json`, openBadges300],
  [`${openBadges}/context-3.0.1.json`, () => import('../jsonld/open-badges-3.0.1.json', { with: { type: 'json' } })],
  [`${openBadges}/context-3.0.2.json`, () => import('../jsonld/open-badges-3.0.2.json', { with: { type: 'json' } })],
  [`${openBadges}/extensions.json`, () => import('../jsonld/open-badges-extensions.json', { with: { type: 'json' } })],
  [`${clr}/context.json`, () => import('../jsonld/clr-2.0.0.json', { with: { type: 'json' } })],
  [`${clr}/context-2.0.1.json`, () => import('../jsonld/clr-2.0.1.json', { with: { type: 'json' } })],
  ['https://w3id.org/security/multikey/v1', () => import('../jsonld/multikey-v1.json', { with: { type: 'json' } })],
  ['https://w3id.org/security/jwk/v1', () => import('../jsonld/jwk-v1.json', { with: { type: 'json' } })],
  [
    'https://w3id.org/vc/status-list/2021/v1',
    () => import('../jsonld/status-list-2021-v1.json', { with: { type: 'json' } }),
  ],
  [
    'https://www.w3.org/ns/credentials/status/v1',
    () => import('../jsonld/bitstring-status-list-v1.json', { with: { type: 'json' } }),
  ],
]);

/** Every URL for which a document is held: the only contexts that a credential may name. */
export const contextUrls: ReadonlySet<string> = new Set([...common.keys(), ...rare.keys()]);

/** Gives the document of a common context by its exact URL; undefined for a rare or an unknown one. */
export function contextDocument(url: string): ContextDocument | undefined {
  return common.get(url);
}

/** Gives the document of any held context by its exact URL; undefined for an unknown one. Never uses the network. */
export async function loadContextDocument(url: string): Promise<ContextDocument | undefined> {
  return common.get(url) ?? (await rare.get(url)?.())?.default;
}
