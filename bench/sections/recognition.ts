import { chooseFile, openPage, startBrowser } from '../../tests/employer/browser.ts';
import { startIssuer } from '../../tests/employer/issuer.ts';
import { startPage } from '../../tests/employer/page-server.ts';
import type { Bench } from '../bench.ts';
import { measure, median } from '../measure.ts';
import type { Section } from '../report.ts';
import { holder } from '../sample.ts';
import { ruleCount, worthCases } from '../worth.ts';

/** The whole verdict, with a chain of four accreditations and ten thousand rules, beside the plain verification of the same credential. */
export async function recognition({ quick }: Bench): Promise<Section[]> {
  const cases = Object.entries(await worthCases()).map(([name, run]) => ({ name, run }));
  // A service has verified before; the first thousands are the compiler's.
  for (const { run } of cases) for (let time = 0; time < (quick ? 1_000 : 4_000); time += 1) await run();
  const rates = await measure(cases, quick ? { rounds: 5, milliseconds: 100 } : { rounds: 15, milliseconds: 250 });
  const plain = rates[0]!.perCpuSecond;
  const row = (what: string, index: number) => {
    const { perCpuSecond } = rates[index]!;
    return {
      what,
      'per CPU-second': perCpuSecond,
      'milliseconds each': 1000 / perCpuSecond,
      'times plain': plain / perCpuSecond,
    };
  };
  return [
    await inThePage(quick ? 5 : 15),
    {
      title: `The whole verdict with ${ruleCount.toLocaleString('en')} rules, everything cached`,
      rows: [
        row('plain verification', 0),
        row(`and what it is worth in a place, by ${ruleCount.toLocaleString('en')} rules`, 1),
        row('the same with a chain of four accreditations that came along, each with its status lists', 2),
      ],
      notes: ['at most 1.3 times the plain verification is asked for'],
    },
  ];
}

/** From the click on *Show the answer* until it stands there, in a browser on a processor that is made four times slower. */
async function inThePage(times: number): Promise<Section> {
  const issuer = await startIssuer({ en: 'Siem Reap Skills Centre' });
  const site = await startPage([issuer.institution], [issuer.origin]);
  const browser = await startBrowser();
  const { page, context } = await openPage(browser, { serviceWorkers: 'block' });
  try {
    const text = JSON.stringify(await issuer.sign(issuer.whole(holder)));
    await page.goto(site.url);
    await chooseFile(page, 'certificate.json', text);
    await page.locator('.worth summary').click();
    await page.locator('#place-destination').waitFor();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const measured: number[] = [];
    for (let time = -2; time < times; time += 1) {
      await page.locator('#place-destination').selectOption(time % 2 === 0 ? 'DE' : 'TH');
      const milliseconds = await page.evaluate(answerTime);
      // The first loads what is loaded once.
      if (time >= 0) measured.push(milliseconds);
      await page.getByRole('button', { name: 'Change' }).click();
      await page.locator('#place-destination').waitFor();
    }
    const row = {
      what: 'answer for a place',
      'milliseconds, median': median(measured),
      slowest: Math.max(...measured),
    };
    return {
      title: "The employer's page on a 4 times slower processor, after load",
      rows: [row],
      notes: ['at most 100 is asked for'],
    };
  } finally {
    await browser.close();
    await site.stop();
    await site.remove();
    await issuer.stop();
  }
}

/** Runs in the page. */
async function answerTime(): Promise<number> {
  const before = performance.now();
  document.querySelector<HTMLButtonElement>('.place button')?.click();
  while (!document.querySelector('.worth-headline')) await new Promise(requestAnimationFrame);
  return performance.now() - before;
}
