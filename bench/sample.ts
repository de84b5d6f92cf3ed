import { type AchievementVersion, buildSkillsCredential, type UnsignedCredential } from '@symbolon/credential';
import { createDidResolver, type DIDDocument, didWebUrl, type GuardedFetch } from '@symbolon/dids';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { prepareCredential, signDataIntegrity } from '@symbolon/securing/sign';
import { buildStatusListCredential, encodeBitstring, minimumEntries } from '@symbolon/status-list';
import {
  cachedDidResolver,
  createStatusListStore,
  trustRegistry,
  type VerificationEnvironment,
} from '@symbolon/verification';

/** What a registrar enters for the achievement of all measurements. */
export const achievement = {
  name: { en: 'Masonry NC II', km: 'ជាងឥដ្ឋ កម្រិត NC II' },
  description: { en: 'Prepares masonry materials, lays brick and block for structures, and plasters walls.' },
  criteria: { en: 'All units of competency were assessed as competent by an accredited assessor, at the workplace.' },
  achievementType: 'Certificate',
  route: 'recognition-of-prior-learning',
  units: [],
  occupations: [
    { scheme: 'isco-08', code: '7112' },
    { scheme: 'esco', code: '7112.1' },
  ],
  level: { framework: 'ph-pqf', level: '2' },
  languages: ['en', 'km'],
  validityMonths: 60,
} satisfies Partial<AchievementVersion>;

export const holder = { name: 'សុខ ដារ៉ា', latinName: 'Sok Dara', dateOfBirth: '1996-02-14' };
export const award = { validFrom: '2026-11-06T00:00:00Z', awardedDate: '2026-11-06T00:00:00Z' };

const did = 'did:web:issuer.example:institutions:demo';
const base = 'https://issuer.example/status-lists/demo';
const clock = new Date('2026-11-22T09:00:00Z');

/** The credential that the issuing service makes of them: 3 kB, with status, three alignments, and a date of birth. */
export const sample: UnsignedCredential = buildSkillsCredential({
  institution: { did, name: 'Siem Reap Skills Centre', email: 'registrar@skills-centre.example' },
  achievement: {
    ...achievement,
    id: 'https://issuer.example/institutions/demo/achievements/masonry/versions/1',
    achievement: 'masonry',
    version: 1,
  },
  holder,
  award: { ...award, validUntil: '2031-11-06T00:00:00Z' },
  credentialId: 'urn:uuid:8f6c1c3e-5a7d-4f5b-9d3e-2b1a0c9d8e7f',
  credentialStatus: ['revocation', 'suspension'].map((statusPurpose) => ({
    id: `${base}/${statusPurpose}/0#94567`,
    type: 'BitstringStatusListEntry',
    statusPurpose,
    statusListIndex: '94567',
    statusListCredential: `${base}/${statusPurpose}/0`,
  })),
});

/**
 * The same award as most programs would write it, and as peers are measured: an id at every node, Latin letters only, about sixty
 * statements.
 */
export const plainSample = (() => {
  const { credentialSubject, ...members } = sample;
  const { identifier: _, achievement: certificate, ...subject } = credentialSubject;
  const { nameByLanguage: _names, ...rest } = certificate;
  const criteria = { id: `${certificate.id}#criteria`, ...certificate.criteria };
  return {
    ...members,
    credentialSubject: {
      ...subject,
      id: 'did:example:holder-1',
      name: 'Maria Santos Reyes',
      achievement: { ...rest, criteria },
    },
  };
})();

/** The same for another holder: other ids, name, dates and place in the status lists. */
export function another<T extends typeof plainSample | typeof sample>(credential: T, number: number): T {
  const name = `${credential.credentialSubject.name} ${number}`;
  const day = `2026-11-${10 + (number % 18)}T00:00:00Z`;
  const { identifier } = credential.credentialSubject as Partial<UnsignedCredential['credentialSubject']>;
  return {
    ...credential,
    id: `urn:uuid:8f6c1c3e-5a7d-4f5b-9d3e-${String(number).padStart(12, '0')}`,
    validFrom: day,
    awardedDate: day,
    credentialSubject: {
      ...credential.credentialSubject,
      ...('id' in credential.credentialSubject ? { id: `did:example:holder-${number}` } : {}),
      name,
      ...(identifier
        ? { identifier: identifier.map((each) => ({ ...each, identityHash: `${each.identityHash} ${number}` })) }
        : {}),
    },
    credentialStatus: [credential.credentialStatus ?? []].flat().map((entry) => ({
      ...entry,
      id: `${entry.statusListCredential}#${number}`,
      statusListIndex: String(number),
    })),
  };
}

/** Its issuer with a real key and status lists, in memory: nothing of it is fetched while it is measured. */
export async function sampleWorld() {
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const signer = signerFromKey({ verificationMethod: `${did}#key-1`, controller: did, privateKey });
  const method = { id: `${did}#key-1`, type: 'Multikey', controller: did, publicKeyMultibase };
  const didDocument: DIDDocument = {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [method],
    assertionMethod: [method.id],
  };
  const sign = async (document: object): Promise<string> => {
    const { proof, ...signed } = await signDataIntegrity(await prepareCredential(document), [signer], {
      created: clock,
    });
    // A list of proofs, as Open Badges 3.0 §B.1.15 wants it and the issuing service writes it.
    return JSON.stringify({ ...signed, proof: [proof] });
  };

  const lists = new Map<string, Uint8Array>();
  for (const statusPurpose of ['revocation', 'suspension']) {
    const list = buildStatusListCredential({
      id: `${base}/${statusPurpose}/0`,
      issuer: did,
      statusPurpose,
      encodedList: await encodeBitstring(new Uint8Array(minimumEntries / 8)),
      ttl: 3_000,
      validFrom: new Date(clock.getTime() - 60_000),
    });
    lists.set(list.id as string, new TextEncoder().encode(await sign(list)));
  }
  const now = () => clock;
  const didUrl = didWebUrl(did)!;
  const didText = new TextEncoder().encode(JSON.stringify(didDocument));
  const fetch: GuardedFetch = async (url) => {
    const body = url === didUrl ? didText : lists.get(url);
    if (!body) throw new Error(`There is no ${url}.`);
    return { status: 200, headers: new Headers(), body, url };
  };
  const environment: VerificationEnvironment = {
    now,
    // The caches of the verifying service; the clock stands still, so each document is fetched once.
    dids: cachedDidResolver(createDidResolver({ fetch }), { now }),
    statusLists: createStatusListStore({ now, fetch }),
    trust: trustRegistry([
      {
        type: 'TrustList',
        id: 'https://verifier.example/trust-list',
        name: 'Trust list of the measurement',
        issued: '2026-11-01T00:00:00Z',
        nextUpdate: '2026-12-01T00:00:00Z',
        sequence: 1,
        institutions: [{ did, names: { en: 'Siem Reap Skills Centre' }, validFrom: '2020-01-01T00:00:00Z' }],
      },
    ]),
  };
  /** Lets a further document be found. */
  const publish = (url: string, text: string) => void lists.set(url, new TextEncoder().encode(text));
  return { did, clock, privateKey, publicKeyMultibase, signer, didDocument, sign, environment, publish };
}
