import t from 'tap';
import { type DateForm, decideDateForm, noSigns, noteDate, readDate } from './dates.ts';
import { countKnownHeaders, fieldOfHeader, guessFields } from './fields.ts';
import { cleanText, findTextProblem, latinDigits } from './text.ts';

const dayFirst: DateForm = { order: 'day-first', era: 'gregorian' };

t.test('dates are read as people type them', (t) => {
  const third = '2026-04-03';
  const typed: [text: string, date: string, form?: Partial<DateForm>][] = [
    ['03.04.2026', third],
    ['3/4/2026', third],
    ['04/03/2026', third, { order: 'month-first' }],
    ['2026-04-03', third, { order: 'month-first' }],
    ['20260403', third],
    ['3 Apr 2026', third],
    ['3-Apr-26', third],
    ['April 3rd, 2026', third],
    ['Fri, 3 April 2026', third],
    ['1er mars 2001', '2001-03-01'],
    ['3 de abril de 2026', third],
    ['3 апреля 2026', third],
    ['៣ មេសា ២០២៦', third],
    ['၃ ဧပြီ ၂၀၂၆', third],
    ['٣ أبريل ٢٠٢٦', third],
    ['3 เมษายน 2569', third, { era: 'buddhist' }],
    ['๐๓/๐๔/๒๕๖๙', third, { era: 'buddhist' }],
    ['03/04/69', third, { era: 'buddhist' }],
    ['3/4/2026 12:00:00 AM', third],
    ['2026-04-03T00:00:00.000Z', third],
    ['45385', '2024-04-03'],
    ['03/04/98', '1998-04-03'],
  ];
  for (const [text, date, form = {}] of typed) t.same(readDate(text, { ...dayFirst, ...form }, 2026), { date }, text);
  const wrong: [text: string, problem: string][] = [
    ['13/13/2020', 'no-such-day'],
    ['29.02.2023', 'no-such-day'],
    ['1998', 'year-only'],
    ['12/5/1447', 'hijri-year'],
    ['3/4/2569', 'year-out-of-range'],
    ['soon', 'not-a-date'],
    ['03/04', 'not-a-date'],
  ];
  for (const [text, problem] of wrong) t.same(readDate(text, dayFirst, 2026), { problem }, text);
  t.same(readDate('03/04/26', dayFirst, 2016), { date: '1926-04-03' }, 'nobody with a certificate was born this year');
  t.end();
});

t.test('the order of day and month is shown by the values, or by the name of the column, or asked', (t) => {
  const decide = (values: string[], header = 'Born', choice = {}) => {
    const signs = noSigns();
    for (const value of values) noteDate(signs, value);
    return decideDateForm(header, signs, choice);
  };
  t.match(decide(['03/04/1990', '25/04/1990']), { order: 'day-first', decidedBy: 'values', ask: [] });
  t.match(decide(['03/04/1990', '04/25/1990']), { order: 'month-first', decidedBy: 'values', ask: [] });
  t.match(decide(['03/04/1990']), { order: 'day-first', decidedBy: 'assumed', ask: ['order'] });
  t.match(decide(['25/04/1990', '04/25/1990', '26/04/1990']), { order: 'day-first', ask: ['order'] }, 'contradiction');
  t.match(decide(['03/03/1990', '3 Apr 1990', '1990-04-03', '45385']), { ask: [] }, 'nothing that could be two days');
  t.match(decide(['03/04/1990'], 'Born (mm/dd/yyyy)'), { order: 'month-first', decidedBy: 'name', ask: [] });
  t.match(decide(['03/04/1990'], 'Born', { order: 'month-first' }), {
    order: 'month-first',
    decidedBy: 'choice',
    ask: [],
  });
  t.match(decide(['25/04/2533']), { era: 'buddhist', ask: ['era'] });
  t.match(decide(['25/04/2533'], 'Born', { era: 'buddhist' }), { era: 'buddhist', ask: [] });
  t.end();
});

