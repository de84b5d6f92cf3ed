import type { Agreement, Rule } from '@symbolon/contexts/agreements';
import { compileRules } from '@symbolon/recognition';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { prepareCredential, type Signer, signDataIntegrity } from '@symbolon/securing/sign';
import {
  accreditationSource,
  trustRegistry,
  type VerificationEnvironment,
  verifyCredential,
} from '@symbolon/verification';
import { verifyWorth } from '@symbolon/verification/worth';
import { chooseFile, openPage, startBrowser } from '../../tests/employer/browser.ts';
import { startIssuer } from '../../tests/employer/issuer.ts';
import { startPage } from '../../tests/employer/page-server.ts';
import type { Bench } from '../bench.ts';
import { measure, median } from '../measure.ts';
import type { Section } from '../report.ts';
import { holder, sample, sampleWorld } from '../sample.ts';

const contexts = ['https://www.w3.org/ns/credentials/v2', 'https://w3id.org/symbolon/recognition/v1'];
const count = 10_000;

/** The whole verdict, with a chain of four accreditations and ten thousand rules, beside the plain verification of the same credential. */
export async function recognition({ quick }: Bench): Promise<Section[]> {
  const world = await sampleWorld();
  const secured = await world.sign(sample);
  const { environment, clock } = world;
  const chain = await chainTo(world.did, clock);
  const accredited: VerificationEnvironment = {
    ...environment,
    accreditations: accreditationSource({
      fetch: () => Promise.reject(new Error('Nothing is fetched here')),
      now: () => clock,
    }),
    trust: trustRegistry([
      {
        type: 'TrustList',
        id: 'https://verifier.example/trust-list',
        name: 'Trust list of the measurement',
        issued: '2026-11-01T00:00:00Z',
        nextUpdate: '2026-12-01T00:00:00Z',
        sequence: 1,
        institutions: [
          {
            did: chain.anchor,
            names: { en: 'Ministry' },
            country: 'KH',
            actions: ['recognize'],
            validFrom: '2020-01-01T00:00:00Z',
          },
        ],
      },
    ]),
  };
  const rules = compileRules(agreements(), []);
  const place = { destination: 'TH', purpose: 'employment' } as const;
  const whole = (others: readonly string[], environment: VerificationEnvironment) =>
    verifyWorth(secured, { others, place }, rules, environment);
  // What is compared must do what it says.
  const first = await whole(chain.documents, accredited);
  if (
    first.verdict !== 'accept' ||
    first.accreditation?.chain.length !== 4 ||
    first.recognition?.outcome !== 'automatic'
  )
    throw new Error(`The whole verdict is ${first.verdict} ${first.reason}, ${first.recognition?.outcome}`);
  const cases = [
    { name: 'plain', run: async () => must((await verifyCredential(secured, {}, environment)).verdict) },
    { name: 'rules', run: async () => must((await whole([], environment)).verdict) },
    { name: 'whole', run: async () => must((await whole(chain.documents, accredited)).verdict) },
  ];
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
      title: `The whole verdict with ${count.toLocaleString('en')} rules, everything cached`,
      rows: [
        row('plain verification', 0),
        row(`and what it is worth in a place, by ${count.toLocaleString('en')} rules`, 1),
        row('the same with a chain of four accreditations that came along', 2),
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

const must = (verdict: string) => {
  if (verdict !== 'accept') throw new Error(`The verdict was ${verdict}`);
};

/** An authority accredits a board, that an awarding body, that a centre, and that the issuer. */
async function chainTo(issuer: string, clock: Date) {
  const signers = Array.from({ length: 4 }, didKey);
  const documents = await Promise.all(
    signers.map((by, index) =>
      accreditation(by, signers[index + 1]?.controller ?? issuer, index === 3 ? 'issue' : 'recognize', clock),
    ),
  );
  return { anchor: signers[0]!.controller, documents };
}

function didKey(): Signer {
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const controller = `did:key:${publicKeyMultibase}`;
  return signerFromKey({ verificationMethod: `${controller}#${publicKeyMultibase}`, controller, privateKey });
}

async function accreditation(by: Signer, of: string, action: string, created: Date): Promise<string> {
  const document = {
    '@context': contexts,
    type: ['VerifiableCredential', 'RecognizedEntityCredential'],
    issuer: { id: by.controller, type: 'RecognizedIssuer' },
    validFrom: '2025-01-01T00:00:00Z',
    validUntil: '2030-01-01T00:00:00Z',
    credentialSubject: {
      id: of,
      type: 'RecognizedEntity',
      legalName: 'Somebody',
      recognizedTo: {
        type: 'RecognizedAction',
        action,
        scope: { type: 'RecognitionScope', occupation: ['isco-08:7112'], country: ['KH'] },
      },
    },
  };
  return JSON.stringify(await signDataIntegrity(await prepareCredential(document), [by], { created }));
}

/** Ten thousand rules between a hundred countries, of which a few concern the question. */
function agreements(): Agreement[] {
  const letters = 'ABCDEFGHIJ';
  const countries = [
    'KH',
    'TH',
    ...Array.from({ length: 100 }, (_, n) => `${letters[Math.floor(n / 10)]}${letters[n % 10]}`),
  ];
  const rule = (n: number): Rule => ({
    id: `r${n}`,
    mode: n % 3 === 0 ? 'managed' : 'unilateral',
    purposes: ['employment'],
    from: [countries[n % 97]!],
    to: [countries[(n * 7) % 102]!],
    occupations: [{ scheme: 'isco-08', code: String(1000 + ((n * 13) % 9000)) }],
  });
  const sources = [{ url: 'https://example.org/', what: 'all of it' }];
  const rules = Array.from({ length: count - 1 }, (_, n) => rule(n));
  const own: Rule = {
    id: 'own',
    mode: 'automatic',
    purposes: ['employment'],
    from: ['KH'],
    to: ['TH'],
    occupations: [{ scheme: 'isco-08', code: '7112' }],
  };
  return [
    {
      id: 'all',
      name: 'All of them',
      kind: 'arrangement',
      parties: ['KH', 'TH'],
      evidence: 'read at source',
      sources,
      rules: [...rules, own],
    },
  ];
}
