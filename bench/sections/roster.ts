import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { Bench } from '../bench.ts';
import type { Program } from '../program.ts';
import type { Section } from '../report.ts';
import { rosterFile } from '../roster-file.ts';
import type { System } from '../system.ts';

/** A list of many people, from the file to the last issued certificate, as a registrar's program sends it. */
export async function roster({ quick, system }: Bench): Promise<Section[]> {
  const running = await system();
  const size = quick ? 500 : 20_000;
  const issuer = await running.freshIssuer();
  const cpuBefore = await issuer.cpuSeconds();
  const run = await issueRoster(running, issuer, { size, limitMs: quick ? 20_000 : 120_000 });
  const cpuSeconds = (await issuer.cpuSeconds()) - cpuBefore;
  // A row becomes two: the whole credential, and the small one for the QR code, each signed and verified by itself.
  const row = (what: string, seconds: number) => ({
    what,
    seconds,
    'rows per second': run.rows / seconds,
    'credentials per second': (2 * run.rows) / seconds,
  });
  return [
    {
      title: `A roster of ${size.toLocaleString('en')} rows through the API, durable`,
      rows: [
        row('upload and preview: read, match, check every row', run.uploadSeconds),
        row('approve', run.approveSeconds),
        row('issue: certificates, each with its QR code', run.issueSeconds),
        row('from the file to the last certificate', run.uploadSeconds + run.approveSeconds + run.issueSeconds),
        row('processor time of the issuer, all its threads', cpuSeconds),
      ],
      notes: [
        `the disk's own rate: ${Math.round(await diskWrites())} writes of 8 kB a second, each waited for (fsync)`,
        ...(run.rows < size ? [`stopped after ${run.rows} rows: the time was up`] : []),
      ],
    },
  ];
}

/** How many small writes a second the disk takes when each is waited for: what bounds commits, whoever makes them. */
async function diskWrites(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'symbolon-disk-'));
  const file = await open(join(folder, 'writes'), 'w');
  const block = new Uint8Array(8192);
  const began = performance.now();
  let count = 0;
  do {
    await file.write(block, 0, block.length, 0);
    await file.datasync();
    count += 1;
  } while (performance.now() - began < 1000);
  const seconds = (performance.now() - began) / 1000;
  await file.close();
  await rm(folder, { recursive: true });
  return count / seconds;
}

/** Memory of the issuer while it issues a roster of 100,000 rows; a process of its own, so that nothing else is in it. */
export async function rosterMemory({ quick, system }: Bench): Promise<Section[]> {
  const running = await system();
  const [size, ...points] = quick ? [1_500, 500, 1_000] : [100_000, 20_000, 50_000];
  const issuer = await running.freshIssuer();
  const megabytes = async () => (await issuer.memory()) / 1e6;
  const rows = [{ what: 'after the start', MB: await megabytes() }];
  const waiting = [...points];
  const run = await issueRoster(running, issuer, {
    size,
    limitMs: quick ? 20_000 : 200_000,
    uploaded: async () => void rows.push({ what: 'after upload and preview', MB: await megabytes() }),
    async progress(done) {
      if (waiting.length === 0 || done < waiting[0]!) return;
      rows.push({ what: `after ${waiting.shift()!.toLocaleString('en')} certificates`, MB: await megabytes() });
    },
  });
  rows.push({ what: `after ${run.rows.toLocaleString('en')} certificates`, MB: await megabytes() });
  const peak = await issuer.peakMemory();
  if (peak !== undefined) rows.push({ what: 'the most it ever held', MB: peak / 1e6 });
  return [
    {
      title: `Memory of the issuer (resident) with a roster of ${size.toLocaleString('en')} rows`,
      rows,
      ...(run.rows < size ? { notes: ['stopped early: the time was up'] } : {}),
    },
  ];
}

type Plan = {
  size: number;
  /** After so long it is not waited any longer; what was issued until then counts. */
  limitMs: number;
  uploaded?: () => Promise<void>;
  progress?: (done: number) => Promise<void>;
};

async function issueRoster({ headers, achievement }: System, { url }: Program, plan: Plan) {
  const rosters = `${url}/institutions/demo/rosters`;
  const ask = async <T>(method: 'GET' | 'POST', address: string, body?: Iterable<Uint8Array>): Promise<T> => {
    const answer = await request(address, {
      method,
      headers: body ? { ...headers, 'content-type': 'text/csv' } : headers,
      body: body ? Readable.from(body) : null,
      // A large file is answered when every row is checked.
      headersTimeout: 300_000,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${address} was answered by ${answer.statusCode}: ${text.slice(0, 500)}`);
    return (text ? JSON.parse(text) : undefined) as T;
  };
  const began = performance.now();
  const file = rosterFile(plan.size, String(plan.size));
  const { id, counts } = await ask<{ id: string; counts: { ready: number } }>(
    'POST',
    `${rosters}?achievement=${achievement}&fileName=bench.csv`,
    file,
  );
  if (counts.ready !== plan.size) throw new Error(`Of ${plan.size} rows only ${counts.ready} are ready.`);
  const uploaded = performance.now();
  await plan.uploaded?.();
  const beforeApproval = performance.now();
  await ask('POST', `${rosters}/${id}/approve`);
  const approved = performance.now();
  for (;;) {
    const { state, done } = await ask<{ state: string; done: number }>('GET', `${rosters}/${id}/progress`);
    await plan.progress?.(done);
    const issueSeconds = (performance.now() - approved) / 1000;
    const isOver = issueSeconds * 1000 > plan.limitMs;
    if (state === 'done' || isOver) {
      if (isOver) await ask('POST', `${rosters}/${id}/pause`);
      return {
        rows: done,
        uploadSeconds: (uploaded - began) / 1000,
        approveSeconds: (approved - beforeApproval) / 1000,
        issueSeconds,
      };
    }
    // To ask is to count the rows, which must not be what is measured.
    await sleep(Math.min(1000, plan.size / 20));
  }
}
