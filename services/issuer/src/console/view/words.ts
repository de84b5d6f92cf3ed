import { formatAge, formatDate, formatMessage } from '@symbolon/pages';
import { type Html, html } from '@symbolon/service';
import en from './en.json' with { type: 'json' };

/** Names of all sentences of the console. A further language is a further file with the same names. */
export type WordName = keyof typeof en;

const catalogues = { en } satisfies Record<string, Record<WordName, string>>;

type Values = Record<string, string | number>;

/** How a page speaks: sentences of one language, dates and numbers as that language writes them. */
export type Words = {
  language: string;
  /** A sentence as text. */
  say(name: WordName, values?: Values): string;
  /** A sentence with markup in it, for example a person's name in its own direction. */
  sayWith(name: WordName, values: Record<string, Html | string | number>): Html;
  /** True where the catalogue has such a sentence: for names that are put together. */
  knows(name: string): name is WordName;
  date(date: Date | string): string;
  /** "3 May 2026, 14:10 UTC" as a `<time>`; the client script puts it into the reader's own time zone. */
  time(date: Date | string): Html;
  age(date: Date | string, now: Date): string;
  number(value: number): string;
};

function speak(language: keyof typeof catalogues): Words {
  const catalogue: Record<WordName, string> = catalogues[language];
  const say = (name: WordName, values: Values = {}) => formatMessage(catalogue[name], values, language);
  return {
    language,
    say,
    sayWith(name, values) {
      // Each value becomes a mark that no text holds, so that the sentence is filled in as text and markup is put in after.
      const names = Object.keys(values).filter((each) => typeof values[each] !== 'number');
      const marks = Object.fromEntries(names.map((each, index) => [each, `\u0000${index}\u0000`]));
      const numbers = Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'number'));
      const pieces = say(name, { ...numbers, ...marks } as Values).split('\u0000');
      return html`${pieces.map((piece, index) => (index % 2 ? values[names[Number(piece)] as string] : piece))}`;
    },
    knows: (name): name is WordName => Object.hasOwn(catalogue, name),
    date: (date) => formatDate(date, language),
    time(date) {
      const moment = new Date(date);
      const day = formatDate(moment.toISOString().slice(0, 10), language);
      return html`<time datetime="${moment.toISOString()}">${day}, ${moment.toISOString().slice(11, 16)} UTC</time>`;
    },
    age: (date, now) => formatAge(date, now, language),
    number: (value) => new Intl.NumberFormat(`${language}-u-nu-latn`).format(value),
  };
}

/** The words of the console; English is the first language. */
export const words: Words = speak('en');
