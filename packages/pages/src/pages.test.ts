import t from 'tap';
import {
  chooseLanguage,
  directionOf,
  fontFor,
  formatAge,
  formatDate,
  formatMessage,
  formatTime,
  iconSvg,
  icons,
  messageNames,
  scriptsOf,
  textIn,
} from './index.ts';

t.test('the language is the first preferred one that the pages are written in', async (t) => {
  t.equal(chooseLanguage(['lo-LA', 'th-TH', 'en']), 'th');
  t.equal(chooseLanguage(['KM']), 'km');
  t.equal(chooseLanguage(['ar-EG']), 'ar');
  t.equal(chooseLanguage(['de']), 'en');
  t.equal(chooseLanguage([]), 'en');
});

t.test('a text in several languages is shown in the language of the page, else in English, else in any', async (t) => {
  const texts = { km: 'ការផ្សារ', 'en-GB': 'Welding' };
  t.same(textIn(texts, 'km'), { text: 'ការផ្សារ', language: 'km' });
  t.same(textIn(texts, 'ar'), { text: 'Welding', language: 'en-GB' });
  t.same(textIn({ fr: 'Soudage' }, 'ar'), { text: 'Soudage', language: 'fr' });
  t.equal(textIn({}, 'en'), undefined);
  t.equal(directionOf('ar-EG'), 'rtl');
  t.equal(directionOf('km'), 'ltr');
  t.equal(directionOf('arn'), 'ltr', 'Mapudungun is not Arabic');
});

t.test('messages take values and the plural forms of the language', async (t) => {
  t.equal(formatMessage('Ended on {date}.', { date: '3 May 2026' }, 'en'), 'Ended on 3 May 2026.');
  const units = '{count, plural, =0 {no unit} one {# unit} other {# units}} of {all}';
  t.equal(formatMessage(units, { count: 0, all: 5 }, 'en'), 'no unit of 5');
  t.equal(formatMessage(units, { count: 1, all: 5 }, 'en'), '1 unit of 5');
  t.equal(formatMessage(units, { count: 3, all: 5 }, 'en'), '3 units of 5');
  const arabic = '{count, plural, one {وحدة واحدة} two {وحدتان} few {# وحدات} many {# وحدة} other {# وحدة}}';
  t.equal(formatMessage(arabic, { count: 2 }, 'ar'), 'وحدتان');
  t.equal(formatMessage(arabic, { count: 3 }, 'ar'), '3 وحدات', 'Latin digits on purpose');
  t.equal(
    formatMessage('{name}', { name: '{count} <b>' }, 'en'),
    '{count} <b>',
    'a value is text and not filled again',
  );
  t.throws(() => formatMessage('{missing}', {}, 'en'));
  t.throws(() => formatMessage('{open', {}, 'en'));
  t.same([...messageNames(units)].sort(), ['all', 'count']);
});

t.test('dates are Gregorian with Latin digits in every language', async (t) => {
  t.equal(formatDate('2026-05-03', 'en'), '3 May 2026');
  t.equal(formatDate('2026-05-03', 'th'), '3 พฤษภาคม 2026');
  t.equal(formatDate('2026-05-03', 'km'), '3 ឧសភា 2026');
  t.equal(formatAge('2026-11-20T11:00:00Z', new Date('2026-11-22T12:00:00Z'), 'km'), '2 ថ្ងៃមុន');
  t.match(formatDate('2026-05-03', 'ar'), /3 .*2026/);
  t.match(formatTime('2026-05-03T14:10:00', 'ar'), /14:10/);
  const now = new Date('2026-11-22T12:00:00Z');
  t.equal(formatAge('2026-11-20T11:00:00Z', now, 'en'), '2 days ago');
  t.equal(formatAge('2026-11-22T11:59:30Z', now, 'en'), 'now');
  t.equal(formatAge('2026-11-22T10:59:30Z', now, 'en'), '1 hour ago');
  t.equal(formatAge('2026-11-25T10:59:30Z', now, 'en'), 'now', 'a clock that runs ahead gives no negative age');
});

t.test('scripts that a device may lack are found in names', async (t) => {
  t.same(scriptsOf('Sok Dara · សុខ ដារ៉ា'), ['Khmer']);
  t.same(scriptsOf('မသီတာ'), ['Myanmar']);
  t.same(scriptsOf('Somchai'), []);
  t.same(fontFor('Khmer'), { family: 'Symbolon Khmer', sample: 'ក' });
});

t.test('every icon is small, hidden from screen readers and free of script', async (t) => {
  let bytes = 0;
  for (const name of Object.keys(icons) as (keyof typeof icons)[]) {
    const svg = iconSvg(name);
    bytes += svg.length;
    t.match(svg, /aria-hidden="true"/, name);
    t.notMatch(svg, /script|href|on\w+=/, name);
  }
  t.ok(bytes < 12_000, `${bytes} characters for all icons`);
  t.match(iconSvg('clock-bar'), /icon-mirrors/);
  t.notMatch(iconSvg('circle-tick'), /icon-mirrors/);
});
