import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { signPresentation } from '@symbolon/securing/sign';
import { Pool } from 'undici';
import { request } from '../../scripts/http.ts';
import type { Bench } from '../bench.ts';
import { measureLoad } from '../load.ts';
import { median } from '../measure.ts';
import type { Program } from '../program.ts';
import type { Section } from '../report.ts';
import { award, holder } from '../sample.ts';

const atOnce = 32;

type Made = { id: string; token: string; links: { openid4vp: { decentralized_identifier: string } } };
type Flow = { perSecond: number; perCpuSecond: number; waits: number[] };

/** From the employer's request to the verdict that the employer reads: four requests, two signatures made and four verified. */
export async function presentations({ quick, system }: Bench): Promise<Section[]> {
  const { base, headers, achievement, asking } = await system();
  const verifier = await asking();
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const controller = `did:key:${publicKeyMultibase}`;
  const signer = signerFromKey({ verificationMethod: `${controller}#${publicKeyMultibase}`, controller, privateKey });
  const { verifiableCredential } = await request('POST', `${base}/achievements/${achievement}/credentials`, {
    headers,
    json: { holder: { ...holder, id: controller }, award },
  });
  const pool = new Pool(verifier.url, { connections: atOnce });
  const send = async (
    method: 'GET' | 'POST',
    path: string,
    more: { body?: string; headers?: Record<string, string> } = {},
  ) => {
    const answer = await pool.request({ method, path, ...more });
    const text = await answer.body.text();
    if (answer.statusCode >= 400)
      throw new Error(`${path} was answered by ${answer.statusCode}: ${text.slice(0, 300)}`);
    return text;
  };
  const json = { 'content-type': 'application/json' };
  const ask = JSON.stringify({ asked: { alignments: ['http://data.europa.eu/esco/isco/C7112'] } });

  async function flow(): Promise<number> {
    const began = performance.now();
    const made: Made = JSON.parse(await send('POST', '/presentation-requests', { body: ask, headers: json }));
    const link = new URL(made.links.openid4vp.decentralized_identifier).searchParams.get('request_uri')!;
    const jwt = await send('GET', new URL(link).pathname);
    const { nonce, state, client_id, response_uri } = JSON.parse(
      Buffer.from(jwt.split('.')[1]!, 'base64url').toString(),
    );
    const presentation = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiablePresentation'],
      holder: controller,
      verifiableCredential: [verifiableCredential],
    };
    const bound = { created: new Date(), challenge: nonce, domain: client_id };
    const vp_token = JSON.stringify({ ldp_vc: [await signPresentation(presentation, signer, bound)] });
    const body = new URLSearchParams({ state, vp_token }).toString();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await send('POST', new URL(response_uri).pathname, { body, headers: form });
    const authorization = `Bearer ${made.token}`;
    const { answer } = JSON.parse(
      await send('GET', `/presentation-requests/${made.id}`, { headers: { authorization } }),
    );
    if (answer?.verdict !== 'accept') throw new Error(`The verifier answered ${JSON.stringify(answer).slice(0, 300)}.`);
    return performance.now() - began;
  }

  try {
    const rounds: Flow[] = [];
    for (let round = 0; round <= (quick ? 2 : 5); round += 1) {
      const result = await during(flow, verifier, quick ? 1_500 : 4_000);
      // The first warms up.
      if (round > 0) rounds.push(result);
    }
    const body = JSON.stringify({ verifiableCredential });
    const one = { name: 'verify', program: verifier, path: '/credentials/verify', body, status: 200 };
    const [alone] = await measureLoad([one], quick ? { rounds: 2, milliseconds: 1000 } : { rounds: 3 });
    const waits = rounds.flatMap((each) => each.waits).sort((a, b) => a - b);
    return [
      {
        title: `Request to verdict by OpenID4VP 1.0, ${atOnce} at once, durable storage (fsync on)`,
        rows: [
          {
            what: 'ldp_vc, request by did:web, direct_post',
            'per second': median(rounds.map((each) => each.perSecond)),
            'per CPU-second of the server': median(rounds.map((each) => each.perCpuSecond)),
            'p50 ms': waits[Math.floor(waits.length * 0.5)],
            'p99 ms': waits[Math.floor(waits.length * 0.99)],
          },
          {
            what: 'beside it: POST /credentials/verify, one request',
            'per second': alone!.perSecond,
            'per CPU-second of the server': alone!.perCpuSecond,
            'p50 ms': alone!.p50,
            'p99 ms': alone!.p99,
          },
        ],
        notes: [
          'a flow is four HTTP requests: asked, request object, response, answer; two of them write to the disk',
          'the wallet and the database run on the same machine; their processor time is not counted',
        ],
      },
    ];
  } finally {
    await pool.close();
    await verifier.stop();
  }
}

async function during(flow: () => Promise<number>, program: Program, milliseconds: number): Promise<Flow> {
  const waits: number[] = [];
  const cpuBefore = await program.cpuSeconds();
  const before = performance.now();
  const again = async () => {
    while (performance.now() - before < milliseconds) waits.push(await flow());
  };
  await Promise.all(Array.from({ length: atOnce }, again));
  const seconds = (performance.now() - before) / 1000;
  const cpuSeconds = (await program.cpuSeconds()) - cpuBefore;
  return { perSecond: waits.length / seconds, perCpuSecond: waits.length / cpuSeconds, waits };
}
