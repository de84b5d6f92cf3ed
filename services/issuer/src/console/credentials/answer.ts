import { readSkill } from '@symbolon/credential';
import { type IconName, iconSvg } from '@symbolon/pages';
import { type Html, html, raw } from '@symbolon/service';
import type { Reason, VerificationResult } from '@symbolon/verification';
import { asTyped, inLanguage } from '../view/layout.ts';
import { words } from '../view/words.ts';

/** Band, shape and words of the employer's page for the answers that an institution's own credential can have. */
const answers = {
  good: ['ok', 'circle-tick'],
  partial: ['ok-outline', 'circle-half'],
  'not-yet-valid': ['review', 'clock-arrow'],
  expired: ['review', 'clock-bar'],
  suspended: ['review', 'pause'],
  revoked: ['stop', 'octagon-bar'],
  superseded: ['stop-outline', 'replaced'],
  'status-unknown': ['unchecked', 'circle-question'],
  'not-genuine': ['stop', 'octagon-cross'],
} as const satisfies Partial<Record<Reason, readonly [band: string, shape: IconName]>>;

const isAnswer = (reason: Reason): reason is keyof typeof answers => Object.hasOwn(answers, reason);

/** What the employer sees first, in the same shape: the word, then name and skill, dates, status and issuer. */
export function employerAnswer(result: VerificationResult): Html {
  // Anything else can only mean that the key was withdrawn or that the record is damaged.
  const reason = isAnswer(result.reason) ? result.reason : result.verified ? 'status-unknown' : 'not-genuine';
  const [band, shape] = answers[reason];
  const reading = result.credential && readSkill(result.credential, [words.language]);
  const date = (value: string | undefined) => (value ? words.date(value.slice(0, 10)) : '');
  const until = reading?.validUntil;
  const headline = words.say(`employer.${reason}`, {
    date: date(reason === 'not-yet-valid' ? reading?.validFrom : until),
  });
  return html`<div class="card stack">
<p class="band band-${band}">${raw(iconSvg(shape))}<strong>${headline}</strong></p>
${
  reading &&
  html`<p class="name">${asTyped(reading.holder.name ?? '')}</p>
${reading.holder.latinName && html`<p>${inLanguage(reading.holder.latinName, 'en')}</p>`}
<p><strong>${asTyped(reading.achievement.name ?? '')}</strong></p>
${reading.partial && html`<p>${words.say('employer.units', { count: reading.partial.recognisedUnit.length, all: reading.partial.recognisedUnit.length + reading.partial.missingUnit.length })}</p>`}
<p class="muted">${until ? words.say('employer.from-until', { from: date(reading.validFrom), until: date(until) }) : words.say('employer.from', { from: date(reading.validFrom) })}</p>`
}
${result.issuer?.known && html`<p class="muted">${words.sayWith('employer.issuer', { issuer: asTyped(result.issuer.names[words.language] ?? '') })}</p>`}
</div>`;
}