t.test('columns are known by their names in many languages, and only by whole names', (t) => {
  const names: [header: string, field: string | undefined][] = [
    ['Full Name *', 'name'],
    ['Name / ឈ្មោះ', 'name'],
    ['ឈ្មោះ (as in ID)', 'name'],
    ['ชื่อ-นามสกุล', 'name'],
    ['الاسم الكامل', 'name'],
    ['LAST NAME', 'familyName'],
    ['Date of Birth\n(dd/mm/yyyy)', 'dateOfBirth'],
    ['วันเดือนปีเกิด', 'dateOfBirth'],
    ['Passport No.', 'documentNumber'],
    ['Fecha de nacimiento', 'dateOfBirth'],
    ['CON712303 Lay brick/block', 'unit:CON712303'],
    ['School name', undefined],
    ["Father's name", undefined],
    ['No.', undefined],
    ['', undefined],
  ];
  for (const [header, field] of names) t.equal(fieldOfHeader(header, ['CON712303']), field, header);
  t.equal(countKnownHeaders(['Graduates of batch 12', '', '']), 0);

  const remembered = new Map([
    ['nick', 'name' as const],
    ['result', null],
  ]);
  t.match(guessFields(['Nick', 'Name', 'Result', 'Problem', 'DOB'], remembered, []), [
    { field: 'name', decidedBy: 'remembered' },
    { field: null },
    { field: null, decidedBy: 'remembered' },
    { field: null },
    { field: 'dateOfBirth', decidedBy: 'name' },
  ]);
  t.end();
});

t.test('a name is cleaned of what cannot be seen, and of nothing that belongs to its spelling', (t) => {
  const cases: [dirty: string, clean: string][] = [
    ['  Sok\u200b  Dara\u00a0 ', 'Sok Dara'],
    ['Jose\u0301', 'José'],
    ['a\u200cb\u202e', 'ab'],
    ['Anna\tMaria\n', 'Anna Maria'],
    ['محمد\u200c رضا', 'محمد رضا'],
    ['علی\u200cرضا', 'علی\u200cرضا'],
    ['ක්\u200dෂ', 'ක්\u200dෂ'],
    ['សុខ\u200bដារ៉ា', 'សុខដារ៉ា'],
    ['क्\u200dष', 'क्\u200dष'],
  ];
  for (const [dirty, clean] of cases) t.equal(cleanText(dirty), clean);
  const problem = (text: string) => findTextProblem(cleanText(text), { name: true });
  t.equal(problem("Dr. Māori O'Neil-van der Berg, Jr."), undefined);
  t.equal(problem('အောင်ဆန်းစုကြည်'), undefined);
  t.equal(problem('ေအာင္'), 'zawgyi');
  t.equal(problem('????? ????'), 'letters-lost');
  t.equal(problem('Lef\ufffdvre'), 'unreadable-letters');
  t.equal(problem('JosÃ© DÃ­az'), 'unreadable-letters');
  t.equal(problem(Buffer.from('សុខ').toString('latin1')), 'unreadable-letters');
  t.equal(problem(new TextDecoder('windows-1252').decode(Buffer.from('សុខ'))), 'unreadable-letters');
  t.equal(problem(new TextDecoder('windows-1252').decode(Buffer.from('สมชาย'))), 'unreadable-letters');
  t.equal(problem('Thể'), undefined);
  t.equal(problem('Ängström Ñandú Çelik Ðức'), undefined);
  t.equal(problem('=1+1'), 'formula');
  t.equal(problem('@SUM(A1)'), 'formula');
  t.equal(problem('#N/A'), 'spreadsheet-error');
  t.equal(problem('12345'), 'no-letters');
  t.equal(problem('x'.repeat(201)), 'too-long');
  t.equal(latinDigits('០១២ ๓๔ ५६ ۷۸ ９'), '012 34 56 78 9');
  t.end();
});
