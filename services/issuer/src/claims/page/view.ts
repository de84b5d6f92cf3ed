import type { SkillReading } from '@symbolon/credential';
import { directionOf, fontFor, type IconName, iconSvg, languages, scriptsOf } from '@symbolon/pages';
import { type Html, html, raw } from '@symbolon/service';
import type { AssetAddresses } from '../../assets.ts';
import { qrCode } from '../../certificates/qr-code.ts';
import type { Interaction } from '../../exchanges/begin.ts';
import { nameIn } from '../../issuance/award.ts';
import type { OpenClaim } from './open.ts';
import type { WordName, Words } from './words.ts';

/** What the page leads into wallets with. */
export type Ways = {
  /** `openid-credential-offer://…`, while the claim is open. */
  offer?: string;
  /** The exchange that was begun on this page, with how long it lasts. */
  exchange?: Interaction;
  /** Why the digits were not taken. */
  wrong?: { name: 'digits.wrong' | 'digits.empty'; count: number };
};

/** What every page is made with: its words, its files and its own path. */
export type PageParts = { words: Words; assets: AssetAddresses & { chapi: string }; path: string };
type Frame = PageParts;

/** Gives the whole page around its main part. */
export function frame(title: string, main: Html, { words, assets, path }: Frame): string {
  const { language } = words;
  const body = html`<body>
<a class="skip" href="#main">${words.say('skip')}</a>
<nav class="languages" aria-label="${words.say('language')}">${languages.map(
    ({ tag, name, direction }) =>
      html`<a href="${path}?lang=${tag}" lang="${tag}" dir="${direction}" hreflang="${tag}" rel="nofollow"${tag === language && html` aria-current="true"`}>${name}</a>`,
  )}</nav>
<main id="main" class="stack" tabindex="-1">
<h1>${title}</h1>
${main}
</main>
</body>`;
  // Names of languages are for those who can read them; their devices have the letters.
  const fonts = scriptsOf(main.markup).map(fontFor);
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}"${fonts.length > 0 && html` data-fonts="${JSON.stringify(fonts)}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<title>${title}</title>
<link rel="stylesheet" href="${assets.css}">
<link rel="icon" href="${assets.icon}" type="image/svg+xml">
<script type="module" src="${assets.script}"></script>
</head>
${body}
</html>
`.markup;
}

/** The page where there is nothing to claim: in words that say nothing against the certificate. */
export function endedPage(reason: 'unknown' | 'ended' | 'busy', parts: Frame): string {
  const { words } = parts;
  return frame(words.say(`${reason}.title`), html`<p>${words.say(`${reason}.says`)}</p>`, parts);
}

/** The page of a claim. It gives no verdict: that is the scan's. */
export function claimPage(open: OpenClaim, ways: Ways, parts: Frame): string {
  const { words } = parts;
  const { state, institution, issued, number } = open;
  const reading = open.read(words.language);
  const school = nameIn(institution.names, [words.language]);
  const { revoked, suspended, supersededBy } = issued.row;
  const trouble = revoked ? (supersededBy ? 'superseded' : 'revoked') : suspended ? 'suspended' : undefined;
  const main = html`
${trouble && notice('octagon-bar', words.say(`state.${trouble}`), words.say('state.ask', { school }))}
${about(reading, school, words)}
${!trouble && state === 'claimed' && notice('file', words.say('state.claimed', { date: words.date(open.claim.claimed!.toISOString()) }), words.say('state.claimed.says', { school }))}
${!trouble && state === 'locked' && notice('square-alert', words.say('state.locked'), words.say('state.locked.says', { school }))}
${!trouble && state === 'open' && wallets(open, ways, parts)}
${files(open, reading, words)}
${code(open, words)}
<section class="stack-small" aria-labelledby="wrong"><h2 id="wrong">${words.say('wrong.title')}</h2>
<p>${words.say('wrong.says', { school, number })}</p>${contact(open)}</section>`;
  return frame(words.say('title'), main, parts);
}

const notice = (icon: IconName, title: string, says: string): Html =>
  html`<div class="band band-neutral" role="status">${raw(iconSvg(icon))}<div><p><strong>${title}</strong></p><p>${says}</p></div></div>`;

const asTyped = (text: string | undefined): Html | undefined =>
  text === undefined ? undefined : html`<bdi dir="auto">${text}</bdi>`;

function about(reading: SkillReading, school: string, words: Words): Html {
  const { holder, achievement, awardedDate, validFrom, validUntil } = reading;
  const date = awardedDate ?? validFrom;
  const facts: [WordName, string | undefined][] = [
    ['issuer', school],
    ['awarded', date && words.date(date)],
    ['until', validUntil && words.date(validUntil)],
  ];
  return html`<section class="card about"><p class="muted small">${words.say('for')}</p>
