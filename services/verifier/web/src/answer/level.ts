import { correspondence, framework } from '@symbolon/contexts/frameworks';
import type { SkillReading } from '@symbolon/credential';
import { h } from '../dom.ts';
import { t } from '../i18n.ts';

/** Frameworks that most readers abroad compare with. */
const common = ['eqf', 'aqrf'];

/** The level with its framework's name, and what it corresponds to: known with its decision, or plainly not known. */
export function levelLines({ framework: id, level, edition }: NonNullable<SkillReading['level']>): HTMLElement[] {
  const own = framework(id);
  const name = own?.name ?? id;
  const first = h(
    'p',
    {},
    t('more.level.of', { level, framework: edition === undefined ? name : `${name} (${edition})` }),
  );
  const others = common
    .filter((each) => each !== id)
    .map((each) => {
      const found = correspondence({ framework: id, level, ...(edition === undefined ? {} : { edition }) }, each);
      const other = framework(each)?.name ?? each;
      if (!found.known) return h('p', { class: 'muted small' }, t('more.level.unknown', { framework: other }));
      const decision = [found.decider, found.date].filter((part) => part !== undefined).join(', ');
      const text = t('more.level.same', { level: found.level, framework: other });
      return h('p', { class: 'small' }, decision === '' ? text : `${text} (${decision})`);
    });
  return [first, ...others];
}
