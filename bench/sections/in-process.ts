import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { verificationMethodFor } from '@symbolon/dids';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import {
  createProof,
  credentialTemplates,
  type PreparedCredential,
  prepareCredential,
  type Signer,
} from '@symbolon/securing/sign';
import { verifyDataIntegrity } from '@symbolon/securing/verify';
import { verifyCredential } from '@symbolon/verification';
import type { Bench } from '../bench.ts';
import { type Case, measure, type Rate } from '../measure.ts';
import { providePeers } from '../peers/install.ts';
import { stockPeer } from '../peers/stock.ts';
import { badgesOf, verifierCorePeer } from '../peers/verifier-core.ts';
import type { Section } from '../report.ts';
import { another, plainSample, sample, sampleWorld } from '../sample.ts';

/** Raw signatures, the libraries that others use, and ours, on one credential in one process, in turn. */
export async function inProcess({ quick }: Bench): Promise<Section[]> {
  const world = await sampleWorld();
  const { environment, clock } = world;
  const peers = providePeers();
  const stock = await stockPeer(peers, world);
  const badges = await badgesOf(sample);
  const core = await verifierCorePeer(peers, badges.plain);
  const verified = async (text: string) => must((await verifyCredential(text, {}, environment)).verified);

  const cases: Case[] = [...rawCases('Ed25519'), ...rawCases('P-256')];
  for (const [name, credential] of Object.entries({ plain: plainSample, whole: sample })) {
    const secured = await world.sign(credential);
    // What is compared must do the same: each side's credential has to verify on the other side.
    must(await stock.verify(await issue(credential, world.signer, clock)));
    must((await verifyCredential(await stock.issue(credential), {}, environment)).verdict === 'accept');
    cases.push(
      { name: `${name}: stock issue`, run: () => stock.issue(credential) },
      { name: `${name}: stock verify`, run: async () => must(await stock.verify(secured)) },
      { name: `${name}: issue`, run: () => issue(credential, world.signer, clock) },
      { name: `${name}: template`, run: await fromTemplate(credential, world.signer, clock) },
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
  cases.push(
    { name: 'P-256: issue', run: () => issue(document, p256, clock) },
    { name: 'P-256: proof', run: await proofOf(text, world) },
    { name: 'core badge', run: async () => must(await core.verify(badges.plain)) },
    { name: 'our badge', run: () => verified(badges.plain) },
    { name: 'core status', run: async () => must(await core.verifyWithStatus(badges.withStatus)) },
    { name: 'our status', run: async () => verified(badges.withStatus) },
  );
  world.publish(badges.list.url, badges.list.text);
  try {
    const rates = await measure(cases, quick ? { rounds: 3, milliseconds: 100 } : { rounds: 9, milliseconds: 250 });
    return tables(rates, Buffer.byteLength(JSON.stringify(plainSample)), Buffer.byteLength(JSON.stringify(sample)));
  } finally {
    badges.stop();
  }
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

function tables(rates: Rate[], plainSize: number, wholeSize: number): Section[] {
  const of = (name: string) => rates.find((rate) => rate.name === name)!;
  const row = (what: string, name: string, raw?: string, peer?: string) => {
    const { perCpuSecond, spread } = of(name);
    return {
      what,
      'per CPU-second': perCpuSecond,
      lowest: spread[0],
      highest: spread[1],
      '% of the raw signature': raw ? (100 * perCpuSecond) / of(raw).perCpuSecond : undefined,
      'times the peer': peer ? perCpuSecond / of(peer).perCpuSecond : undefined,
    };
  };
  const both = (name: string) => [
    row('Ed25519 sign, node:crypto', 'Ed25519 sign', 'Ed25519 sign'),
    row('@digitalbazaar/vc issue', `${name}: stock issue`, 'Ed25519 sign'),
    row('our issue: checks, signature, JSON out', `${name}: issue`, 'Ed25519 sign', `${name}: stock issue`),
    row('our issue from a template', `${name}: template`, 'Ed25519 sign', `${name}: stock issue`),
    row('Ed25519 verify, node:crypto', 'Ed25519 verify', 'Ed25519 verify'),
    row('@digitalbazaar/vc verify, status not looked at', `${name}: stock verify`, 'Ed25519 verify'),
    row(
      'our verify: all checks, key and status list at hand',
      `${name}: verify`,
      'Ed25519 verify',
      `${name}: stock verify`,
    ),
    row('our verify: the proof alone', `${name}: proof`, 'Ed25519 verify', `${name}: stock verify`),
  ];
  const kB = (size: number) => `${(size / 1000).toFixed(1)} kB`;
  return [
    {
      title: `One credential (${kB(plainSize)}, an id at every node, status) in one process, Ed25519, eddsa-rdfc-2022`,
      rows: both('plain'),
    },
    {
      title: `The certificate of the issuing service (${kB(wholeSize)}, five blank nodes, Khmer letters), likewise`,
      rows: both('whole'),
      notes: ['JSON text goes in where something is verified'],
    },
    {
      title: 'The same credential with P-256, ecdsa-rdfc-2019',
      rows: [
        row('P-256 sign, node:crypto', 'P-256 sign', 'P-256 sign'),
        row('our issue', 'P-256: issue', 'P-256 sign'),
        row('P-256 verify, node:crypto', 'P-256 verify', 'P-256 verify'),
        row('our verify: the proof alone', 'P-256: proof', 'P-256 verify'),
      ],
    },
    {
      title: 'A badge beside the verifier-core of the Digital Credentials Consortium',
      rows: [
        row('verifier-core, a badge without status', 'core badge'),
        row('our verify of the same badge', 'our badge', 'Ed25519 verify', 'core badge'),
        row('verifier-core, its status list on loopback', 'core status'),
        row(
          'our verify of the same badge, the list kept for its time to live',
          'our status',
          'Ed25519 verify',
          'core status',
        ),
      ],
      notes: [
        'the badge is the certificate without our own context',
        'verifier-core fetches and verifies the list on every call; the work of the host is not counted',
      ],
    },
  ];
}

function must(holds: boolean): void {
  if (!holds) throw new Error('A measured verification did not give the answer that it must.');
}

const many = (count: number, run: () => unknown) => () => {
  for (let index = 0; index < count; index += 1) run();
};
