import { randomInt } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { type KeyAlgorithm, prepareCredential, type Signer, signDataIntegrity } from '@symbolon/securing/sign';
import type { JsonObject } from '@symbolon/securing/verify';
import { buildStatusListCredential, encodeBitstring, minimumEntries, parseStatusEntry } from '@symbolon/status-list';
import { nameInlineContexts } from './contexts.ts';

/** The suites under test and the keys that they sign with; the names stand in the routes. */
const suites = [
  ['eddsa-rdfc-2022', 'Ed25519'],
  ['ecdsa-rdfc-2019-p256', 'P-256'],
  ['ecdsa-rdfc-2019-p384', 'P-384'],
] as const satisfies [string, KeyAlgorithm][];

const version1 = 'https://www.w3.org/2018/credentials/v1';
const version2 = 'https://www.w3.org/ns/credentials/v2';
const proofContext = 'https://w3id.org/security/data-integrity/v2';

/** Gives a signer for each suite with a key that nobody keeps. */
export function throwAwaySigners(): Map<string, Signer> {
  return new Map(
    suites.map(([suite, algorithm]) => {
      const { publicKeyMultibase, privateKey } = generateKey(algorithm);
      const controller = `did:key:${publicKeyMultibase}`;
      return [
        suite,
        signerFromKey({ verificationMethod: `${controller}#${publicKeyMultibase}`, controller, privateKey }),
      ];
    }),
  );
}

/** Signs whatever is a well-formed credential. Throws a Problem 400 for what is not. */
export async function issue(
  credential: JsonObject,
  signer: Signer,
  listBase: string,
  created: Date,
): Promise<JsonObject> {
  const completed = withStatus(withProofContext(credential), listBase);
  const { document, contexts } = nameInlineContexts(completed);
  const prepared = await prepareCredential(document, contexts);
  const errors = malformedStatus(document);
  if (errors.length > 0) throw new Problem(400, 'The status of the credential is not well formed', { errors });
  const { proof } = await signDataIntegrity(prepared, [signer], { created });
  return { ...completed, proof };
}

/** Gives what is wrong with status entries of a known type (Bitstring Status List §3: MALFORMED_VALUE_ERROR). */
export function malformedStatus({ credentialStatus }: JsonObject) {
  if (credentialStatus === undefined) return [];
  const { problems } = parseStatusEntry(credentialStatus);
  return problems
    .filter(({ code }) => code !== 'UNSUPPORTED')
    .map((problem) => ({ ...problem, detail: problem.detail ?? problem.title }));
}

/** In VCDM 1.1 a proof needs a context of its own (Data Integrity §2.4.1). */
function withProofContext(credential: JsonObject): JsonObject {
  const contexts = credential['@context'];
  if (!Array.isArray(contexts) || contexts[0] !== version1 || contexts.includes(proofContext)) return credential;
  return { ...credential, '@context': [...contexts, proofContext] };
}

/** The suite for status lists asks for a credential without a status and expects one in what is issued. */
function withStatus(credential: JsonObject, listBase: string): JsonObject {
  const contexts = [credential['@context']].flat();
  if (credential.credentialStatus !== undefined || contexts[0] !== version2) return credential;
  const statusListCredential = `${listBase}/revocation`;
  const statusListIndex = String(randomInt(1, minimumEntries));
  const entry = {
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex,
    statusListCredential,
  };
  return { ...credential, credentialStatus: { id: `${statusListCredential}#${statusListIndex}`, ...entry } };
}

/** Gives the list that issued credentials point to: nothing is ever revoked here. */
export async function statusList(signer: Signer, listBase: string, now: Date): Promise<JsonObject> {
  const list = buildStatusListCredential({
    id: `${listBase}/revocation`,
    issuer: signer.controller,
    statusPurpose: 'revocation',
    encodedList: await encodeBitstring(new Uint8Array(minimumEntries / 8)),
    ttl: 3_000,
    validFrom: new Date(now.getTime() - 60_000),
  });
  return signDataIntegrity(await prepareCredential(list), [signer], { created: now });
}
