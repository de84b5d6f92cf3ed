import { openPool } from '@symbolon/postgres';
import { request } from '../../scripts/http.ts';
import type { Bench } from '../bench.ts';
import { measureLoad, type Target } from '../load.ts';
import { median } from '../measure.ts';
import { bytesPerRow, idsInOneList, multiplyCredentials } from '../multiply.ts';
import type { Program } from '../program.ts';
import type { Row, Section } from '../report.ts';
import { achievement, award, holder } from '../sample.ts';
import type { System } from '../system.ts';

/** How what is done one at a time takes longer with what an installation already holds, and what two processes do beside one. */
export async function growth(bench: Bench): Promise<Section[]> {
  const running = await bench.system();
  return [...(await byProcesses(bench, running)), ...(await bySize(bench, running))];
}

async function bySize({ quick }: Bench, running: System): Promise<Section[]> {
  const pool = openPool({ connectionString: running.database, max: 2 });
  const times = quick ? 5 : 25;
  const rows: Row[] = [];
  try {
    for (let index = 0; index < 100; index += 1) await issue(running, index);
    for (const size of quick ? [100, 2_000, 10_000] : [100, 10_000, 100_000, 1_000_000]) {
      await multiplyCredentials(pool, 'demo', size);
      const waits = await lookUps(running, await idsInOneList(pool, 'demo', times));
      const bytes = Object.entries(await bytesPerRow(pool)).map(([name, each]) => [`bytes: ${name}`, Math.round(each)]);
      rows.push({ what: `${size.toLocaleString('en')} credentials`, ...waits, ...Object.fromEntries(bytes) });
    }
  } finally {
    await pool.end();
  }
  return [
    {
      title: 'With what an installation already holds: milliseconds of one request after the other, medians',
      rows,
      notes: [
        'above 100 the rows are copies of issued ones, made in SQL; bytes: of a row, its indexes, an audit entry',
      ],
    },
  ];
}

const issue = ({ issuer, headers, achievement: slug }: System, number: number) =>
  request('POST', `${issuer.url}/institutions/demo/achievements/${slug}/credentials`, {
    headers,
    json: { holder: { ...holder, latinName: `${holder.latinName} ${number}` }, award },
  });

/** Milliseconds of each kind of request, medians; `ids` are those of credentials in one status list, which are taken back for it. */
async function lookUps(running: System, ids: readonly string[]): Promise<Record<string, number>> {
  const { issuer, headers } = running;
  const base = `${issuer.url}/institutions/demo`;
  const credential = (id: string) =>
    request<Credential>('GET', `${base}/credentials/${encodeURIComponent(id)}`, { headers });
  const { credentialStatus } = await credential(ids[0]!);
  const list = issuer.url + new URL(credentialStatus[0].statusListCredential).pathname;
  const questions: Record<string, (id: string, number: number) => Promise<unknown>> = {
    issue: (_, number) => issue(running, number),
    'by id': credential,
    'newest 50': () => request('GET', `${base}/credentials`, { headers }),
    'by a rare name': () => request('GET', `${base}/credentials?text=nobody%20has%20it`, { headers }),
    'an achievement nobody has': (id, number) =>
      request('PUT', `${base}/achievements/unused`, {
        headers,
        json: { ...achievement, name: { en: `Unused ${id} ${number}` } },
      }),
    'take back': (credentialId) =>
      request('POST', `${base}/credentials/status`, {
        headers,
        json: {
          credentialId,
          credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
          status: true,
        },
      }),
    // The change before has made it due: it is built and signed anew.
    'publish its list': () => request('GET', list),
  };
  const waits = new Map(Object.keys(questions).map((name) => [name, [] as number[]]));
  for (const [number, id] of ids.entries()) {
    for (const [name, ask] of Object.entries(questions)) {
      const before = performance.now();
      await ask(id, number);
      waits.get(name)!.push(performance.now() - before);
    }
  }
  return Object.fromEntries([...waits].map(([name, all]) => [name, median(all)]));
}

type Credential = { credentialStatus: [{ statusListCredential: string }] };

/** The same load on one process of each service, and on two side by side on one database. */
async function byProcesses({ quick }: Bench, running: System): Promise<Section[]> {
  const { issuer, verifier, headers, base } = running;
  const second = { issuer: await running.another('issuer'), verifier: await running.another('verifier') };
  const { verifiableCredential } = await request('POST', `${base}/achievements/${running.achievement}/credentials`, {
    headers,
    json: { holder, award },
  });
  const target = (name: string, program: Program, path: string, body: object, code: number): Target => ({
    name,
    program,
    path,
    headers,
    body: JSON.stringify(body),
    status: code,
  });
  const award201 = `/institutions/demo/achievements/${running.achievement}/credentials`;
  const kinds = {
    issue: (program: Program) => target('issue', program, award201, { holder, award }, 201),
    verify: (program: Program) => target('verify', program, '/credentials/verify', { verifiableCredential }, 200),
  };
  const span = quick ? { rounds: 1, milliseconds: 800 } : { rounds: 3, milliseconds: 3_000 };
  const rows: Row[] = [];
  try {
    for (const [name, programs] of [
      ['issue', [issuer, second.issuer]],
      ['verify', [verifier, second.verifier]],
    ] as const) {
      for (const several of [programs.slice(0, 1), programs]) {
        const loads = (await Promise.all(several.map((program) => measureLoad([kinds[name](program)], span)))).flat();
        const sum = (of: (load: (typeof loads)[number]) => number) => loads.reduce((all, load) => all + of(load), 0);
        rows.push({
          what: `${name}, ${several.length === 1 ? 'one process' : 'two processes'}`,
          'per second': sum(({ perSecond }) => perSecond),
          'per CPU-second of the servers': sum(({ perCpuSecond }) => perCpuSecond) / several.length,
          'p50 ms': median(loads.map(({ p50 }) => p50)),
        });
      }
    }
  } finally {
    await second.issuer.stop();
    await second.verifier.stop();
  }
  return [
    {
      title: 'One process and two, 16 connections each, one database',
      rows,
      notes: [
        'whoever asks and the database share the same cores, so that the clock shows less than processor time does',
      ],
    },
  ];
}
