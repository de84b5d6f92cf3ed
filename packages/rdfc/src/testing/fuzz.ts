import { compare, type Outcome } from './compare.ts';
import { Generator, prepareVocabularies } from './generate.ts';
import { Random } from './random.ts';

export type Outcomes = Record<string, number>;
export type Disagreement = { readonly seed: number; readonly outcome: Outcome; readonly document: string };

/** Compares the documents of the seeds from `first` on. */
export async function fuzz(
  first: number,
  count: number,
): Promise<{ outcomes: Outcomes; disagreements: Disagreement[] }> {
  await prepareVocabularies();
  const outcomes: Outcomes = {};
  const disagreements: Disagreement[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const random = new Random(seed);
    const document = new Generator(random).document();
    const outcome = await compare(document, random.chance(0.2) ? 'SHA-384' : 'SHA-256');
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome.startsWith('DISAGREEMENT')) disagreements.push({ seed, outcome, document: JSON.stringify(document) });
  }
  return { outcomes, disagreements };
}
