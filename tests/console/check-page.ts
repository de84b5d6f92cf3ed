import type { Page } from 'playwright-core';
import type t from 'tap';
import { violations } from '../employer/browser.ts';

export type Test = Pick<typeof t, 'same' | 'ok' | 'equal' | 'match' | 'fail'>;

/** The text of a part of a page as it is read. */
export async function read(page: Page, selector: string): Promise<string> {
  return ((await page.locator(selector).textContent()) ?? '').replace(/\s+/g, ' ').trim();
}

/** A page that everybody can use: axe finds nothing, nothing is cut off, it has one heading and a title that says so. */
export async function checkPage(t: Test, page: Page, what: string): Promise<void> {
  t.same(await violations(page), [], `${what}: axe-core finds nothing`);
  const { wide, headings, title } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - innerWidth,
    headings: document.querySelectorAll('h1').length,
    title: document.title,
  }));
  t.ok(wide <= 0, `${what}: nothing stands beside the page`);
  t.equal(headings, 1, `${what}: one first heading`);
  t.match(title, /\S – Symbolon$/, what);
}
