import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { disclosableClaims, toSdJwtClaims, type UnsignedCredential } from '@symbolon/credential';
import { createDidResolver } from '@symbolon/dids';
import { createGuardedFetch } from '@symbolon/dids/guarded-fetch';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { type HolderBinding, prepareSdJwtVc, signSdJwtVc } from '@symbolon/securing/sd-jwt/sign';
import {
  prepareCredential,
  type Signer,
  signDataIntegrity,
  signStatusListToken,
  signVcJwt,
} from '@symbolon/securing/sign';
import {
  buildStatusListCredential,
  buildStatusListToken,
  encodeBitstring,
  minimumEntries,
  tokenRefreshList,
  tokenStatusList,
} from '@symbolon/status-list';
import {
  cachedDidResolver,
  createStatusListStore,
  type TrustedInstitution,
  trustRegistry,
  type VerificationEnvironment,
} from '../index.ts';

type Json = Record<string, unknown>;
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An issuer on loopback with a real key, a DID document, and status lists that a test may set, spoil or stop. */
export type World = Awaited<ReturnType<typeof startWorld>>;

export const startOfTest = new Date('2026-11-20T10:00:00Z');

export async function startWorld({ allow = true, ttl = 3_000 }: { allow?: boolean; ttl?: number } = {}) {
  const requests: string[] = [];
  const routes = new Map<string, Handler>();
  const server = createServer((request, response) => {
    requests.push(request.url!);
    const route = routes.get(request.url!);
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  const port = await listen(server, 0);
  const origin = `http://127.0.0.1:${port}`;
  const did = `did:web:127.0.0.1%3A${port}:institutions:demo`;
  const base = `${origin}/status-lists/demo`;
  const clock = { now: startOfTest.getTime() };
  const now = () => new Date(clock.now);

  const keys = [newSigner(did, 'key-1')];
  const json =
    (body: () => unknown, type = 'application/json'): Handler =>
    (request, response) => {
      const text = JSON.stringify(body());
      const etag = `"${Buffer.from(text).length}-${text.slice(-40).replace(/[^a-zA-Z0-9]/g, '')}"`;
      if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
      else response.writeHead(200, { 'content-type': type, etag }).end(text);
    };
  routes.set(
    '/institutions/demo/did.json',
    json(() => didDocument(did, keys)),
  );

  const empty = () => new Uint8Array(minimumEntries / 8);
  const lists = { revocation: empty(), suspension: empty(), refresh: empty() };
  /** Signs the list again and serves it; `change` spoils it before it is signed, `signer` signs it instead. */
  async function publish(
    purpose: keyof typeof lists,
    change: (list: Json) => Json = (list) => list,
    signer: Signer = keys[0]!,
  ) {
    const id = `${base}/${purpose}/0`;
    const encodedList = await encodeBitstring(lists[purpose]);
    const validFrom = new Date(clock.now - 60_000);
    const list = buildStatusListCredential({ id, issuer: did, statusPurpose: purpose, encodedList, ttl, validFrom });
    const signed = await sign(change(list), signer);
    routes.set(
      `/status-lists/demo/${purpose}/0`,
      json(() => signed, 'application/vc'),
    );
  }
  const tokenUri = `${base}/token/0`;
  /** The same for both lists as one Status List Token. */
  async function publishToken(change: (claims: Json) => Json = (claims) => claims, signer: Signer = keys[0]!) {
    const claims = await buildStatusListToken({
      uri: tokenUri,
      issuer: did,
      list: tokenStatusList(indexesOf(lists.revocation), indexesOf(lists.suspension)),
      refresh: tokenRefreshList(indexesOf(lists.refresh)),
      issuedAt: new Date(clock.now - 60_000),
      expires: new Date(clock.now + 86_400_000),
      ttl: ttl / 1_000,
    });
    const token = await signStatusListToken(change(claims), signer);
    routes.set('/status-lists/demo/token/0', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/statuslist+jwt' }).end(token);
    });
  }
  await publish('revocation');
  await publish('suspension');

  const fetch = createGuardedFetch({ allowLoopback: allow ? [origin] : [], timeoutMs: 1_000 });
  const institution: TrustedInstitution = {
    did,
    names: { en: 'Demo Training Centre', km: 'មជ្ឈមណ្ឌល' },
    country: 'KH',
    contact: { email: 'office@demo.example' },
    validFrom: '2020-01-01T00:00:00Z',
  };
  const list = {
    type: 'TrustList' as const,
    id: 'https://verifier.example/trust-list',
    name: 'Test list',
    issued: '2026-11-01T00:00:00Z',
    nextUpdate: '2026-12-01T00:00:00Z',
    sequence: 1,
    institutions: [institution],
  };
  const environmentOf = (institutions = [institution]): VerificationEnvironment => ({
    now,
    dids: cachedDidResolver(createDidResolver({ fetch, allowLoopback: allow ? [origin] : [] }), { now }),
    statusLists: createStatusListStore({ fetch, now, timeoutMs: 1_000 }),
    trust: trustRegistry([{ ...list, institutions }]),
  });

  return {
    did,
    origin,
    base,
    port,
    clock,
    keys,
    lists,
    requests,
    routes,
    institution,
    list,
    publish,
    publishToken,
    fetch,
    now,
    environment: environmentOf(),
    environmentOf,
    credential: (changes: Json = {}) => sampleCredential(did, base, changes),
    /** Gives a signed credential; the issuer's first key signs unless another is named. */
    async issue(changes: Json = {}, signer: Signer = keys[0]!) {
      return sign(sampleCredential(did, base, changes), signer);
    },
    async issueJwt(changes: Json = {}, signer: Signer = keys[0]!) {
      return signVcJwt(await prepareCredential(sampleCredential(did, base, changes)), signer);
    },
    /** The same credential as an SD-JWT VC, for the holder, with all disclosures; its list is published by `publishToken`. */
    issueSdJwt(
      changes: Json = {},
      { signer = keys[0]!, uri = tokenUri, ...more }: Partial<SdJwtOptions> & { uri?: string } = {},
    ) {
      return issueSdJwt(sampleCredential(did, base, changes), uri, { signer, ...more });
    },
    stop: () => close(server),
    restart: () => listen(server, port),
  };
}

export async function sign(document: Json, signer: Signer): Promise<Json> {
  const prepared = await prepareCredential(document);
  const signed = await signDataIntegrity(prepared, [signer], { created: new Date('2026-11-01T00:00:00Z') });
  // Open Badges 3.0 wants an array, whatever the number of proofs.
  return { ...signed, proof: [signed.proof].flat() };
}

const indexesOf = (bits: Uint8Array) =>
  Array.from({ length: bits.length * 8 }, (_, index) => index).filter(
    (index) => bits[index >> 3]! & (0x80 >> (index & 7)),
  );

type SdJwtOptions = {
  signer: Signer;
  holderBinding?: HolderBinding;
  x5c?: string[];
  iss?: string | undefined;
  uri?: string;
};

function issueSdJwt(
  document: Json,
  uri: string,
  { signer, holderBinding, x5c, ...more }: SdJwtOptions,
): Promise<string> {
  const subject = { identifier: [], ...(document.credentialSubject as Json) };
  const claims: Json = toSdJwtClaims({ ...document, credentialSubject: subject } as unknown as UnsignedCredential);
  const prepared = prepareSdJwtVc({
    // Where it is named and undefined, there is none.
    claims: JSON.parse(JSON.stringify({ ...claims, ...more })),
    disclosable: disclosableClaims,
    vct: 'https://issuer.example/credential-types/skills/1',
    issuedAt: new Date('2026-11-01T00:00:00Z'),
    status: { idx: Number((document.credentialStatus as { statusListIndex: string }[])[0]!.statusListIndex), uri },
    ...(holderBinding ? { holderBinding } : {}),
    seed: randomBytes(32),
  });
  return signSdJwtVc(prepared, signer, x5c ? { x5c } : {});
}

export function newSigner(did: string, fragment: string, algorithm: 'Ed25519' | 'P-256' = 'Ed25519'): Signer {
  const { privateKey } = generateKey(algorithm);
  return signerFromKey({ verificationMethod: `${did}#${fragment}`, controller: did, privateKey });
}

export function didKeySigner(): Signer {
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const did = `did:key:${publicKeyMultibase}`;
  return signerFromKey({ verificationMethod: `${did}#${publicKeyMultibase}`, controller: did, privateKey });
}

export const methodOf = ({ verificationMethod, controller, publicKeyMultibase }: Signer) => ({
  id: verificationMethod,
  type: 'Multikey',
  controller,
  publicKeyMultibase,
});

function didDocument(did: string, keys: readonly Signer[]) {
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: keys.map(methodOf),
    assertionMethod: keys.map(({ verificationMethod }) => verificationMethod),
    authentication: keys.map(({ verificationMethod }) => verificationMethod),
  };
}

