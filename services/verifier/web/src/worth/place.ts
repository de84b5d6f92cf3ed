import type { Purpose } from '@symbolon/contexts/agreements';
import { forget, recall, remember } from '../memory.ts';

/** Where the work is, as what, and what for. `work` is the id of a field of work; absent means the work on the certificate. */
export type ChosenPlace = { destination: string; work?: string; purpose: Purpose };

const memory = 'place';
const purposes: readonly string[] = [
  'employment',
  'regulated-profession',
  'work-permit',
  'further-learning',
  'return',
] satisfies Purpose[];

let present: ChosenPlace | undefined = read();

/** The employer's answer to "where, as what?"; undefined before it was given. */
export const chosenPlace = (): ChosenPlace | undefined => present;

/** Keeps it on this device, and for this visit where the device keeps nothing. */
export function choosePlace(place: ChosenPlace): void {
  present = place;
  remember(memory, JSON.stringify(place));
}

export function forgetPlace(): void {
  present = undefined;
  forget(memory);
}

/** The country of the browser's own language, where that names one: a first proposal in the form, never an answer. */
export function likelyCountry(): string | undefined {
  for (const tag of navigator.languages) {
    const [region] = /(?<=-)[A-Z]{2}\b/.exec(tag) ?? [];
    if (region) return region;
  }
  return undefined;
}

/** What was kept by an earlier edition of the page, or changed by hand, is not taken for an answer. */
function read(): ChosenPlace | undefined {
  try {
    const { destination, work, purpose } = JSON.parse(recall(memory) ?? '');
    if (typeof destination !== 'string' || !/^[A-Z]{2}$/.test(destination) || !purposes.includes(purpose))
      return undefined;
    return { destination, purpose, ...(typeof work === 'string' ? { work } : {}) };
  } catch {
    return undefined;
  }
}
