import type { SkillReading } from '@symbolon/credential';
import { formatAge, formatDate } from '@symbolon/pages';
import type { Checked } from '../check/outcome.ts';
import { h } from '../dom.ts';
import { language, type MessageKey, t } from '../i18n.ts';
import { documentKind } from '../together/document-kind.ts';
import { accreditationLines } from './accreditation.ts';
import { decidingStatus } from './answer.ts';
import { when } from './band.ts';
import { issuerElement } from './issuer.ts';
import { day, readingOf } from './reading.ts';

/** Name and skill first, then dates, status with its age, and the issuer. */
export function factsCard(checked: Checked): HTMLElement {
  const reading = readingOf(checked);
  const kind = documentKind(checked.document);
  return h(
    'section',
    { class: 'card facts' },
    ...(kind === 'certificate' ? person(reading) : [h('h2', {}, t(`together.${kind}`))]),
    skill(reading),
    h(
      'dl',
      {},
      row('fact.dates', period(reading)),
      row('fact.status', statusText(checked)),
      row('fact.issuer', issuerElement(checked.result.issuer)),
      accreditedBy(checked.result),
      ...(checked.result.coIssuers ?? []).flatMap((each) => [
        row('fact.coIssuer', issuerElement(each)),
        accreditedBy(each),
      ]),
    ),
  );
}

function accreditedBy(known: Parameters<typeof accreditationLines>[0]): HTMLElement | undefined {
  const lines = accreditationLines(known);
  return lines && row('fact.accredited', ...lines);
}

/** The same without authority: what a document says that nobody confirms, its issuer's name among it. */
export function claimsCard(checked: Checked): HTMLElement {
  const reading = readingOf(checked);
  const { name, id } = reading.issuer;
  return h(
    'section',
    { class: 'card facts claims' },
    h('p', { class: 'warning' }, t('claims.warning')),
    ...person(reading),
    skill(reading),
    h('dl', {}, row('fact.dates', period(reading)), row('fact.issuer', h('bdi', {}, name ?? id ?? '–'))),
  );
}

function person({ holder: { name, latinName, dateOfBirth } }: SkillReading): (HTMLElement | undefined)[] {
  return [
    h('h2', { class: 'name' }, hidden('fact.name'), h('bdi', { dir: 'auto' }, name ?? '–')),
    latinName && latinName !== name ? h('p', { class: 'latin-name' }, h('bdi', { dir: 'ltr' }, latinName)) : undefined,
    dateOfBirth ? h('p', { class: 'muted' }, t('fact.born', { date: birth(dateOfBirth) })) : undefined,
  ];
}

/** A birth date that is not a date is shown as it was written, to be compared letter by letter. */
const birth = (date: string) => (/^\d{4}-\d{2}-\d{2}$/.test(date) ? formatDate(date, language()) : date);

function skill({ achievement: { name }, otherAchievements }: SkillReading): HTMLElement | undefined {
  if (name === undefined) return undefined;
  return h(
    'p',
    { class: 'skill' },
    hidden('fact.skill'),
    h('bdi', { dir: 'auto' }, [name, ...otherAchievements].join(' · ')),
  );
}

const hidden = (label: MessageKey) => h('span', { class: 'visually-hidden' }, `${t(label)}: `);

export function row(label: MessageKey, ...value: (Node | string)[]): HTMLElement {
  return h('div', {}, h('dt', {}, t(label)), h('dd', {}, ...value));
}

function period({ validFrom, validUntil }: SkillReading): string {
  if (validFrom && validUntil) return t('fact.dates.fromUntil', { from: day(validFrom), until: day(validUntil) });
  if (validFrom) return t('fact.dates.from', { from: day(validFrom) });
  return validUntil ? t('fact.dates.until', { until: day(validUntil) }) : t('fact.dates.none');
}

/** What is known of the status, always with its age. */
function statusText({ result, at }: Checked): string {
  const status = decidingStatus(result);
  if (!status) return t(result.reason === 'status-unknown' ? 'fact.status.unknown' : 'fact.status.none');
  const now = new Date(at);
  const seen = when(status.checkedAt ?? at, now);
  if (status.set)
    return t(status.statusPurpose === 'suspension' ? 'fact.status.suspended' : 'fact.status.revoked', { when: seen });
  if (status.freshness === 'fresh') return t('fact.status.fresh', { when: seen });
  if (status.freshness === 'unknown' || !status.checkedAt) return t('fact.status.unknown');
  return t('fact.status.stale', { when: seen, age: formatAge(status.checkedAt, now, language()) });
}
