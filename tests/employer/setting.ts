import { startBrowser } from './browser.ts';
import { startIssuer } from './issuer.ts';
import { startPage } from './page-server.ts';

/** An institution on the trust list, a stranger with the same name, the verifier with its page, and a browser. */
export async function startSetting() {
  const issuer = await startIssuer({ en: 'Siem Reap Skills Centre', ar: 'مركز سيام ريب للمهارات' });
  const stranger = await startIssuer({ en: 'Siem Reap Skills Centre' });
  const site = await startPage([issuer.institution], [issuer.origin, stranger.origin]);
  const browser = await startBrowser();
  const end = async () => {
    await browser.close();
    await Promise.all([site.stop(), issuer.stop(), stranger.stop()]);
    await site.remove();
  };
  return { issuer, stranger, site, browser, end };
}

export const holder = { name: 'សុខ ដារ៉ា', latinName: 'SOK DARA', dateOfBirth: '1999-04-13' };
