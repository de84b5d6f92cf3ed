import type { Bench } from '../bench.ts';
import { measure, type Rate } from '../measure.ts';
import type { Section } from '../report.ts';
import { plainSample, sample } from '../sample.ts';
import { startSide } from '../side.ts';

/** Raw signatures, the libraries that others use, and ours, on one credential; ours and theirs in a process each, in turn. */
export async function inProcess({ quick }: Bench): Promise<Section[]> {
  const file = new URL('./in-process-cases.ts', import.meta.url);
  const sides = await Promise.all([startSide(file, 'ours'), startSide(file, 'peers')]);
  try {
    const rates = await measure(
      sides.flatMap(({ cases }) => cases),
      quick ? { rounds: 3, milliseconds: 100 } : { rounds: 15, milliseconds: 200 },
    );
    return tables(rates, Buffer.byteLength(JSON.stringify(plainSample)), Buffer.byteLength(JSON.stringify(sample)));
  } finally {
    for (const side of sides) side.stop();
  }
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
    row('Ed25519 sign, by libsodium as ours is', 'our Ed25519 sign', 'Ed25519 sign'),
    row('@digitalbazaar/vc issue', `${name}: stock issue`, 'Ed25519 sign'),
    row('our issue: checks, signature, JSON out', `${name}: issue`, 'Ed25519 sign', `${name}: stock issue`),
    row('our issue from a template', `${name}: template`, 'Ed25519 sign', `${name}: stock issue`),
    row('Ed25519 verify, node:crypto', 'Ed25519 verify', 'Ed25519 verify'),
    row('Ed25519 verify, by libsodium as ours is', 'our Ed25519 verify', 'Ed25519 verify'),
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
      title: 'Canonical N-Quads of the two (RDFC-1.0)',
      rows: [
        row('jsonld.canonize, an id at every node', 'plain: stock canonical'),
        row('ours', 'plain: canonical', undefined, 'plain: stock canonical'),
        row('jsonld.canonize, five blank nodes', 'whole: stock canonical'),
        row('ours', 'whole: canonical', undefined, 'whole: stock canonical'),
      ],
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
