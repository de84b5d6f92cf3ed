import { generateKeyPairSync } from 'node:crypto';
import { request } from '../../scripts/http.ts';
import type { Bench } from '../bench.ts';
import { during, type Flow, flowRow } from '../flow.ts';
import { measureLoad } from '../load.ts';
import type { Section } from '../report.ts';
import { award, holder } from '../sample.ts';
import { type Claim, claimCredential, connect } from '../wallet.ts';

const atOnce = 32;
const kinds = { 'dc+sd-jwt': 'skills-sd-jwt', ldp_vc: 'skills-data-integrity' };

/** From the offer that a QR code names to the credential in the wallet, by OID4VCI 1.0: four requests, each claim used once. */
export async function claims({ quick, system }: Bench): Promise<Section[]> {
  const { base, headers, achievement, issuer } = await system();
  const { origin, pathname } = new URL(base);
  const { send, close } = connect(origin, atOnce);
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const path = `${pathname}/achievements/${achievement}/credentials`;
  const body = JSON.stringify({ holder, award });

  /** Awards with claims, made before the clock runs. */
  async function provide(count: number): Promise<Claim[]> {
    const made: Claim[] = [];
    while (made.length < count) {
      const awards = Array.from({ length: Math.min(500, count - made.length) }, async () => {
        const text = await send('POST', path, { body, headers: { 'content-type': 'application/json', ...headers } });
        return JSON.parse(text).verifiableCredential.id as string;
      });
      const asked = { credentialIds: await Promise.all(awards) };
      const { claims } = await request<{ claims: { claim: Claim }[] }>('POST', `${base}/claims`, {
        headers,
        json: asked,
      });
      made.push(...claims.map(({ claim }) => claim));
    }
    return made;
  }

  try {
    const [rounds, milliseconds, perRound] = quick ? [2, 1_500, 600] : [5, 4_000, 2_500];
    const rows = Object.entries(kinds).map(([name, configuration]) => ({ name, configuration, results: [] as Flow[] }));
    for (let round = 0; round <= rounds; round += 1) {
      for (const { configuration, results } of rows) {
        const open = await provide(perRound);
        const next = () => {
          const claim = open.pop();
          return claim && (() => claimCredential(send, pathname, { claim, configuration, key }));
        };
        const result = await during(next, issuer, { milliseconds, atOnce });
        // The first warms up.
        if (round > 0) results.push(result);
      }
    }
    const one = { name: 'issue', program: issuer, path, headers, body, status: 201 };
    const [alone] = await measureLoad([one], quick ? { rounds: 2, milliseconds: 1000 } : { rounds: 3 });
    return [
      {
        title: `Offer to credential by OID4VCI 1.0, ${atOnce} at once, durable storage (fsync on)`,
        rows: [
          ...rows.map(({ name, results }) => flowRow(`${name}, offer by reference, tx_code, proof by jwk`, results)),
          {
            what: 'beside it: issue for an achievement, one request',
            'per second': alone!.perSecond,
            'per CPU-second of the server': alone!.perCpuSecond,
            'p50 ms': alone!.p50,
            'p99 ms': alone!.p99,
          },
        ],
        notes: [
          'a flow is four HTTP requests: offer, token, nonce, credential; the metadata, which a wallet keeps, is not among them',
          'the wallet and the database run on the same machine; their processor time is not counted',
        ],
      },
    ];
  } finally {
    await close();
  }
}
