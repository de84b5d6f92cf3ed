// The cases of one side, ours or the peers', in a process of its own.
import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { verificationMethodFor } from '@symbolon/dids';
import { canonicalizerFor } from '@symbolon/rdfc';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import {
  createProof,
  credentialTemplates,
  type PreparedCredential,
  prepareCredential,
  type Signer,
} from '@symbolon/securing/sign';
import { verifyDataIntegrity, verifySignature } from '@symbolon/securing/verify';
import { verifyCredential } from '@symbolon/verification';
import type { Case } from '../measure.ts';
import { providePeers } from '../peers/install.ts';
import { stockPeer } from '../peers/stock.ts';
import { badgesOf, verifierCorePeer } from '../peers/verifier-core.ts';
import { another, plainSample, sample, sampleWorld } from '../sample.ts';
import { serveCases } from '../side.ts';

const samples = () => Object.entries({ plain: plainSample, whole: sample });

async function ownCases(): Promise<Case[]> {
  const world = await sampleWorld();
  const { environment, clock, signer } = world;
  const badges = await badgesOf(sample);
  world.publish(badges.list.url, badges.list.text);
  badges.stop();
  const verified = async (text: string) => must((await verifyCredential(text, {}, environment)).verified);
  const cases: Case[] = [...rawCases('Ed25519'), ...rawCases('P-256'), ...libraryCases(signer)];
  for (const [name, credential] of samples()) {
    const secured = await world.sign(credential);
    cases.push(
      {
        name: `${name}: canonical`,
        // V8 puts a text together when somebody reads it.
        run: async () => (await canonicalizerFor().canonicalize(credential, 'SHA-256')).charCodeAt(0),
      },
      { name: `${name}: issue`, run: () => issue(credential, signer, clock) },
      { name: `${name}: template`, run: await fromTemplate(credential, signer, clock) },
      {
        name: `${name}: verify`,
        run: async () => must((await verifyCredential(secured, {}, environment)).verdict === 'accept'),
      },
      { name: `${name}: proof`, run: await proofOf(secured, world) },
    );
  }
  const p256 = p256Signer();
  const document = { ...plainSample, issuer: p256.controller };
  const text = await issue(document, p256, clock);
  return [
    ...cases,
    { name: 'P-256: issue', run: () => issue(document, p256, clock) },
    { name: 'P-256: proof', run: await proofOf(text, world) },
    { name: 'our badge', run: () => verified(badges.plain) },
    { name: 'our status', run: () => verified(badges.withStatus) },
  ];
}

async function peerCases(): Promise<Case[]> {
  const world = await sampleWorld();
  const peers = providePeers();
  const stock = await stockPeer(peers, world);
  const badges = await badgesOf(sample);
  const core = await verifierCorePeer(peers, badges.plain);
  const cases: Case[] = [];
  for (const [name, credential] of samples()) {
    const secured = await world.sign(credential);
    // What is compared must do the same: each side's credential has to verify on the other side.
    must(await stock.verify(await issue(credential, world.signer, world.clock)));
    must((await verifyCredential(await stock.issue(credential), {}, world.environment)).verdict === 'accept');
    must((await stock.canonize(credential)) === (await canonicalizerFor().canonicalize(credential, 'SHA-256')));
    cases.push(
      { name: `${name}: stock canonical`, run: () => stock.canonize(credential) },
      { name: `${name}: stock issue`, run: () => stock.issue(credential) },
      { name: `${name}: stock verify`, run: async () => must(await stock.verify(secured)) },
    );
  }
  return [
    ...cases,
    { name: 'core badge', run: async () => must(await core.verify(badges.plain)) },
    { name: 'core status', run: async () => must(await core.verifyWithStatus(badges.withStatus)) },
  ];
}

async function issue(credential: object, signer: Signer, created: Date): Promise<string> {
  const prepared = await prepareCredential(credential);
  return withProof(prepared, await createProof(prepared, signer, { created }));
}

const withProof = ({ text }: PreparedCredential, proof: object) =>
  `${text.slice(0, -1)},"proof":[${JSON.stringify(proof)}]}`;

/** Issues to five hundred holders in turn, from a template that has been learnt. */
async function fromTemplate(credential: typeof plainSample | typeof sample, signer: Signer, created: Date) {
  const templates = credentialTemplates();
  const documents = Array.from({ length: 500 }, (_, number) => another(credential, number));
  for (const document of documents) await templates.prepare(document, 'sample');
  let next = 0;
  return async () => {
    next = (next + 1) % documents.length;
    const prepared = templates.prepare(documents[next]!, 'sample');
    if (prepared instanceof Promise) throw new Error('A document did not come from the template.');
    return withProof(prepared, await createProof(prepared, signer, { created }));
  };
}

async function proofOf(secured: string, { environment, clock }: Awaited<ReturnType<typeof sampleWorld>>) {
  const verificationMethod = (didUrl: string, purpose: 'assertionMethod' | 'authentication') =>
    verificationMethodFor(environment.dids, didUrl, purpose);
  const options = { verificationMethod, purpose: 'assertionMethod' as const, now: clock };
  return async () => must((await verifyDataIntegrity(secured, options)).verified);
}

function p256Signer(): Signer {
  const { publicKeyMultibase, privateKey } = generateKey('P-256');
  const controller = `did:key:${publicKeyMultibase}`;
  return signerFromKey({ verificationMethod: `${controller}#${publicKeyMultibase}`, controller, privateKey });
}

/** The signature itself, over the 64 bytes that a proof signs. */
function rawCases(algorithm: 'Ed25519' | 'P-256'): Case[] {
  const isEd25519 = algorithm === 'Ed25519';
  const pair = isEd25519 ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const digest = isEd25519 ? null : 'sha256';
  const keyOf = (key: KeyObject) => (isEd25519 ? key : ({ key, dsaEncoding: 'ieee-p1363' } as const));
  const message = new Uint8Array(64);
  const signature = sign(digest, message, keyOf(pair.privateKey));
  return [
    { name: `${algorithm} sign`, run: many(50, () => sign(digest, message, keyOf(pair.privateKey))), count: 50 },
    {
      name: `${algorithm} verify`,
      run: many(50, () => must(verify(digest, message, keyOf(pair.publicKey), signature))),
      count: 50,
    },
  ];
}

/** The same by the library that signs and verifies here. */
function libraryCases(signer: Signer): Case[] {
  const message = new Uint8Array(64);
  return [
    { name: 'our Ed25519 sign', run: many(50, () => signer.sign(message)), count: 50 },
    {
      name: 'our Ed25519 verify',
      run: async () => {
        const signature = await signer.sign(message);
        for (let index = 0; index < 500; index++) must(await verifySignature(signer, message, signature));
      },
      count: 500,
    },
  ];
}

function must(holds: boolean): void {
  if (!holds) throw new Error('A measured verification did not give the answer that it must.');
}

const many = (count: number, run: () => unknown) => () => {
  for (let index = 0; index < count; index += 1) run();
};

const [side] = process.argv.slice(2);
await serveCases(side === 'peers' ? await peerCases() : await ownCases());
