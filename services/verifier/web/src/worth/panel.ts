import occupations from 'virtual:occupations';
import type { Place } from '@symbolon/verification/worth';
import { readingOf } from '../answer/reading.ts';
import { askWorth } from '../check/client.ts';
import type { Checked } from '../check/outcome.ts';
import { button, h } from '../dom.ts';
import { answerElement } from './answer.ts';
import { placeForm } from './form.ts';
import { type ChosenPlace, choosePlace, chosenPlace, forgetPlace } from './place.ts';
import { countryName, loadWords, teller, w, works } from './words.ts';

/** Fills the part below a good certificate: the question where and as what, or its answer where it was given before. */
export async function fillPanel(element: HTMLElement, checked: Checked, forgotten: () => void): Promise<void> {
  await loadWords();
  const place = chosenPlace();
  if (place) await showAnswer(element, checked, place, forgotten);
  else showForm(element, checked, forgotten);
}

function showForm(element: HTMLElement, checked: Checked, forgotten: () => void): void {
  element.replaceChildren(
    placeForm((place) => {
      choosePlace(place);
      void showAnswer(element, checked, place, forgotten).then(() => {
        element.querySelector<HTMLElement>('.worth-headline')?.focus();
      });
    }),
  );
}

async function showAnswer(
  element: HTMLElement,
  checked: Checked,
  place: ChosenPlace,
  forgotten: () => void,
): Promise<void> {
  const worth = await askWorth(checked, asked(place, checked)).catch(() => undefined);
  const change = () => {
    showForm(element, checked, forgotten);
    element.querySelector('select')?.focus();
  };
  const forget = () => {
    forgetPlace();
    forgotten();
  };
  const words = teller({
    framework: (id) => worth?.names[id] ?? id,
    document: (id) => namesOf(checked).get(id),
    unit: (code) => readingOf(checked).units.find((each) => each.code === code)?.name,
  });
  const { destination, work, purpose } = place;
  const values = {
    country: countryName(destination),
    work: Object.entries(works()).find(([id]) => id === work)?.[1] ?? w('form.work.own'),
    purpose: w(`purpose.${purpose}`),
  };
  element.replaceChildren(
    h('p', { class: 'muted small' }, w('place', values)),
    ...(worth ? answerElement(worth, destination, words) : [h('p', { role: 'alert' }, w('failed'))]),
    h(
      'div',
      { class: 'row screen-only' },
      button(w('change'), change, { class: 'quiet' }),
      button(w('forget'), forget, { class: 'quiet' }),
    ),
  );
}

/** What each document that was shown along is called, by its id: its skill, as its issuer signed it. */
function namesOf({ along = [] }: Checked): Map<string, string> {
  const names = along.map((each): [string, string] | undefined => {
    const { achievement, summaryOf } = readingOf(each);
    const id = summaryOf ?? each.document.id;
    return typeof id === 'string' && achievement.name !== undefined ? [id, achievement.name] : undefined;
  });
  return new Map(names.filter((each) => each !== undefined));
}

/** A field of work has several codes; the one that the certificate is for is meant, where it is for any of them. */
function asked({ work, ...place }: ChosenPlace, checked: Checked): Place {
  if (work === undefined) return place;
  const codes = occupations[work] ?? [];
  const own = readingOf(checked).occupations.flatMap(({ code }) => code ?? []);
  const code = codes.find((each) => own.some((other) => other.startsWith(each))) ?? codes[0];
  return code === undefined ? place : { ...place, occupation: { scheme: 'isco-08', code } };
}
