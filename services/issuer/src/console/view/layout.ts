import { directionOf, fontFor, iconSvg, scriptsOf } from '@symbolon/pages';
import { type Html, html, raw } from '@symbolon/service';
import { errorSummary, type FieldErrors } from './form.ts';
import { type WordName, words } from './words.ts';

export type Place =
  | 'home'
  | 'issue'
  | 'find'
  | 'achievements'
  | 'accreditations'
  | 'joint'
  | 'keys'
  | 'api-keys'
  | 'audit';

/** What a page of the console says; the frame around it is the same everywhere. */
export type Page = {
  title: string;
  /** The heading, where it holds more than the title's text: a name in its own direction. */
  heading?: Html;
  /** A line above the heading: where in a longer task this page stands. */
  step?: string | undefined;
  main: Html;
  place?: Place;
  back?: { href: string; label: string };
  errors?: FieldErrors | undefined;
  /** For tables and facts beside each other; text alone is easier to read narrow. */
  wide?: boolean;
  status?: number;
  /** Seconds after which a page that waits for something loads itself again where no script runs. */
  refresh?: number | undefined;
};

export type Frame = {
  formToken: string;
  /** Absent before sign-in. */
  institution?: { names: Record<string, string> };
  /** Name of the sentence that tells the outcome of the page before. */
  notice?: string | undefined;
  assets: { css: string; script: string; icon: string };
};

const primary = [
  ['home', '/console'],
  ['issue', '/console/rosters'],
  ['find', '/console/credentials'],
  ['achievements', '/console/achievements'],
] as const satisfies [Place, string][];

const secondary = [
  ['accreditations', '/console/accreditations'],
  ['joint', '/console/joint'],
  ['keys', '/console/keys'],
  ['api-keys', '/console/api-keys'],
  ['audit', '/console/audit'],
] as const satisfies [Place, string][];

const links = (places: readonly (readonly [Place, string])[], current: Place | undefined) =>
  places.map(
    ([place, href]) =>
      html`<li><a href="${href}"${place === current && html` aria-current="page"`}>${words.say(`place.${place}`)}</a></li>`,
  );

/** Names of an institution, its own script first, each in its own direction. */
export function institutionNames(names: Record<string, string>): Html[] {
  const own = Object.entries(names).sort(([one], [other]) => Number(isEnglish(one)) - Number(isEnglish(other)));
  return own.slice(0, 2).map(([language, name]) => inLanguage(name, language));
}

const isEnglish = (language: string) => /^en\b/i.test(language);

/** A text of a known language, in its own direction and script. */
export const inLanguage = (text: string, language: string): Html =>
  html`<bdi lang="${language}" dir="${directionOf(language)}">${text}</bdi>`;

/** A person's name or other text of unknown language: its first strong letter decides the direction. */
export const asTyped = (text: string): Html => html`<bdi dir="auto">${text}</bdi>`;

/** Gives the whole page. `Error:` stands first in the title when a form came back (WCAG 2.2, 3.3.1). */
export function frame(page: Page, { formToken, institution, notice, assets }: Frame): string {
  const failed = page.errors !== undefined && page.errors.size > 0;
  const title = `${failed ? `${words.say('error.prefix')} ` : ''}${page.title} – ${words.say('product')}`;
  const body = bodyOf(page, { formToken, institution, notice, assets });
  // Fonts that a device may lack for the scripts on this page; the client script loads those that it does lack.
  // Lists to choose from are drawn by the system: a list of languages is no reason to load a font for each.
  const fonts = scriptsOf(body.markup.replace(/<select[\s\S]*?<\/select>/g, '')).map(fontFor);
  return html`<!doctype html>
<html lang="${words.language}" dir="${directionOf(words.language)}"${fonts.length > 0 && html` data-fonts="${JSON.stringify(fonts)}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${assets.css}">
<link rel="icon" href="${assets.icon}" type="image/svg+xml">
<script type="module" src="${assets.script}"></script>
${page.refresh !== undefined && html`<noscript><meta http-equiv="refresh" content="${page.refresh}"></noscript>`}
</head>
${body}
</html>
`.markup;
}

function bodyOf(
  page: Page,
  {
    formToken,
    institution,
    notice,
    assets,
  }: Omit<Frame, 'institution' | 'notice'> & { institution: Frame['institution']; notice: Frame['notice'] },
): Html {
  const failed = page.errors !== undefined && page.errors.size > 0;
  return html`<body>
<a class="skip" href="#main">${words.say('skip')}</a>
<header class="top screen-only"><div class="inside">
<a class="brand" href="/console"><img src="${assets.icon}" alt="" width="28" height="28"><span>${words.say('product')}</span></a>
${
  institution &&
  html`<p class="who">${institutionNames(institution.names).map((name, index) => html`${index > 0 && html` <span class="muted">·</span> `}${name}`)}</p>
<form method="post" action="/console/sign-out">${tokenField(formToken)}<button class="quiet">${words.say('sign-out')}</button></form>`
}
</div>
${institution && html`<nav aria-label="${words.say('place.label')}"><ul class="inside">${links(primary, page.place)}</ul></nav>`}
</header>
<main id="main" class="${page.wide ? 'wide-page' : 'narrow-page'}" tabindex="-1">
${page.back && html`<p class="back screen-only"><a href="${page.back.href}">${raw(iconSvg('back'))}${asTyped(page.back.label)}</a></p>`}
${failed && errorSummary(page.errors as FieldErrors)}
${notice && words.knows(`notice.${notice}`) && html`<div class="notice" role="status">${raw(iconSvg('circle-tick'))}<p>${words.say(`notice.${notice}` as WordName)}</p></div>`}
${page.step && html`<p class="step">${page.step}</p>`}
<h1>${page.heading ?? page.title}</h1>
${page.main}
</main>
<footer class="bottom screen-only"><div class="inside">
${institution && html`<nav aria-label="${words.say('place.more')}"><ul>${links(secondary, page.place)}</ul></nav>`}
<p>${words.say('help')}</p>
</div></footer>
</body>`;
}

/** The hidden field that every form carries. */
export const tokenField = (formToken: string): Html => html`<input type="hidden" name="_token" value="${formToken}">`;
