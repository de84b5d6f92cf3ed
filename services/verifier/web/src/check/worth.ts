import { agreements, agreementsCollected, regions } from '@symbolon/contexts/agreements';
import { framework } from '@symbolon/contexts/frameworks';
import { type Answer, compileRules } from '@symbolon/recognition';
import { answerFor, type Place, skillFacts, type verifyTogether } from '@symbolon/verification/worth';
import type { Worth } from './client.ts';

export { verifyTogether } from '@symbolon/verification/worth';

export type Together = Awaited<ReturnType<typeof verifyTogether>>;

const rules = compileRules(agreements, regions);

/** Says what verified documents are worth in a place; undefined where the certificate is not one to rely on. */
export function worthIn(together: Together, place: Place, at: Date): Worth | undefined {
  const { verdict, reason, credential } = together;
  if ((verdict !== 'accept' && reason !== 'status-stale') || !credential) return undefined;
  const recognition = answerFor(together.facts ?? { skill: skillFacts(together) }, place, at, rules);
  return { recognition, names: frameworkNames([recognition, ...recognition.also]), collected: agreementsCollected };
}

/** The page has no framework data of its own: it is larger than the page. */
function frameworkNames(answers: readonly Answer[]): Record<string, string> {
  const ids = answers.flatMap(({ level }) => (level ? [level.from.framework, level.to.framework] : []));
  return Object.fromEntries(ids.map((id) => [id, framework(id)?.name ?? id]));
}
