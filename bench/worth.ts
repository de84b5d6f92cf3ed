import type { Agreement, Rule } from '@symbolon/contexts/agreements';
import { compileRules } from '@symbolon/recognition';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { prepareCredential, type Signer, signDataIntegrity } from '@symbolon/securing/sign';
import { buildStatusListCredential, encodeBitstring, minimumEntries } from '@symbolon/status-list';
import {
  accreditationSource,
  trustRegistry,
  type VerificationEnvironment,
  verifyCredential,
} from '@symbolon/verification';
import { verifyWorth } from '@symbolon/verification/worth';
import { sample, sampleWorld } from './sample.ts';

const contexts = ['https://www.w3.org/ns/credentials/v2', 'https://w3id.org/symbolon/recognition/v1'];
export const ruleCount = 10_000;

type World = Awaited<ReturnType<typeof sampleWorld>>;

/**
 * Gives three ways to verify one credential: plainly; with what it is worth in a place, by ten thousand rules; and that for an issuer who
 * is known by a chain of four accreditations alone, each with its status lists. Throws where one does not answer what it should.
 */
export async function worthCases() {
  const world = await sampleWorld();
  const secured = await world.sign(sample);
  const chain = await chainTo(world);
  const accredited = knownByChain(world, chain.anchor);
  const rules = compileRules(agreements(), []);
  const place = { destination: 'TH', purpose: 'employment' } as const;
  const whole = (others: readonly string[], environment: VerificationEnvironment) =>
    verifyWorth(secured, { others, place }, rules, environment);
  // What is compared must do what it says.
  const first = await whole(chain.documents, accredited);
  const statuses = first.others.flatMap(({ status }) => status);
  if (
    first.verdict !== 'accept' ||
    first.accreditation?.chain.length !== 4 ||
    first.recognition?.outcome !== 'automatic' ||
    statuses.length !== 8 ||
    statuses.some(({ set, freshness }) => set !== false || freshness !== 'fresh')
  )
    throw new Error(`The whole verdict is ${first.verdict} ${first.reason}, ${first.recognition?.outcome}`);
  return {
    plain: async () => must((await verifyCredential(secured, {}, world.environment)).verdict),
    rules: async () => must((await whole([], world.environment)).verdict),
    whole: async () => must((await whole(chain.documents, accredited)).verdict),
  };
}

const must = (verdict: string) => {
  if (verdict !== 'accept') throw new Error(`The verdict was ${verdict}`);
};

/** The same world, whose trust list has an authority instead of the issuer. */
function knownByChain({ environment, clock }: World, anchor: string): VerificationEnvironment {
  return {
    ...environment,
    accreditations: accreditationSource({
      fetch: () => Promise.reject(new Error('Nothing is fetched here')),
      now: () => clock,
    }),
    trust: trustRegistry([
      {
        type: 'TrustList',
        id: 'https://verifier.example/trust-list',
        name: 'Trust list of the measurement',
        issued: '2026-11-01T00:00:00Z',
        nextUpdate: '2026-12-01T00:00:00Z',
        sequence: 1,
        institutions: [
          {
            did: anchor,
            names: { en: 'Ministry' },
            country: 'KH',
            actions: ['recognize'],
            validFrom: '2020-01-01T00:00:00Z',
          },
        ],
      },
    ]),
  };
}

/** An authority accredits a board, that an awarding body, that a centre, and that the issuer. */
async function chainTo(world: World) {
  const signers = Array.from({ length: 4 }, didKey);
  const documents = await Promise.all(
    signers.map((by, index) => {
      const [of, action] = [signers[index + 1]?.controller ?? world.did, index === 3 ? 'issue' : 'recognize'];
      return accreditation(world, { by, of, action, lists: `https://status-${index}.example` });
    }),
  );
  return { anchor: signers[0]!.controller, documents };
}

function didKey(): Signer {
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const controller = `did:key:${publicKeyMultibase}`;
  return signerFromKey({ verificationMethod: `${controller}#${publicKeyMultibase}`, controller, privateKey });
}

type Step = { by: Signer; of: string; action: string; lists: string };

async function accreditation({ clock, publish }: World, { by, of, action, lists }: Step): Promise<string> {
  const sign = async (document: object) =>
    JSON.stringify(await signDataIntegrity(await prepareCredential(document), [by], { created: clock }));
  const purposes = ['revocation', 'suspension'];
  for (const statusPurpose of purposes) {
    const id = `${lists}/${statusPurpose}`;
    const encodedList = await encodeBitstring(new Uint8Array(minimumEntries / 8));
    const validFrom = new Date(clock.getTime() - 60_000);
    const list = buildStatusListCredential({
      id,
      issuer: by.controller,
      statusPurpose,
      encodedList,
      ttl: 3_000,
      validFrom,
    });
    publish(id, await sign(list));
  }
  return sign({
    '@context': contexts,
    type: ['VerifiableCredential', 'RecognizedEntityCredential'],
    issuer: { id: by.controller, type: 'RecognizedIssuer' },
    validFrom: '2025-01-01T00:00:00Z',
    validUntil: '2030-01-01T00:00:00Z',
    credentialSubject: {
      id: of,
      type: 'RecognizedEntity',
      legalName: 'Somebody',
      recognizedTo: {
        type: 'RecognizedAction',
        action,
        scope: { type: 'RecognitionScope', occupation: ['isco-08:7112'], country: ['KH'] },
      },
    },
    credentialStatus: purposes.map((statusPurpose) => ({
      id: `${lists}/${statusPurpose}#94567`,
      type: 'BitstringStatusListEntry',
      statusPurpose,
      statusListIndex: '94567',
      statusListCredential: `${lists}/${statusPurpose}`,
    })),
  });
}

/** Ten thousand rules between a hundred countries, of which a few concern the question. */
function agreements(): Agreement[] {
  const letters = 'ABCDEFGHIJ';
  const countries = [
    'KH',
    'TH',
    ...Array.from({ length: 100 }, (_, n) => `${letters[Math.floor(n / 10)]}${letters[n % 10]}`),
  ];
  const rule = (n: number): Rule => ({
    id: `r${n}`,
    mode: n % 3 === 0 ? 'managed' : 'unilateral',
    purposes: ['employment'],
    from: [countries[n % 97]!],
    to: [countries[(n * 7) % 102]!],
    occupations: [{ scheme: 'isco-08', code: String(1000 + ((n * 13) % 9000)) }],
  });
  const sources = [{ url: 'https://example.org/', what: 'all of it' }];
  const rules = Array.from({ length: ruleCount - 1 }, (_, n) => rule(n));
  const own: Rule = {
    id: 'own',
    mode: 'automatic',
    purposes: ['employment'],
    from: ['KH'],
    to: ['TH'],
    occupations: [{ scheme: 'isco-08', code: '7112' }],
  };
  return [
    {
      id: 'all',
      name: 'All of them',
      kind: 'arrangement',
      parties: ['KH', 'TH'],
      evidence: 'read at source',
      sources,
      rules: [...rules, own],
    },
  ];
}
