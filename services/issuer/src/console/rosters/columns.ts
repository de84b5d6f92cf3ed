import { type Html, html } from '@symbolon/service';
import { type Matching, matchColumns } from '../../rosters/change.ts';
import type { Column } from '../../rosters/check/plan.ts';
import { dateOrders, eras } from '../../rosters/match/dates.ts';
import { type Field, fields } from '../../rosters/match/fields.ts';
import { missingFields, questionsOf } from '../../rosters/preview.ts';
import type { Roster } from '../../rosters/store.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { button, type Choice, type FieldErrors, select, text } from '../view/form.ts';
import { asTyped, tokenField } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { achievementOfRoster, rosterOf, rosterPage, stepOf } from './steps.ts';

/** `/console/rosters/:id/columns`: what each column of the file holds, with its first values beside it. */
export function registerColumns(pages: ConsolePages): void {
  pages.show('/rosters/:id/columns', async (visit) => columnsPage(visit, await rosterOf(visit), new Map()));
  pages.act('/rosters/:id/columns', async (visit) => {
    const before = await rosterOf(visit);
    await matchColumns(visit.context, visit.institution.id, before.id, readMatching(visit, before));
    const roster = await rosterOf(visit);
    const errors = openErrors(roster, before);
    return errors.size > 0 ? columnsPage(visit, roster, errors) : { seeOther: rosterPage(roster.id, 'check') };
  });
}

function readMatching({ typed }: Visit, { columns }: Roster): Matching {
  const nameOrder = text(typed, 'name-order');
  return {
    ...(nameOrder === 'given-first' || nameOrder === 'family-first' ? { nameOrder } : {}),
    columns: columns.map((column, index) => {
      const field = text(typed, `field-${index}`);
      const order = dateOrders.find((each) => each === text(typed, `order-${index}`));
      const era = eras.find((each) => each === text(typed, `era-${index}`));
      const dates = {
        ...(order && (order !== column.dates?.order || column.dates.ask.includes('order')) && { order }),
        ...(era && (era !== column.dates?.era || column.dates.ask.includes('era')) && { era }),
      };
      return {
        index,
        // Only what was changed is a choice; a guess that was left alone stays a guess for the next file.
        ...((field || null) === column.field ? {} : { field: (field || null) as Field | null }),
        ...(Object.keys(dates).length > 0 ? { dates } : {}),
      };
    }),
  };
}

/** What is still open, at the field that answers it. A question that only now came up is asked, not complained about. */
function openErrors(roster: Roster, before: Roster): FieldErrors {
  const errors: FieldErrors = new Map();
  if (missingFields(roster.columns).length > 0) errors.set('field-0', words.say('columns.name.missing'));
  for (const { column, ask } of questionsOf(roster.columns)) {
    const known = before.columns[column]?.dates?.ask.includes(ask);
    errors.set(
      `${ask}-${column}`,
      words.say(known ? `columns.${ask}.empty` : `columns.${ask}.ask`, {
        header: roster.columns[column]?.header ?? '',
      }),
    );
  }
  return errors;
}

async function columnsPage(visit: Visit, roster: Roster, errors: FieldErrors): Promise<Answer> {
  const { version } = await achievementOfRoster(visit, roster);
  const choices: Choice[] = [
    { value: '', label: words.say('columns.unused') },
    ...fields.map((value) => ({ value, label: words.say(`field.${value}`) })),
    ...version.units.map(({ code, title }) => ({
      value: `unit:${code}`,
      label: `${code} ${title.en ?? Object.values(title)[0]}`,
      group: words.say('columns.units'),
    })),
  ];
  const parts = roster.columns.filter(({ field }) => field === 'givenName' || field === 'familyName');
  return {
    title: words.say('columns.title'),
    place: 'issue',
    step: stepOf('columns'),
    back: { href: `/console/rosters/new?achievement=${roster.achievement}`, label: words.say('rosters.upload.title') },
    errors,
    main: html`<p class="measure">${words.sayWith('columns.intro', { file: asTyped(roster.fileName) })}</p>
${factsOf(roster)}
<form method="post" action="${rosterPage(roster.id, 'columns')}" novalidate>${tokenField(visit.formToken)}
<ol class="list">${roster.columns.map((column, index) => columnRow(column, index, choices, errors))}</ol>
${
  parts.length > 1 &&
  select({ name: 'name-order', label: words.say('columns.name-order'), typed: { 'name-order': roster.nameOrder } }, [
    { value: 'given-first', label: words.say('columns.name-order.given-first') },
    { value: 'family-first', label: words.say('columns.name-order.family-first') },
  ])
}
<p class="actions">${button('columns.button')}</p></form>`,
  };
}

/** How the file was read, so that somebody whose letters look wrong knows why. */
function factsOf({ facts, headerRow }: Roster): Html {
  const { format, encoding, delimiter, sheet, sheets = [], notes } = facts;
  const divided = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }[delimiter ?? ''];
  return html`<details><summary>${words.say('columns.read')}</summary><ul>
<li>${format === 'csv' ? words.say('columns.read.csv') : words.say('columns.read.xlsx')}, ${words.say('columns.read.header', { row: headerRow })}</li>
${encoding && html`<li>${encoding.name}: ${encoding.reason}</li>`}
${divided && html`<li>${words.say(`columns.read.${divided}` as 'columns.read.comma')}</li>`}
${sheet && html`<li>${words.sayWith('columns.read.sheet', { sheet: asTyped(sheet) })}</li>`}
${sheets.length > 1 && html`<li>${words.sayWith('columns.read.sheets', { sheets: asTyped(sheets.join(', ')) })}</li>`}
${notes.map((note) => html`<li>${note}</li>`)}</ul></details>`;
}

function columnRow(
  { header, field, dates, examples }: Column,
  index: number,
  choices: Choice[],
  errors: FieldErrors,
): Html {
  const typed = {
    [`field-${index}`]: field ?? '',
    [`order-${index}`]: dates?.ask.includes('order') ? '' : dates?.order,
    [`era-${index}`]: dates?.ask.includes('era') ? '' : dates?.era,
  };
  const dated = examples.filter(({ date }) => date !== undefined);
  const choose = dates && { value: '', label: words.say('columns.choose') };
  return html`<li class="full"><div class="match"><div><p><strong>${asTyped(header || words.say('columns.unnamed', { number: index + 1 }))}</strong></p>
${examples.map(({ value, date }) => html`<p class="values">${asTyped(value)}${date && html` → ${words.date(date)}`}</p>`)}
${examples.length === 0 && html`<p class="values">${words.say('columns.empty')}</p>`}</div>
<div class="stack-small">${select({ name: `field-${index}`, label: words.say('columns.holds'), typed, errors }, choices)}
${
  dates &&
  (dated.length > 0 || dates.ask.length > 0) &&
  select({ name: `order-${index}`, label: words.say('columns.order'), typed, errors }, [
    ...(dates.ask.includes('order') && choose ? [choose] : []),
    ...dateOrders.map((value) => ({ value, label: words.say(`columns.order.${value}`) })),
  ])
}
${
  dates &&
  (dates.ask.includes('era') || dates.era === 'buddhist') &&
  select({ name: `era-${index}`, label: words.say('columns.era'), typed, errors }, [
    ...(dates.ask.includes('era') && choose ? [choose] : []),
    ...eras.map((value) => ({ value, label: words.say(`columns.era.${value}`) })),
  ])
}</div></div></li>`;
}
