// `npm run profile -- verify`: where a microsecond goes. One of: issue, template, verify, whole, proof.
import { Session } from 'node:inspector/promises';
import { verificationMethodFor } from '@symbolon/dids';
import { createProof, credentialTemplates, prepareCredential } from '@symbolon/securing/sign';
import { verifyDataIntegrity } from '@symbolon/securing/verify';
import { verifyCredential } from '@symbolon/verification';
import { tableOf } from './report.ts';
import { another, sample, sampleWorld } from './sample.ts';
import { worthCases } from './worth.ts';

const { signer, environment, clock, sign } = await sampleWorld();
const secured = await sign(sample);
const options = {
  verificationMethod: (didUrl: string, purpose: 'assertionMethod' | 'authentication') =>
    verificationMethodFor(environment.dids, didUrl, purpose),
  purpose: 'assertionMethod' as const,
  now: clock,
};
const templates = credentialTemplates();
const holders = Array.from({ length: 500 }, (_, number) => another(sample, number));
let next = 0;

async function issue(prepared: Awaited<ReturnType<typeof prepareCredential>>) {
  const proof = JSON.stringify(await createProof(prepared, signer, { created: clock }));
  return `${prepared.text.slice(0, -1)},"proof":[${proof}]}`;
}

const profiled: Record<string, () => unknown> = {
  issue: async () => issue(await prepareCredential(sample)),
  template: async () => issue(await templates.prepare(holders[next++ % holders.length]!, 'sample')),
  verify: () => verifyCredential(secured, {}, environment),
  whole: (await worthCases()).whole,
  proof: () => verifyDataIntegrity(secured, options),
};

const name = process.argv[2] ?? 'verify';
const run = profiled[name];
if (!run) {
  console.error(`There is no "${name}". There are: ${Object.keys(profiled).join(', ')}.`);
  process.exit(1);
}

const times = 8_000;
for (let count = 0; count < times / 2; count++) await run();
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 100 });
await session.post('Profiler.start');
const before = process.cpuUsage();
for (let count = 0; count < times; count++) await run();
const { user, system } = process.cpuUsage(before);
const { profile } = await session.post('Profiler.stop');
const each = (user + system) / times;

/** What a line of a profile is part of, by its file or, for what the platform does, by its name; the first that fits. */
const rooms: [what: string, fits: RegExp][] = [
  // Functions of an addon go by the name of the nearest one that it exports.
  ['the signature itself', /^run |^SignJob |^(sign|verify)OneShot |crypto\/sig|ed25519-node|^extension_pbkdf2/],
  ['SHA-256 (OpenSSL)', /^oneShotDigest |^hash .*internal\/crypto|hash-node/],
  ['text to UTF-8', /^ucs2Write |^transcode |^utf8Write|internal\/buffer|node:buffer/],
  ['garbage collection', /garbage collector/],
  ['reading JSON, limits', /^parse |primitives\/(limits|json)/],
  ['canonical N-Quads: the walk', /packages\/rdfc/],
  ['canonical N-Quads: jsonld, rdf-canonize', /node_modules\/(\.pnpm\/)?(jsonld|rdf-canonize)/],
  ['templates', /sign\/template/],
  ['checks: schemas, contexts, dates', /packages\/credential|json-ld-rules/],
  ['proofs', /packages\/securing/],
  ['keys, status, issuer, verdict', /packages\/(verification|dids|status-list|problem)/],
  ['base58', /scure/],
];
const hits = new Map<number, number>();
for (const sample of profile.samples ?? []) hits.set(sample, (hits.get(sample) ?? 0) + 1);
const total = profile.samples?.length ?? 1;
const shares = new Map<string, number>();
const lines = new Map<string, number>();
for (const { id, callFrame } of profile.nodes) {
  const count = hits.get(id) ?? 0;
  const line = `${callFrame.functionName || '(anonymous)'} ${callFrame.url}`;
  const room = rooms.find(([, fits]) => fits.test(line))?.[0] ?? 'all else, of it the loop and JSON.stringify';
  shares.set(room, (shares.get(room) ?? 0) + count);
  const short = `${callFrame.functionName || '(anonymous)'} ${callFrame.url.split('/').slice(-2).join('/')}`;
  lines.set(short, (lines.get(short) ?? 0) + count);
}
const rows = (of: Map<string, number>, most: number) =>
  [...of]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([what, count]) => ({ what, '%': (100 * count) / total, microseconds: (each * count) / total }));
console.log(`${name}: ${each.toFixed(0)} µs of processor time each`);
console.log(`\n${tableOf({ title: 'By what it is for', rows: rows(shares, 20) })}`);
console.log(`\n${tableOf({ title: 'Top lines', rows: rows(lines, 15) })}`);
