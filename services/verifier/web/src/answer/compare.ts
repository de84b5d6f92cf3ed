import type { SkillReading } from '@symbolon/credential';
import { button, h } from '../dom.ts';
import { t } from '../i18n.ts';

type NumberHash = NonNullable<SkillReading['holder']['documentNumberHash']>;

/** Asks whether the certificate is the person's: name, date of birth where held, document number where its hash is held. */
export function compareElement({ holder }: SkillReading, answered: (same: boolean) => void): HTMLElement {
  return h(
    'section',
    { class: 'card stack compare screen-only', 'aria-labelledby': 'compare' },
    h('h2', { id: 'compare' }, t('compare.title')),
    h('p', {}, t(holder.dateOfBirth ? 'compare.nameAndBirth' : 'compare.name')),
    holder.documentNumberHash && numberField(holder.documentNumberHash),
    h(
      'div',
      { class: 'row' },
      button(t('compare.yes'), () => answered(true), { class: 'primary grow' }),
      button(t('compare.no'), () => answered(false), { class: 'grow' }),
    ),
  );
}

function numberField(hashed: NumberHash): HTMLElement {
  const field = h('input', {
    id: 'document-number',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    dir: 'ltr',
    'aria-describedby': 'document-number-hint',
    maxlength: '64',
  });
  const answer = h('p', { class: 'number-answer', role: 'status' });
  const compare = async () => {
    if (field.value.trim() === '') return field.focus();
    const same = await matches(field.value, hashed);
    answer.className = `number-answer tag ${same ? 'tag-ok' : 'tag-stop'}`;
    answer.textContent = `${same ? '✓' : '✕'} ${t(same ? 'compare.number.same' : 'compare.number.different')}`;
  };
  return h(
    'form',
    {
      class: 'stack-small',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        void compare();
      },
    },
    h('label', { for: 'document-number' }, t('compare.number')),
    h('p', { id: 'document-number-hint', class: 'hint' }, t('compare.number.hint')),
    h('div', { class: 'field-row' }, field, h('button', {}, t('compare.number.check'))),
    answer,
  );
}

/**
 * True where the typed text hashes to the document number's hash (Open Badges 3.0 IdentityHash: `sha256$` and the hex digest
 * of value and salt). People type spaces, hyphens and small letters that passports do not have, so those forms are tried.
 */
export async function matches(typed: string, { salt, identityHash }: NumberHash): Promise<boolean> {
  const trimmed = typed.trim();
  const bare = trimmed.replaceAll(/[\s.\-/]/g, '');
  const forms = new Set([
    trimmed,
    trimmed.toUpperCase(),
    trimmed.toLowerCase(),
    bare,
    bare.toUpperCase(),
    bare.toLowerCase(),
  ]);
  const wanted = identityHash.toLowerCase().replace(/^sha256\$/, '');
  for (const form of forms) if ((await sha256(form + salt)) === wanted) return true;
  return false;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