<p class="name">${asTyped(holder.name)}</p>
${holder.latinName && holder.latinName !== holder.name && html`<p>${asTyped(holder.latinName)}</p>`}
<p class="skill">${asTyped(achievement.name)}</p>
<dl>${facts.map(([name, value]) => value && html`<div><dt>${words.say(name)}</dt><dd>${asTyped(value)}</dd></div>`)}</dl></section>`;
}

function wallets({ claim }: OpenClaim, { offer, exchange, wrong }: Ways, { words, path, assets }: Frame): Html {
  const action = (icon: IconName, href: string, name: WordName) =>
    html`<a class="button primary wide big" href="${href}">${raw(iconSvg(icon))}<span>${words.say(name)}</span></a>`;
  return html`<section class="stack-small" aria-labelledby="wallet"><h2 id="wallet">${words.say('wallet.title')}</h2>
${claim.withTxCode && html`<p>${words.say('wallet.digits')}</p>`}
${
  offer &&
  html`<p>${action('download', offer, 'wallet.open')}</p>
<details><summary>${words.say('wallet.other')}</summary><p>${words.say('wallet.other.says')}</p>${picture(offer, words.say('wallet.other.says'))}</details>`
}
<details id="others"${(exchange || wrong) && html` open`}><summary>${words.say('lcw.title')}</summary>
${
  exchange
    ? html`<div class="stack-small"><p>${words.say('lcw.until', { minutes: exchange.minutes })}</p>
<p>${action('download', exchange.lcw, 'lcw.open')}</p>
<p hidden data-chapi="${exchange.vcapi}" data-polyfill="${assets.chapi}"><button type="button" class="wide big">${raw(iconSvg('file'))}<span>${words.say('chapi.open')}</span></button></p>
<p>${words.say('lcw.other')}</p>${picture(exchange.interaction, words.say('lcw.other'))}</div>`
    : html`<form class="stack-small" method="post" action="${path}?lang=${words.language}#others" novalidate>
${
  claim.withTxCode &&
  html`<label for="tx_code">${words.say('lcw.digits')}</label>
${wrong && html`<p class="field-error" id="tx_code-error">${words.say(wrong.name, { count: wrong.count })}</p>`}
<input id="tx_code" name="tx_code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" dir="ltr"${wrong && html` aria-invalid="true" aria-describedby="tx_code-error"`}>`
}
<p><button class="wide big">${raw(iconSvg('next'))}<span>${words.say('lcw.go')}</span></button></p></form>`
}
</details></section>`;
}

const picture = (text: string, alt: string): Html =>
  html`<div class="qr" role="img" aria-label="${alt}">${raw(qrCode(text).svg)}</div>`;

function files({ issued, checkingUrl }: OpenClaim, reading: SkillReading, words: Words): Html {
  const { link } = issued;
  const action = (icon: IconName, href: string, name: WordName, more: Html) =>
    html`<li><a class="button wide big" href="${href}"${more}>${raw(iconSvg(icon))}<span>${words.say(name)}</span></a></li>`;
  const share = checkingUrl && words.say('share.text', { url: checkingUrl });
  const subject = reading.achievement.name ?? words.say('title');
  const name = issued.securing === 'vc+jwt' ? 'certificate.jwt' : 'certificate.json';
  return html`<section class="stack-small" aria-labelledby="files"><h2 id="files">${words.say('files.title')}</h2>
<ul class="plain actions">
${action('download', `/credentials/${link}/certificate.pdf`, 'files.pdf', html` download="certificate.pdf"`)}
${share && action('arrow-up', `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(share)}`, 'files.share', html` data-share="${share}"`)}
${action('file', `/credentials/${link}/certificate.pdf`, 'files.print', html` target="_blank" rel="noopener"`)}
${action('code', `/credentials/${link}`, 'files.json', html` download="${name}"`)}
</ul></section>`;
}

function code({ checkingUrl, number }: OpenClaim, words: Words): Html | undefined {
  if (checkingUrl === undefined) return undefined;
  return html`<section class="stack-small paper"><p><strong>${words.say('scan')}</strong></p>
<p class="muted small screen-only">${words.say('code.big')}</p>
${picture(checkingUrl, words.say('code.alt', { number }))}
<p class="code number">${number}</p></section>`;
}

function contact({ institution, number }: OpenClaim): Html | undefined {
  const { email, telephone } = institution;
  if (!email && !telephone) return undefined;
  return html`<p>${telephone && html`<a href="tel:${telephone.replaceAll(/[^\d+]/g, '')}"><bdi dir="ltr">${telephone}</bdi></a> `}
${email && html`<a href="mailto:${email}?subject=${encodeURIComponent(number)}"><bdi dir="ltr">${email}</bdi></a>`}</p>`;
}
