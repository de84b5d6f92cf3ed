import { readSkill } from '@symbolon/credential';
import { html } from '@symbolon/service';
import { certificateNumber } from '../../certificates/content.ts';
import { frame, type PageParts } from '../../claims/page/view.ts';
import type { Institution } from '../../institutions/store.ts';
import { nameIn } from '../../issuance/award.ts';
import type { Choice } from './choose.ts';

export type { PageParts };

type Choosing = { owner: Institution; wallet: string; target: string; choices: Choice[]; formToken: string };

/** The page on which a person chooses, or declines. It names the wallet: a link of somebody else's may have led here. */
export function choicePage({ owner, wallet, target, choices, formToken }: Choosing, parts: PageParts): string {
  const { words, path } = parts;
  const school = nameIn(owner.names, [words.language]);
  const main = html`<p>${words.say('choice.wallet', { wallet: isolated(wallet), target: isolated(target) })}</p>
<p><strong>${words.say('choice.own')}</strong></p>
${choices.length === 0 && html`<p>${words.say('choice.none', { school })}</p>`}
<form class="stack" method="post" action="${path}?lang=${words.language}"><input type="hidden" name="form" value="${formToken}">
${choices.map((choice) => certificate(choice, parts))}
<p><button class="wide big quiet">${words.say('choice.decline')}</button></p></form>`;
  return frame(words.say('choice.title'), main, parts);
}

// Names and addresses keep their own direction within a sentence of another.
const isolated = (text: string) => `\u2068${text}\u2069`;

function certificate({ id, document, state }: Choice, { words }: PageParts) {
  const { achievement, awardedDate, validFrom } = readSkill(document, [words.language]);
  const date = awardedDate ?? validFrom;
  return html`<section class="card about stack-small"><p class="skill"><bdi dir="auto">${achievement.name}</bdi></p>
<p class="muted small">${date && words.date(date)} · <bdi dir="ltr">${certificateNumber(id)}</bdi></p>
${
  state === 'open'
    ? html`<p><button class="primary wide big" name="credential" value="${id}">${words.say('choice.take')}</button></p>`
    : html`<p>${words.say('choice.taken')}</p>`
}</section>`;
}

/** The page where a sign-in cannot go on, and nothing says of which wallet it was. */
export function failedPage(parts: PageParts): string {
  const { words } = parts;
  return frame(words.say('choice.failed'), html`<p>${words.say('choice.failed.says')}</p>`, parts);
}
