import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { request } from '../../scripts/http.ts';
import type { Bench } from '../bench.ts';
import { measureLoad, type Target } from '../load.ts';
import { type Case, measure } from '../measure.ts';
import { freePort, startProgram } from '../program.ts';
import type { Section } from '../report.ts';
import { award, holder, sample } from '../sample.ts';

/** Credentials in one request to verify a batch. */
const batch = 100;

/** Both services as they run, asked over 16 connections; each issued credential is on disk before it is answered. */
export async function overHttp({ quick, system }: Bench): Promise<Section[]> {
  const { issuer, verifier, base, headers, achievement } = await system();
  const echoPort = await freePort();
  const echo = await startProgram(fileURLToPath(new URL('../echo.ts', import.meta.url)), echoPort, {
    ...process.env,
    ECHO_PORT: String(echoPort),
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
  });
  try {
    const { did } = await request<{ did: string }>('GET', base);
    const { id: _, credentialStatus: __, ...rest } = sample;
    const document = JSON.stringify({ credential: { ...rest, issuer: { ...sample.issuer, id: did } } });
    const person = JSON.stringify({ holder, award });
    const { verifiableCredential } = await request('POST', `${base}/achievements/${achievement}/credentials`, {
      headers,
      json: { holder, award },
    });
    const toVerify = JSON.stringify({ verifiableCredential });
    const answer = await request('POST', `${verifier.url}/credentials/verify`, { json: { verifiableCredential } });
    if (answer.verdict !== 'accept') throw new Error(`The verifier answered ${JSON.stringify(answer).slice(0, 300)}.`);

    const { pathname } = new URL(base);
    const targets: Target[] = [
      {
        name: 'issue for an achievement, with QR code',
        program: issuer,
        path: `${pathname}/achievements/${achievement}/credentials`,
        headers,
        body: person,
        status: 201,
      },
      {
        name: 'issue a document (VCALM)',
        program: issuer,
        path: `${pathname}/credentials/issue`,
        headers,
        body: document,
        status: 201,
      },
      { name: 'verify (VCALM)', program: verifier, path: '/credentials/verify', body: toVerify, status: 200 },
      {
        name: `verify, ${batch} a request`,
        program: verifier,
        path: '/credentials/verify-batch',
        body: JSON.stringify({ verifiableCredentials: Array(batch).fill(verifiableCredential) }),
        status: 200,
        count: batch,
      },
      { name: 'echo of what is verified', program: echo, path: '/echo', body: toVerify, status: 200 },
    ];
    const loads = await measureLoad(targets, quick ? { rounds: 2, milliseconds: 1000 } : {});
    const [raw] = await measure([rawVerify()], quick ? { rounds: 2, milliseconds: 100 } : {});
    return [
      {
        title: 'Over HTTP, 16 connections, durable storage (fsync on)',
        rows: loads.map(({ name, perSecond, perCpuSecond, p50, p99 }) => ({
          what: name,
          'per second': perSecond,
          'per CPU-second of the server': perCpuSecond,
          '% of raw verify': name.startsWith('verify') ? (100 * perCpuSecond) / raw!.perCpuSecond : undefined,
          'p50 ms': p50,
          'p99 ms': p99,
        })),
        notes: [
          `Ed25519 verify by node:crypto: ${Math.round(raw!.perCpuSecond)} per CPU-second`,
          'whoever asks and the database run on the same machine; their processor time is not counted',
        ],
      },
    ];
  } finally {
    await echo.stop();
  }
}

function rawVerify(): Case {
  const message = new Uint8Array(64);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signature = sign(null, message, privateKey);
  return {
    name: 'raw verify',
    run() {
      for (let times = 0; times < 50; times += 1) if (!verify(null, message, publicKey, signature)) throw new Error();
    },
    count: 50,
  };
}
