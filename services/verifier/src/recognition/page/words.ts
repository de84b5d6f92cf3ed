import { framework } from '@symbolon/contexts/frameworks';
import { formatDate, formatMessage, type Language, type MessageValues } from '@symbolon/pages';
import type { Teller } from '@symbolon/recognition';
import toldAr from '@symbolon/recognition/words/ar.json' with { type: 'json' };
import toldEn from '@symbolon/recognition/words/en.json' with { type: 'json' };
import toldKm from '@symbolon/recognition/words/km.json' with { type: 'json' };
import toldTh from '@symbolon/recognition/words/th.json' with { type: 'json' };
import worksAr from '@symbolon/recognition/works/ar.json' with { type: 'json' };
import worksEn from '@symbolon/recognition/works/en.json' with { type: 'json' };
import worksKm from '@symbolon/recognition/works/km.json' with { type: 'json' };
import worksTh from '@symbolon/recognition/works/th.json' with { type: 'json' };
import ar from './words/ar.json' with { type: 'json' };
import en from './words/en.json' with { type: 'json' };
import km from './words/km.json' with { type: 'json' };
import th from './words/th.json' with { type: 'json' };

const catalogues: Record<Language, Record<string, string>> = {
  en: { ...en, ...toldEn },
  th: { ...th, ...toldTh },
  km: { ...km, ...toldKm },
  ar: { ...ar, ...toldAr },
};

const workNames: Record<Language, Record<string, string>> = { en: worksEn, th: worksTh, km: worksKm, ar: worksAr };

/** The messages of a language, for the page and for `tell`. Names of frameworks and works are those of the data. */
export type Words = Teller & { language: Language; work(id: string): string };

/** Gives the words of a language. A message that is not there is a fault of the program, and a test walks all of them. */
export function wordsIn(language: Language): Words {
  const catalogue = catalogues[language];
  const regions = new Intl.DisplayNames([language, 'en'], { type: 'region' });
  const say = (name: string, values: MessageValues = {}) => {
    const message = catalogue[name];
    if (message === undefined) throw new Error(`There is no message "${name}".`);
    return formatMessage(message, values, language);
  };
  return {
    language,
    has: (name) => Object.hasOwn(catalogue, name),
    say,
    country: (code) => regions.of(code) ?? code,
    date(date) {
      const [from = '', to] = date.split('/');
      if (to === undefined) return dayOf(from, language);
      if (from === '..') return say('date.by', { date: dayOf(to, language) });
      return say('date.between', { from: dayOf(from, language), to: dayOf(to, language) });
    },
    work: (id) => workNames[language][id] ?? id,
    framework: (id) => framework(id)?.name ?? id,
  };
}

// Years and months stay as they are: a day that nobody read is not made up.
const dayOf = (date: string, language: Language) =>
  /^\d{4}-\d{2}-\d{2}/.test(date) ? formatDate(date, language) : date;
