import { request } from '../../scripts/http.ts';
import type { Bench } from '../bench.ts';
import { median } from '../measure.ts';
import type { Section } from '../report.ts';
import { award, holder } from '../sample.ts';

/** How long a new process of each service takes until it answers, on a database that is there already. */
export async function start({ quick, system }: Bench): Promise<Section[]> {
  const running = await system();
  const times = { issuer: [] as number[], signed: [] as number[], verifier: [] as number[] };
  for (let round = 0; round < (quick ? 2 : 7); round += 1) {
    const issuer = await running.another('issuer');
    const before = performance.now();
    await request('POST', `${issuer.url}/institutions/demo/achievements/${running.achievement}/credentials`, {
      headers: running.headers,
      json: { holder, award },
    });
    times.issuer.push(issuer.startedIn);
    times.signed.push(issuer.startedIn + performance.now() - before);
    await issuer.stop();
    const verifier = await running.another('verifier');
    times.verifier.push(verifier.startedIn);
    await verifier.stop();
  }
  const row = (what: string, values: number[]) => ({ what, ms: median(values), slowest: Math.max(...values) });
  return [
    {
      title: 'Start of a process until it listens',
      rows: [
        row('issuer', times.issuer),
        row('issuer, until the first credential is signed and stored', times.signed),
        row('verifier', times.verifier),
      ],
    },
  ];
}
