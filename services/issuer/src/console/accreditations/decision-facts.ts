import { occupation } from '@symbolon/contexts/occupations';
import { readDecision } from '@symbolon/recognition';
import { type Html, html } from '@symbolon/service';
import { asTyped } from '../view/layout.ts';
import { words } from '../view/words.ts';
import { factList } from './facts.ts';

/** What a recognition decision says, signed or not yet. */
export function decisionFacts(document: Record<string, unknown>): Html {
  const decision = readDecision({ id: 'urn:uuid:00000000-0000-4000-8000-000000000000', ...document });
  if (!decision) return html``;
  const { recognizes, jurisdiction, purpose, outcome, occupation: work, reasons = [], conditions = [] } = decision;
  const list = (all: readonly string[] | undefined) => all && html`<span class="code">${all.join(', ')}</span>`;
  return factList([
    [words.say('decisions.on'), html`<span class="code small">${recognizes.id}</span>`],
    [words.say('decisions.outcome'), words.say(`decisions.outcome.${outcome}`)],
    [words.say('decisions.jurisdiction'), jurisdiction],
    [words.say('decisions.purpose'), words.say(`decisions.purpose.${purpose}`)],
    [
      words.say('decisions.occupation'),
      work && html`<span class="code">${work.code}</span> ${occupation(work.scheme, work.code)?.label}`,
    ],
    [words.say('decisions.recognized-units'), list(decision.recognizedUnits)],
    [words.say('decisions.missing-units'), list(decision.missingUnits)],
    [
      words.say('decisions.reason'),
      reasons.length > 0
        ? html`${reasons.map(({ ground, explanation }) => html`<p>${asTyped(explanation ?? ground)}</p>`)}`
        : undefined,
    ],
    [
      words.say('decisions.condition'),
      conditions.length > 0
        ? html`${conditions.map(({ type, name, achievements = [], providers = [] }) => html`<p>${asTyped(name ?? type)}</p>${[...achievements, ...providers].map((id) => html`<p class="code small">${id}</p>`)}`)}`
        : undefined,
    ],
    [words.say('accreditations.from'), words.date(decision.decidedAt.slice(0, 10))],
  ]);
}
