import type { Browser, Page } from 'playwright-core';
import { read } from '../console/check-page.ts';
import { openPage } from '../employer/browser.ts';

type Accreditation = {
  entity: string;
  name: string;
  action: 'issue' | 'recognize';
  occupations: string;
  countries: string;
  from: string;
  until: string;
};

export type Desk = Awaited<ReturnType<typeof desk>>;

/** Somebody at the console of an institution, who does by hand what its other systems could do by API. */
export async function desk(browser: Browser, origin: string, { apiKey }: { apiKey: string }) {
  const { page, context, faults } = await openPage(browser);
  await page.goto(`${origin}/console`);
  await page.fill('#api-key', apiKey);
  await page.click('main button.primary');

  /** Gives what was signed, as it is handed on. */
  async function sign(
    path: string,
    fields: Record<string, string>,
    fill: (page: Page) => Promise<void>,
    button: string,
  ) {
    await page.goto(`${origin}/console/${path}`);
    for (const [name, value] of Object.entries(fields)) await page.fill(`#${name}`, value);
    await fill(page);
    await page.click('text=Show what will be signed');
    const preview = await read(page, 'main');
    await page.click(`text=${button}`);
    await page.waitForURL(/notice=/);
    return { text: await page.inputValue('#signed'), address: page.url().replace(/\?.*/, ''), preview };
  }

  return {
    faults,
    accredit: ({ action, ...fields }: Accreditation) =>
      sign(
        'accreditations/new',
        fields,
        (page) => page.check(`input[name=action][value=${action}]`),
        'Sign the accreditation',
      ),
    decide: ({ purpose, outcome, ...fields }: Record<'purpose' | 'outcome', string> & Record<string, string>) =>
      sign(
        'decisions/new',
        fields,
        async (page) => {
          await page.selectOption('#purpose', purpose);
          await page.selectOption('#outcome', outcome);
        },
        'Sign the decision',
      ),
    async putOnFile(documents: string) {
      await page.goto(`${origin}/console/accreditations`);
      await page.fill('#documents', documents);
      await page.click('text=Put on file');
      await page.waitForURL(/notice=/);
    },
    /** Withdraws what was signed; an accreditation from a day on. */
    async withdraw(address: string, fields: Record<string, string> = {}) {
      await page.goto(address);
      for (const [name, value] of Object.entries(fields)) await page.fill(`#${name}`, value);
      await page.getByRole('button', { name: 'Withdraw it' }).click();
      await page.waitForURL(/notice=/);
    },
    leave: () => context.close(),
  };
}
