import { createPrivateKey } from 'node:crypto';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { signPresentation } from '@symbolon/securing/sign';
import { request } from '../../scripts/http.ts';
import type { Bench } from '../bench.ts';
import { during, type Flow, flowRow } from '../flow.ts';
import { measureLoad } from '../load.ts';
import type { Section } from '../report.ts';
import { award, holder } from '../sample.ts';
import { type Claim, claimCredential, connect, presentSdJwt } from '../wallet.ts';

const atOnce = 32;

type Made = { id: string; token: string; links: { openid4vp: { decentralized_identifier: string } } };
type Asked = { nonce: string; client_id: string };

/** From the employer's request to the verdict that the employer reads: four requests, two signatures made and four verified. */
export async function presentations({ quick, system }: Bench): Promise<Section[]> {
  const { base, headers, achievement, asking } = await system();
  const verifier = await asking();
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const controller = `did:key:${publicKeyMultibase}`;
  const signer = signerFromKey({ verificationMethod: `${controller}#${publicKeyMultibase}`, controller, privateKey });
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  const { verifiableCredential } = await request<{ verifiableCredential: { id: string } }>(
    'POST',
    `${base}/achievements/${achievement}/credentials`,
    { headers, json: { holder: { ...holder, id: controller }, award } },
  );
  const claimAt = `${base}/credentials/${encodeURIComponent(verifiableCredential.id)}/claim`;
  const claim = await request<Claim>('POST', claimAt, { headers, json: {} });
  const { origin, pathname } = new URL(base);
  const issuer = connect(origin, 1);
  const sdJwt = await claimCredential(issuer.send, pathname, { claim, configuration: 'skills-sd-jwt', key });
  await issuer.close();

  const present: Record<string, (asked: Asked) => unknown> = {
    ldp_vc: ({ nonce, client_id }) => {
      const presentation = {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiablePresentation'],
        holder: controller,
        verifiableCredential: [verifiableCredential],
      };
      return signPresentation(presentation, signer, { created: new Date(), challenge: nonce, domain: client_id });
    },
    dc_sd_jwt: ({ nonce, client_id }) => presentSdJwt(String(sdJwt), key, { nonce, aud: client_id }),
  };
  const { send, close } = connect(verifier.url, atOnce);
  const json = { 'content-type': 'application/json' };
  const ask = JSON.stringify({ asked: { alignments: ['http://data.europa.eu/esco/isco/C7112'] } });

  async function flow(form: string): Promise<void> {
    const made: Made = JSON.parse(await send('POST', '/presentation-requests', { body: ask, headers: json }));
    const link = new URL(made.links.openid4vp.decentralized_identifier).searchParams.get('request_uri')!;
    const jwt = await send('GET', new URL(link).pathname);
    const asked = JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString());
    const vp_token = JSON.stringify({ [form]: [await present[form]!(asked)] });
    const body = new URLSearchParams({ state: asked.state, vp_token }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await send('POST', new URL(asked.response_uri).pathname, { body, headers });
    const authorization = `Bearer ${made.token}`;
    const { answer } = JSON.parse(
      await send('GET', `/presentation-requests/${made.id}`, { headers: { authorization } }),
    );
    if (answer?.verdict !== 'accept') throw new Error(`The verifier answered ${JSON.stringify(answer).slice(0, 300)}.`);
  }

  try {
    const rows = Object.keys(present).map((form) => ({ form, results: [] as Flow[] }));
    for (let round = 0; round <= (quick ? 2 : 5); round += 1) {
      for (const { form, results } of rows) {
        const how = { milliseconds: quick ? 1_500 : 4_000, atOnce };
        const result = await during(() => () => flow(form), verifier, how);
        // The first warms up.
        if (round > 0) results.push(result);
      }
    }
    const body = JSON.stringify({ verifiableCredential });
    const one = { name: 'verify', program: verifier, path: '/credentials/verify', body, status: 200 };
    const [alone] = await measureLoad([one], quick ? { rounds: 2, milliseconds: 1000 } : { rounds: 3 });
    return [
      {
        title: `Request to verdict by OpenID4VP 1.0, ${atOnce} at once, durable storage (fsync on)`,
        rows: [
          ...rows.map(({ form, results }) => flowRow(`${form}, request by did:web, direct_post`, results)),
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
    await close();
    await verifier.stop();
  }
}
