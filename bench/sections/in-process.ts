import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { verificationMethodFor } from '@symbolon/dids';
import { prepareCredential, signDataIntegrity } from '@symbolon/securing/sign';
import { verifyDataIntegrity } from '@symbolon/securing/verify';
import { verifyCredential } from '@symbolon/verification';
import type { Bench } from '../bench.ts';
import { type Case, measure } from '../measure.ts';
import { providePeers } from '../peers/install.ts';
import { stockPeer } from '../peers/stock.ts';
import { badgeOf, verifierCorePeer } from '../peers/verifier-core.ts';
import type { Section } from '../report.ts';
import { sample, sampleWorld } from '../sample.ts';

/** Raw signatures, the libraries that others use, and ours, on one credential in one process, in turn. */
export async function inProcess({ quick }: Bench): Promise<Section[]> {
  const world = await sampleWorld();
  const { signer, environment, clock } = world;
  const peers = providePeers();
  const stock = await stockPeer(peers, world);

  const secured = await world.sign(sample);
  const badge = JSON.stringify(await badgeOf(sample));
  const core = await verifierCorePeer(peers, badge);
  const verificationMethod = (didUrl: string, purpose: 'assertionMethod' | 'authentication') =>
    verificationMethodFor(environment.dids, didUrl, purpose);
  const securing = { verificationMethod, purpose: 'assertionMethod' as const, now: clock };
  const ours = {
    issue: async () =>
      JSON.stringify(await signDataIntegrity(await prepareCredential(sample), [signer], { created: clock })),
    secure: async () => must((await verifyDataIntegrity(secured, securing)).verified),
    verify: async () => must((await verifyCredential(secured, {}, environment)).verdict === 'accept'),
    verifyBadge: async () => must((await verifyCredential(badge, {}, environment)).verified),
  };
  // What is compared must do the same: each side's credential has to verify on the other side.
  must(await stock.verify(await ours.issue()));
  must((await verifyCredential(await stock.issue(sample), {}, environment)).verdict === 'accept');

  const message = new Uint8Array(64);
  const pair = generateKeyPairSync('ed25519');
  const signature = sign(null, message, pair.privateKey);
  const cases: Case[] = [
    { name: 'raw sign', run: many(50, () => sign(null, message, pair.privateKey)), count: 50 },
    { name: 'raw verify', run: many(50, () => must(verify(null, message, pair.publicKey, signature))), count: 50 },
    { name: 'stock issue', run: () => stock.issue(sample) },
    { name: 'stock verify', run: async () => must(await stock.verify(secured)) },
    { name: 'our issue', run: ours.issue },
    { name: 'our verify', run: ours.verify },
    { name: 'our proof', run: ours.secure },
    { name: 'core badge', run: async () => must(await core.verify(badge)) },
    { name: 'our badge', run: ours.verifyBadge },
  ];
  const rates = await measure(cases, quick ? { rounds: 3, milliseconds: 150 } : { rounds: 9, milliseconds: 300 });
  const of = (name: string) => rates.find((rate) => rate.name === name)!;
  const row = (what: string, name: string, raw: string, peer?: string) => {
    const { perCpuSecond, spread } = of(name);
    return {
      what,
      'per CPU-second': perCpuSecond,
      lowest: spread[0],
      highest: spread[1],
      '% of the raw signature': (100 * perCpuSecond) / of(raw).perCpuSecond,
      'times the peer': peer ? perCpuSecond / of(peer).perCpuSecond : undefined,
    };
  };
  const size = `${(secured.length / 1000).toFixed(1)} kB`;
  return [
    {
      title: `One credential (${size} of JSON) in one process, Ed25519, eddsa-rdfc-2022`,
      rows: [
        row('Ed25519 sign, node:crypto', 'raw sign', 'raw sign'),
        row('@digitalbazaar/vc issue', 'stock issue', 'raw sign'),
        row('our issue: checks, signature, JSON out', 'our issue', 'raw sign', 'stock issue'),
        row('Ed25519 verify, node:crypto', 'raw verify', 'raw verify'),
        row('@digitalbazaar/vc verify, status not looked at', 'stock verify', 'raw verify'),
        row('our verify: all checks, key and status list at hand', 'our verify', 'raw verify', 'stock verify'),
        row('our verify: the proof alone', 'our proof', 'raw verify', 'stock verify'),
        row('verifier-core verify, a badge without status', 'core badge', 'raw verify'),
        row('our verify of the same badge', 'our badge', 'raw verify', 'core badge'),
      ],
      notes: ['JSON text goes in where something is verified; the badge is the credential without our own context'],
    },
  ];
}

function must(holds: boolean): void {
  if (!holds) throw new Error('A measured verification did not give the answer that it must.');
}

const many = (count: number, run: () => unknown) => () => {
  for (let index = 0; index < count; index += 1) run();
};
