import { agreements, purposes } from '@symbolon/contexts/agreements';
import { framework, frameworks } from '@symbolon/contexts/frameworks';
import { occupation, occupationAreas } from '@symbolon/contexts/occupations';
import { countriesIn, directionOf, iconSvg, languages, recognitionIcons } from '@symbolon/pages';
import { type Answer, type Recognition, tell } from '@symbolon/recognition';
import { type Html, html, raw } from '@symbolon/service';
import type { Comparison, Journey } from '../facts.ts';
import type { Words } from './words.ts';

/** What stands around the main part: `query` is kept when the language changes. */
export type Frame = { words: Words; style: string; path: string; query: URLSearchParams };

type Chosen = {
  from?: string | undefined;
  to?: string | undefined;
  occupation?: string | undefined;
  purpose?: string | undefined;
};

function frame(title: string, main: Html, { words, style, path, query }: Frame): string {
  const { language, say } = words;
  const inLanguage = (tag: string) => `${path}?${new URLSearchParams([...query, ['lang', tag]])}`;
  const other = path === '/compare' ? 'journey' : 'compare';
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<a class="skip" href="#main">${say('skip')}</a>
<nav class="languages" aria-label="${say('language')}">${languages.map(
    ({ tag, name, direction }) =>
      html`<a href="${inLanguage(tag)}" lang="${tag}" dir="${direction}" hreflang="${tag}"${tag === language && html` aria-current="true"`}>${name}</a>`,
  )}</nav>
<main id="main" class="stack" tabindex="-1">
<h1>${title}</h1>
${main}
</main>
<nav class="ways"><a href="${other === 'journey' ? '/before-you-go' : '/compare'}?lang=${language}">${say(`link.${other}`)}</a>
<a href="/">${say('link.check')}</a></nav>
</body>
</html>
`.markup;
}

type Choice = { value: string; label: string };

const select = (name: string, label: string, choices: readonly Choice[], chosen: string | undefined, empty: string) =>
  html`<label>${label}<select name="${name}" required><option value="">${empty}</option>${choices.map(
    ({ value, label }) => html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`,
  )}</select></label>`;

/** The page for whoever is about to leave: a question of four parts, and its answer where all are there. */
export function journeyPage(
  chosen: Chosen,
  found: { journey: Journey; answer: Recognition } | undefined,
  isIncomplete: boolean,
  parts: Frame,
): string {
  const { words } = parts;
  const { say, language } = words;
  const countries = countriesIn(language).map(([value, label]) => ({ value, label }));
  const works = occupationAreas.flatMap(({ id, isco08 }) =>
    isco08.map((code) => ({
      value: `isco-08:${code}`,
      label: isco08.length > 1 ? `${words.work(id)}: ${occupation('isco-08', code)?.label ?? code}` : words.work(id),
    })),
  );
  const aims = purposes.map((value) => ({ value, label: say(`purpose.${value}`) }));
  const empty = say('journey.choose');
  const main = html`<p>${say('journey.lead')}</p>
${isIncomplete && html`<p role="alert"><strong>${say('journey.missing')}</strong></p>`}
<form action="/before-you-go"><input type="hidden" name="lang" value="${language}">
${select('occupation', say('journey.occupation'), works, chosen.occupation, empty)}
${select('from', say('journey.from'), countries, chosen.from, empty)}
${select('to', say('journey.to'), countries, chosen.to, empty)}
${select('purpose', say('journey.purpose'), aims, chosen.purpose ?? 'employment', empty)}
<button class="button primary">${say('journey.ask')}</button></form>
${found ? answers(found.answer, found.journey.to, words) : everyAgreement(words)}`;
  return frame(say('journey.title'), main, parts);
}

function answers(answer: Recognition, destination: string, words: Words): Html {
  return html`<section class="stack" aria-labelledby="answer">${one(answer, destination, words, true)}
${answer.also.length > 0 && html`<h2>${words.say('also')}</h2>`}${answer.also.map((each) => one(each, destination, words, false))}</section>`;
}

function one(answer: Answer, destination: string, words: Words, isFirst: boolean): Html {
  const { headline, lines, why, sources } = tell(answer, destination, words);
  const icon = raw(iconSvg(recognitionIcons[answer.outcome]));
  return html`<article class="answer" data-outcome="${answer.outcome}">
${isFirst ? html`<h2 id="answer">${icon} ${headline}</h2>` : html`<h3>${icon} ${headline}</h3>`}
<ul>${[...lines, ...why].map((line) => html`<li>${line}</li>`)}</ul>
${sources.length > 0 && html`<p class="sources">${words.say('sources')}</p>${sourceList(sources)}`}
</article>`;
}

const sourceList = (sources: readonly { url?: string; text?: string }[]): Html =>
  html`<ul class="sources">${sources.map(
    ({ url, text = url }) =>
      html`<li><bdi>${url ? html`<a href="${url}" rel="noreferrer">${text}</a>` : text}</bdi></li>`,
  )}</ul>`;

/** All that the answers can rest on, with where it was read; also what gives no answers, and why. */
function everyAgreement({ say }: Words): Html {
  return html`<details><summary>${say('known.agreements')}</summary><ul>${agreements.map(
    ({ name, sources, rules, partiesEvidence }) =>
      html`<li><bdi>${name}</bdi>${partiesEvidence && html`<br><bdi class="sources">${partiesEvidence}</bdi>`}
${sourceList([...sources, ...rules.flatMap((rule) => rule.sources ?? [])].map(sourceOf))}</li>`,
  )}</ul></details>`;
}

const sourceOf = ({ url, document, what }: { url?: string; document?: string; what?: string }) => ({
  ...(url === undefined ? {} : { url }),
  ...(what === undefined ? {} : { text: document === undefined ? what : `${document}: ${what}` }),
});

function everyFramework({ say }: Words): Html {
  return html`<details><summary>${say('known.frameworks')}</summary><ul>${frameworks.map(
    ({ name, sources }) => html`<li><bdi>${name}</bdi>${sourceList(sources.map(sourceOf))}</li>`,
  )}</ul></details>`;
}

/** Two frameworks side by side; `comparison` is absent before both were chosen. */
export function comparePage(
  chosen: { from?: string | undefined; to?: string | undefined },
  comparison: Comparison | undefined,
  parts: Frame,
): string {
  const { words } = parts;
  const { say, language } = words;
  const choices = frameworks.map(({ id, name }) => ({ value: id, label: name }));
  const main = html`<p>${say('compare.lead')}</p>
<form action="/compare"><input type="hidden" name="lang" value="${language}">
${select('from', say('compare.from'), choices, chosen.from, say('journey.choose'))}
${select('to', say('compare.to'), choices, chosen.to, say('journey.choose'))}
<button class="button primary">${say('compare.show')}</button></form>
${comparison ? besideEachOther(comparison, words) : everyFramework(words)}`;
  return frame(say('compare.title'), main, parts);
}

function besideEachOther({ from, to, edition, referencing, levels }: Comparison, words: Words): Html {
  const { say } = words;
  return html`<section class="stack" aria-labelledby="levels"><h2 id="levels">${words.framework(from)} · ${words.framework(to)}</h2>
${edition && html`<p>${say('edition', { edition })}</p>`}
${
  referencing
    ? html`<ul><li>${say(`status.${referencing.status}`)}${referencing.evidence !== 'read at source' && html` (${say('unverified')})`}</li>
${referencing.decider && html`<li>${say('decided-by', { body: referencing.decider })}</li>`}
${referencing.date && html`<li>${say('date', { date: words.date(referencing.date) })}</li>`}
<li class="sources"><a href="${referencing.source}" rel="noreferrer">${referencing.source}</a></li></ul>`
    : html`<p>${say('compare.none')}</p>`
}
${
  levels.length === 0
    ? html`<p>${say('compare.no-levels')}</p>`
    : html`<table><thead><tr><th scope="col">${say('compare.level')}</th><th scope="col">${say('compare.beside')}</th></tr></thead>
<tbody>${levels.map((row) => html`<tr><th scope="row">${row.level}</th><td>${row.known ? row.to : say('compare.unknown')}</td></tr>`)}</tbody></table>`
}
<p class="sources">${say('sources')}</p>
${[from, to].map((id) => html`<p class="sources"><bdi>${words.framework(id)}</bdi></p>${sourceList((framework(id)?.sources ?? []).map(sourceOf))}`)}</section>`;
}
