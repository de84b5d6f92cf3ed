import { request } from '../../scripts/http.ts';
import type { Bench } from '../bench.ts';
import { median } from '../measure.ts';
import type { Section } from '../report.ts';
import { award, holder } from '../sample.ts';
import type { System } from '../system.ts';

const people = ['សុខ ដារ៉ា', 'ສົມພອນ ວົງສາ', 'ကျော်ဇင်ဦး', 'สมชาย ใจดี', 'राम बहादुर थापा', 'Maria Clara Reyes'];

/** Certificates to print, each of another person: layout, PDF/A-3, QR code and the credential inside. */
export async function certificates({ quick, system }: Bench): Promise<Section[]> {
  const running = await system();
  const links = await issueSome(running, quick ? 12 : 60);
  const { issuer } = running;
  // The first one starts the thread that lays out and loads its fonts.
  const first = await timed(() => fetchFile(links[0]!));
  const rates: { perSecond: number; perCpuSecond: number }[] = [];
  let bytes = 0;
  const began = performance.now();
  for (let round = 0; round < (quick ? 1 : 5) && performance.now() - began < 25_000; round += 1) {
    const cpuBefore = await issuer.cpuSeconds();
    const seconds = await timed(async () => {
      const waiting = [...links];
      const take = async () => {
        for (let link = waiting.pop(); link; link = waiting.pop()) bytes = (await fetchFile(link)).byteLength;
      };
      await Promise.all([take(), take()]);
    });
    const cpuSeconds = (await issuer.cpuSeconds()) - cpuBefore;
    rates.push({ perSecond: links.length / seconds, perCpuSecond: links.length / cpuSeconds });
  }
  return [
    {
      title: 'Certificates as PDF/A-3 over HTTP, two connections',
      rows: [
        { what: 'certificates per second', value: median(rates.map(({ perSecond }) => perSecond)) },
        { what: 'certificates per CPU-second of the issuer', value: median(rates.map((rate) => rate.perCpuSecond)) },
        { what: 'the first one of a process, ms', value: first * 1000 },
        { what: 'size of one, kB', value: bytes / 1000 },
      ],
    },
  ];
}

async function issueSome({ base, headers, achievement }: System, count: number): Promise<string[]> {
  const links: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const person = { ...holder, name: people[index % people.length]!, identifier: `P-${index}` };
    const issued = await request<{ links: { certificate: string } }>(
      'POST',
      `${base}/achievements/${achievement}/credentials`,
      { headers, json: { holder: person, award } },
    );
    links.push(issued.links.certificate);
  }
  return links;
}

async function fetchFile(link: string): Promise<ArrayBuffer> {
  const answer = await fetch(link);
  const file = await answer.arrayBuffer();
  if (answer.headers.get('content-type') !== 'application/pdf')
    throw new Error(`A certificate came as ${answer.status}.`);
  return file;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await run();
  return (performance.now() - before) / 1000;
}
