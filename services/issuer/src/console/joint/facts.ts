import { readSkill } from '@symbolon/credential';
import type { Html } from '@symbolon/service';
import { html } from '@symbolon/service';
import { factList } from '../accreditations/facts.ts';
import { asTyped } from '../view/layout.ts';
import { words } from '../view/words.ts';

/** What a joint certificate says, and who awards it. */
export function documentFacts(document: Record<string, unknown>): Html {
  const { holder, achievement, validFrom, units, level } = readSkill(document, [words.language]);
  const bodies = [document.awardingBody ?? []].flat() as { id?: string; name?: string }[];
  return factList([
    [words.say('joint.name'), holder.name && asTyped(holder.name)],
    [words.say('joint.born'), holder.dateOfBirth && words.date(holder.dateOfBirth)],
    [words.say('joint.achievement'), achievement.name && asTyped(achievement.name)],
    [words.say('achievement.level'), level && `${level.level} (${level.framework})`],
    [
      words.say('achievement.fact.units'),
      units.length > 0
        ? html`${units.map(({ code, name }) => html`<p><span class="code">${code}</span> ${asTyped(name)}</p>`)}`
        : undefined,
    ],
    [words.say('accreditations.from'), validFrom && words.date(validFrom.slice(0, 10))],
    [
      words.say('joint.bodies'),
      html`${bodies.map(({ id, name }) => html`<p>${name && asTyped(name)} <span class="code small">${id}</span></p>`)}`,
    ],
  ]);
}