export const statusEntry = (base: string, statusPurpose: string, index = 94_567) => ({
  id: `${base}/${statusPurpose}/0#${index}`,
  type: 'BitstringStatusListEntry',
  statusPurpose,
  statusListIndex: String(index),
  statusListCredential: `${base}/${statusPurpose}/0`,
});

function sampleCredential(did: string, base: string, changes: Json): Json {
  const achievement = 'https://issuer.example/institutions/demo/achievements/smaw-nc-ii/versions/1';
  const credential = {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      'https://w3id.org/symbolon/skills/v1',
    ],
    id: 'https://issuer.example/institutions/demo/credentials/6f1c9ad2',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: 'Shielded Metal Arc Welding NC II',
    issuer: { id: did, type: ['Profile'], name: 'A name of its own choosing' },
    validFrom: '2026-03-01T00:00:00Z',
    validUntil: '2031-03-01T00:00:00Z',
    credentialSubject: {
      id: 'did:example:holder-1',
      type: ['AchievementSubject', 'RecognisedSkillSubject'],
      name: 'Maria Santos Reyes',
      recognitionRoute: 'recognition-of-prior-learning',
      achievement: {
        id: achievement,
        type: ['Achievement'],
        achievementType: 'Certificate',
        name: 'Shielded Metal Arc Welding NC II',
        description: 'Welds carbon steel plates and pipes.',
        criteria: { id: `${achievement}/criteria`, narrative: 'Assessed by demonstration.' },
        alignment: [
          {
            id: 'https://issuer.example/isco/7212',
            type: ['Alignment'],
            targetName: 'Welders and flame cutters',
            targetUrl: 'https://issuer.example/isco/7212',
            targetFramework: 'ISCO-08',
            targetCode: '7212',
          },
        ],
      },
    },
    credentialStatus: [statusEntry(base, 'revocation'), statusEntry(base, 'suspension')],
    ...changes,
  };
  // A change to undefined leaves the member out.
  return JSON.parse(JSON.stringify(credential));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
