import type { TrustedInstitution } from '@symbolon/verification';
import { didKeySigner } from '@symbolon/verification/testing';
import { startBrowser } from './browser.ts';
import { startIssuer } from './issuer.ts';
import { startPage } from './page-server.ts';

/**
 * An institution on the trust list, a stranger with the same name, a body that decides in Thailand and a ministry that accredits in
 * Cambodia, the verifier with its page, and a browser.
 */
export async function startSetting() {
  const issuer = await startIssuer({ en: 'Siem Reap Skills Centre', ar: 'مركز سيام ريب للمهارات' });
  const stranger = await startIssuer({ en: 'Siem Reap Skills Centre' });
  const [body, ministry] = [didKeySigner(), didKeySigner()];
  const authority = (did: string, name: string, country: string, action: 'decide' | 'recognize') =>
    ({ did, names: { en: name }, country, validFrom: '2020-01-01T00:00:00Z', actions: [action] }) as TrustedInstitution;
  const institutions = [
    issuer.institution,
    authority(body.controller, 'Skills Board', 'TH', 'decide'),
    authority(ministry.controller, 'Ministry of Labour', 'KH', 'recognize'),
  ];
  const site = await startPage(institutions, [issuer.origin, stranger.origin]);
  const browser = await startBrowser();
  const end = async () => {
    await browser.close();
    await Promise.all([site.stop(), issuer.stop(), stranger.stop()]);
    await site.remove();
  };
  return { issuer, stranger, body, ministry, site, browser, end };
}

export const holder = { name: 'សុខ ដារ៉ា', latinName: 'SOK DARA', dateOfBirth: '1999-04-13' };
