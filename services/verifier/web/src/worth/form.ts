import { h } from '../dom.ts';
import { type ChosenPlace, chosenPlace, likelyCountry } from './place.ts';
import { countries, type WorthKey, w, works } from './words.ts';

const purposes = ['employment', 'regulated-profession', 'work-permit', 'further-learning', 'return'] as const;

/** Asks where, as what and what for; gives what was chosen. */
export function placeForm(chosen: (place: ChosenPlace) => void): HTMLElement {
  const before = chosenPlace();
  const proposed = before?.destination ?? likelyCountry();
  const error = h('p', { class: 'field-error', id: 'place-error', role: 'alert' });
  const destination = select('destination', 'form.destination', [
    option('', w('form.choose'), false),
    ...countries().map(([code, name]) => option(code, name, code === proposed)),
  ]);
  const work = select('work', 'form.work', [
    option('', w('form.work.own'), !before?.work),
    ...Object.entries(works()).map(([id, name]) => option(id, name, id === before?.work)),
  ]);
  const purpose = select(
    'purpose',
    'form.purpose',
    purposes.map((each) => option(each, w(`purpose.${each}`), each === (before?.purpose ?? 'employment'))),
  );
  const answer = () => {
    const code = destination.list.value;
    if (code === '') {
      error.textContent = w('form.missing');
      destination.list.setAttribute('aria-invalid', 'true');
      destination.list.setAttribute('aria-describedby', error.id);
      return destination.list.focus();
    }
    const id = work.list.value;
    chosen({
      destination: code,
      purpose: purposes.find((each) => each === purpose.list.value) ?? 'employment',
      ...(id === '' ? {} : { work: id }),
    });
  };
  return h(
    'form',
    {
      class: 'stack-small place',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        answer();
      },
    },
    destination.element,
    error,
    work.element,
    purpose.element,
    h('p', { class: 'hint' }, w('form.hint')),
    h('button', { class: 'wide' }, w('form.show')),
  );
}

const option = (value: string, text: string, selected: boolean) => h('option', { value, selected }, text);

function select(id: string, label: WorthKey, options: HTMLOptionElement[]) {
  const list = h('select', { id: `place-${id}` }, ...options);
  return { list, element: h('div', {}, h('label', { for: list.id }, w(label)), list) };
}
