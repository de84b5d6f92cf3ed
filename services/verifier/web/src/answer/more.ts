import type { SkillReading } from '@symbolon/credential';
import type { Checked } from '../check/outcome.ts';
import { h } from '../dom.ts';
import { type MessageKey, t } from '../i18n.ts';
import { row } from './facts-card.ts';
import { day, readingOf } from './reading.ts';

const routes: Record<NonNullable<SkillReading['route']>, MessageKey> = {
  course: 'more.route.course',
  'recognition-of-prior-learning': 'more.route.recognition-of-prior-learning',
  work: 'more.route.work',
};

/** What else the certificate says, and what was checked; closed until it is asked for. */
export function moreElement(checked: Checked): HTMLElement {
  const reading = readingOf(checked);
  const { level, route, occupations, result: grade, awardedDate, units, achievement } = reading;
  const { checks, issuer } = checked.result;
  const id = reading.summaryOf ?? (checked.document.id as string | undefined);
  const levelLines = h('div', {});
  const element = h(
    'details',
    { class: 'card more' },
    h('summary', {}, h('h2', {}, t('more.title'))),
    h(
      'dl',
      {},
      level && row('more.level', levelLines),
      route && row('more.route', t(routes[route])),
      occupations.length > 0 && row('more.occupations', list(occupations)),
      grade !== undefined && row('more.result', h('bdi', {}, grade)),
      awardedDate !== undefined && row('more.awarded', day(awardedDate)),
      achievement.description !== undefined && row('more.about', h('bdi', { dir: 'auto' }, achievement.description)),
      issuer?.known && row('more.list', h('bdi', {}, issuer.source)),
      typeof id === 'string' && row('more.id', h('span', { class: 'code', dir: 'ltr' }, id)),
    ),
    // Where some are missing, the card before this one has named all of them already.
    units.length > 0 && !reading.partial && h('div', {}, h('h3', {}, t('more.units')), list(units)),
    h('h3', {}, t('more.checks')),
    h('dl', { class: 'checks' }, ...checks.map(({ check, outcome }) => row(`check.${check}`, t(`outcome.${outcome}`)))),
    h('p', { class: 'muted small' }, t('more.code', { code: supportCode(checked) })),
  );
  if (level) showLevel(element, levelLines, level);
  return element;
}

/** Looks the level up in the frameworks only when somebody wants to know: their data is larger than most pages. */
function showLevel(element: HTMLDetailsElement, place: HTMLElement, level: NonNullable<SkillReading['level']>): void {
  place.append(t('more.level.of', { level: level.level, framework: level.framework }));
  element.addEventListener(
    'toggle',
    async () => place.replaceChildren(...(await import('./level.ts')).levelLines(level)),
    { once: true },
  );
}

/** Short code for support: the reason, and what the failed checks call it. Holds nothing of the person. */
export function supportCode({ result }: Checked): string {
  const codes = result.checks
    .filter(({ outcome }) => outcome !== 'passed' && outcome !== 'skipped')
    .map(({ code }) => code);
  return [...new Set([result.reason, ...codes])].join(' ');
}

/** For a partial recognition: what is recognised and, as clearly, what is not yet. */
export function partElement(reading: SkillReading): HTMLElement | undefined {
  const { partial, units } = reading;
  if (!partial) return undefined;
  const codes = ({ recognised }: { recognised: boolean }) =>
    recognised ? partial.recognisedUnit : partial.missingUnit;
  const part = (recognised: boolean) => {
    const named = units.filter((unit) => unit.recognised === recognised);
    return named.length > 0 ? named : codes({ recognised }).map((code) => ({ code }));
  };
  const [recognised, missing] = [part(true), part(false)];
  // The small credential of a code has no room for the units.
  if (recognised.length + missing.length === 0) return h('p', { class: 'card' }, t('units.onPaper'));
  return h(
    'section',
    { class: 'card parts' },
    recognised.length > 0 && h('div', {}, h('h2', {}, t('units.recognised')), list(recognised)),
    missing.length > 0 && h('div', { class: 'missing' }, h('h2', {}, t('units.missing')), list(missing)),
  );
}

function list(rows: { name?: string; code?: string }[]): HTMLElement {
  return h(
    'ul',
    {},
    ...rows.map(({ name, code }) =>
      h(
        'li',
        {},
        name !== undefined && h('bdi', { dir: 'auto' }, name),
        name !== undefined && code !== undefined && ' ',
        code !== undefined && h('span', { class: 'muted small number', dir: 'ltr' }, code),
      ),
    ),
  );
}
