import type { Checked } from '../check/outcome.ts';
import { h } from '../dom.ts';
import { t } from '../i18n.ts';
import { chosenPlace } from './place.ts';

/**
 * The part below a good certificate about what it is worth where the work is: closed until it is asked for the first time, the answer
 * from then on. Its code and words are loaded after the verdict, which never waits for them.
 */
export function worthSection(checked: Checked): HTMLElement {
  const isOld = checked.result.reason === 'status-stale';
  const content = h('div', { class: 'stack-small', role: 'status' });
  const warned = () => isOld && h('p', { class: 'warning' }, t('worth.ifStill'));
  const section = h('section', { class: 'card worth', 'aria-labelledby': 'worth' });
  const fill = async () => {
    content.replaceChildren(h('p', { class: 'muted' }, t('checking')));
    const { fillPanel } = await import('./panel.ts');
    await fillPanel(content, checked, () => draw(true));
  };
  const attempt = () => void fill().catch(() => content.replaceChildren(h('p', {}, t('worth.failed'))));
  const draw = (focus: boolean) => {
    const title = h('h2', { id: 'worth', tabindex: '-1' }, t('worth.title'));
    if (chosenPlace()) {
      section.replaceChildren(...[title, warned(), content].filter((each) => each !== false));
      attempt();
    } else {
      const details = h('details', {}, h('summary', {}, title), warned(), content);
      content.replaceChildren();
      details.addEventListener('toggle', attempt, { once: true });
      section.replaceChildren(details);
    }
    if (focus) section.querySelector<HTMLElement>('summary')?.focus();
  };
  draw(false);
  return section;
}
