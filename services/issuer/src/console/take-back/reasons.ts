import { type Html, html } from '@symbolon/service';
import type { StatusAction, StatusReason } from '../../status/change.ts';
import { type Field, type FieldErrors, select, type Typed, text, textarea } from '../view/form.ts';
import { words } from '../view/words.ts';

/** Which reasons fit to which action; the list of each begins with none, so that nobody gives one by accident. */
export const reasonsFor = {
  revoke: [
    'wrong-data',
    'issued-in-error',
    'requirements-not-met',
    'obtained-by-fraud',
    'request-of-holder',
    'request-of-authority',
    'unspecified',
  ],
  suspend: ['under-investigation', 'request-of-holder', 'request-of-authority', 'unspecified'],
  lift: ['resolved', 'issued-in-error', 'request-of-authority', 'unspecified'],
} as const satisfies Partial<Record<StatusAction, readonly StatusReason[]>>;

export type AskedAction = keyof typeof reasonsFor;

const longestNote = 1000;

/** Reason and private note as they were typed. */
export function readReason(
  action: AskedAction,
  typed: Typed,
): { reason: StatusReason; note: string; errors: FieldErrors } {
  const errors: FieldErrors = new Map();
  const reason = reasonsFor[action].find((each) => each === text(typed, 'reason'));
  if (!reason) errors.set('reason', words.say('reason.empty'));
  const note = text(typed, 'note');
  if (note.length > longestNote) errors.set('note', words.say('error.too-long', { most: longestNote }));
  return { reason: reason ?? 'unspecified', note, errors };
}

export function reasonFields(action: AskedAction, typed: Typed, errors: FieldErrors): Html {
  const field = (name: 'reason' | 'note'): Field => ({
    name,
    label: words.say(`take-back.${name}`),
    hint: words.say(`take-back.${name}.hint`),
    typed,
    errors,
  });
  return html`${select(field('reason'), [
    { value: '', label: words.say('take-back.reason.choose') },
    ...reasonsFor[action].map((value) => ({ value, label: words.say(`reason.${value}`) })),
  ])}${textarea(field('note'), { rows: 3, dir: 'auto' })}`;
}
