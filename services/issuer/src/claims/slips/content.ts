import { directionOf } from '@symbolon/pages';
import { certificateNumber } from '../../certificates/content.ts';
import { qrCode } from '../../certificates/qr-code.ts';
import type { Institution } from '../../institutions/store.ts';
import { nameIn } from '../../issuance/award.ts';
import labels from './labels.json' with { type: 'json' };

/** Everything that stands on one claim slip. Texts come in the local language and in English. */
export type SlipContent = {
  lang: string;
  direction: 'ltr' | 'rtl';
  institution: string;
  name: string;
  skill: string;
  number: string;
  url: string;
  qr: { svg: string; modules: number; alt: string };
  /** In two groups of three, as it is read aloud. */
  txCode?: string;
  scan: string[];
  digits: string[];
  keep: string[];
};

/** What a slip is made of: the claim as an institution sees it, and what the certificate says. */
export type Slip = { id: string; name: string; skill: string; language: string; url: string; txCode?: string };

/** Gives the content of a slip in the language of the achievement, where there are words in it, and in English. */
export function slipContent(institution: Institution, slip: Slip): SlipContent {
  const { id, name, skill, language, url, txCode } = slip;
  const tag = language.split('-')[0]!.toLowerCase();
  const known = Object.hasOwn(labels, tag) ? [tag as keyof typeof labels] : [];
  const languages = [...new Set([...known, 'en' as const])];
  const say = (label: keyof (typeof labels)['en']) => languages.map((each) => labels[each][label]);
  const { svg, modules } = qrCode(url);
  return {
    lang: languages[0]!,
    direction: directionOf(languages[0]!),
    institution: nameIn(institution.names, [language]),
    name,
    skill,
    number: certificateNumber(id),
    url,
    qr: { svg, modules, alt: `QR code of ${url}` },
    ...(txCode === undefined ? {} : { txCode: txCode.replace(/(...)(?=.)/g, '$1 ') }),
    scan: say('scan'),
    digits: say('digits'),
    keep: say('keep'),
  };
}
