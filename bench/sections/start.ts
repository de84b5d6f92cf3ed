import { request } from '../../scripts/http.ts';
import type { Bench } from '../bench.ts';
import { median } from '../measure.ts';
import type { Section } from '../report.ts';
import { award, holder } from '../sample.ts';

/** How long a new process of each service takes until it answers, on a database that is there already. */
export async function start({ quick, system }: Bench): Promise<Section[]> {
  const running = await system();
  const times = { issuer: [] as number[], signed: [] as number[], verifier: [] as number[] };
  const work = { issuer: [] as number[], signed: [] as number[], verifier: [] as number[] };
  for (let round = 0; round < (quick ? 2 : 7); round += 1) {
    const issuer = await running.another('issuer');
    work.issuer.push(await issuer.workSinceStart());
    const before = performance.now();
    await request('POST', `${issuer.url}/institutions/demo/achievements/${running.achievement}/credentials`, {
      headers: running.headers,
      json: { holder, award },
    });
    times.issuer.push(issuer.startedIn);
    times.signed.push(issuer.startedIn + performance.now() - before);
    work.signed.push(await issuer.workSinceStart());
    await issuer.stop();
    const verifier = await running.another('verifier');
    times.verifier.push(verifier.startedIn);
    work.verifier.push(await verifier.workSinceStart());
    await verifier.stop();
  }
  const row = (what: string, name: keyof typeof times) => ({
    what,
    ms: median(times[name]),
    slowest: Math.max(...times[name]),
    // All threads of the process, loading and compiling in the background among them; hardly slowed by neighbours.
    'processor ms': median(work[name]),
  });
  return [
    {
      title: 'Start of a process until it listens',
      rows: [
        row('issuer', 'issuer'),
        row('issuer, until the first credential is signed and stored', 'signed'),
        row('verifier', 'verifier'),
      ],
    },
  ];
}
