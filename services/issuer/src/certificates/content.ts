import { framework } from '@symbolon/contexts/frameworks';
import { readSkill } from '@symbolon/credential';
import { directionOf, formatDate } from '@symbolon/pages';
import { encodePaper, paperUrl } from '@symbolon/paper';
import { Problem } from '@symbolon/problem';
import type { Institution } from '../institutions/store.ts';
import type { IssuedCredential } from '../issuance/issued.ts';
import catalogue from './labels.json' with { type: 'json' };
import { type QrCode, qrCode } from './qr-code.ts';

type LabelName = keyof typeof catalogue.en;

/** A piece of text with its language and direction; the printed page keeps both apart from what stands around it. */
export type Run = { text: string; lang: string; direction: 'ltr' | 'rtl' };

/** Everything that stands on one certificate. A list of runs says the same in the local language and in English. */
export type CertificateContent = {
  lang: string;
  direction: 'ltr' | 'rtl';
  documentTitle: string;
  author: string;
  labels: Record<LabelName, Run[]>;
  title: Run[];
  institution: Run[];
  contact: string[];
  name: Run;
  latinName?: Run;
  dateOfBirth?: Run[];
  skill: Run[];
  /** Level, route and result, a line for each language. */
  facts: Run[][];
  level?: Run[];
  partial?: Run[];
  units: { code: Run; title: Run[]; recognised: boolean; state: Run }[];
  issued: Run[];
  /** Where it begins on another day than it was issued. */
  validFrom?: Run[];
  validUntil: Run[];
  number: string;
  /** Name of the checking page's site, as the phone will show it. */
  address: string;
  qr: QrCode & { alt: string };
  attachment: Attachment;
  /** What its issuer was accredited for, for whoever checks it without network. */
  accreditations?: Attachment;
};

type Attachment = { name: string; text: string; mediaType: string; description: string };

/** Gives the attachment with the accreditations of an issuer, as a presentation of them. */
export const accreditationsAttachment = (text: string): Attachment => ({
  name: 'accreditations.json',
  text,
  mediaType: 'application/vp',
  description: 'The accreditations of whoever issued this certificate',
});

/** What of an issued credential goes onto paper. */
type Printable = Pick<IssuedCredential, 'id' | 'securing' | 'text' | 'paper'> & {
  row: Pick<IssuedCredential['row'], 'document'>;
};

/**
 * Gives the content of a printed certificate, in the language of its achievement and in English.
 * Throws Problem 404 where the credential has no code: one that an institution wrote in a form of its own.
 */
export function certificateContent(
  issued: Printable,
  institution: Institution,
  verifierUrl: string,
): CertificateContent {
  if (issued.paper === undefined || issued.row.document === null) {
    throw new Problem(404, 'This credential has no certificate to print', {
      detail: 'Certificates are made for credentials that were awarded from an achievement.',
    });
  }
  const document = JSON.parse(issued.row.document) as Record<string, unknown>;
  const skill = readSkill(document, ['en']);
  const lang = skill.achievement.language ?? 'en';
  const languages = lang === 'en' ? ['en'] : [lang, 'en'];
  const local = readSkill(document, [lang]);
  const both = (text: (language: string) => string) => languages.map((language) => run(text(language), language));
  // A language that the catalogue lacks has its words in English, once.
  const labelled = languages.filter((language) => language === 'en' || labelsIn(language));
  const label = (name: LabelName, only = labelled) => only.map((language) => run(labelText(name, language), language));
  const pair = (one: string, english: string) =>
    one === english ? [run(one, lang)] : [run(one, lang), run(english, 'en')];

  const { holder, level, route, partial, result } = local;
  const name = run(holder.name ?? '', lang);
  const address = new URL(verifierUrl).host;
  const number = certificateNumber(issued.id);
  const url = certificateUrl(issued.paper, verifierUrl);
  const names = Object.entries(institution.names);
  const ownName = institution.names[lang] ?? names[0]?.[1] ?? institution.id;
  // Those who award it together stand in what all of them signed.
  const bodies = [document.awardingBody ?? []]
    .flat()
    .map((body) => plain(String((body as { name?: unknown }).name ?? '')));
  const units = local.units.map((unit, index) => ({
    code: run(unit.code ?? '', 'en'),
    title: pair(unit.name, skill.units[index]?.name ?? unit.name),
    recognised: unit.recognised,
    state: label(unit.recognised ? 'recognised' : 'missing')[0]!,
  }));
  const begins = skill.validFrom?.slice(0, 10) ?? '';
  const issuedOn = skill.awardedDate?.slice(0, 10) ?? begins;
  const skillName = pair(local.achievement.name ?? '', skill.achievement.name ?? '');

  return {
    lang,
    direction: directionOf(lang),
    documentTitle: `${labelText('title', 'en')}: ${skillName.at(-1)!.text}`,
    author: plain(institution.names.en ?? ownName),
    labels: Object.fromEntries(
      Object.keys(catalogue.en).map((name) => [name, label(name as LabelName)]),
    ) as CertificateContent['labels'],
    title: label('title'),
    institution: bodies.length > 0 ? [run(bodies.join(' · '), lang)] : pair(ownName, institution.names.en ?? ownName),
    contact: [institution.telephone, institution.email, institution.url].flatMap((each) => (each ? [plain(each)] : [])),
    name,
    ...(holder.latinName && holder.latinName !== holder.name ? { latinName: run(holder.latinName, 'en') } : {}),
    ...(holder.dateOfBirth ? { dateOfBirth: both((language) => formatDate(holder.dateOfBirth!, language)) } : {}),
    skill: skillName,
    facts: languages.map((language) => [
      ...(level ? [run(levelText(level, language), language)] : []),
      ...(route ? label(route, [language]) : []),
      ...(result ? [run(`${labelText('result', language)}: ${result}`, language)] : []),
    ]),
    ...(level ? { level: both((language) => levelText(level, language)) } : {}),
    ...(partial ? { partial: label('partial') } : {}),
    units,
    issued: both((language) => formatDate(issuedOn, language)),
    ...(begins !== '' && begins !== issuedOn ? { validFrom: both((language) => formatDate(begins, language)) } : {}),
    validUntil: skill.validUntil
      ? both((language) => formatDate(skill.validUntil!.slice(0, 10), language))
      : label('unlimited'),
    number,
    address,
    qr: { ...qrCode(url), alt: `QR code to check this certificate at ${address}, number ${number}` },
    attachment: {
      name: issued.securing === 'vc+jwt' ? 'credential.jwt' : 'credential.json',
      text: issued.text,
      mediaType: issued.securing === 'vc+jwt' ? 'application/vc+jwt' : 'application/vc',
      description: 'The signed credential of this certificate',
    },
  };
}

/** Gives what the QR code of an issued credential says: the checking page's address and the small credential. */
export function certificateUrl(paper: string, verifierUrl: string): string {
  return paperUrl(encodePaper(JSON.parse(paper)), verifierUrl);
}

/** Gives the number printed for people: the first twelve digits of the credential's UUID. */
export function certificateNumber(id: string): string {
  const digits = id.replace(/^urn:uuid:/, '').replace(/[^0-9A-Za-z]/g, '');
  return digits
    .slice(0, 12)
    .toUpperCase()
    .replace(/(.{4})(?=.)/g, '$1-');
}

function levelText(level: { framework: string; level: string; edition?: string }, language: string): string {
  const name = framework(level.framework)?.name ?? level.framework;
  const edition = level.edition === undefined ? '' : ` (${level.edition})`;
  const comma = directionOf(language) === 'rtl' ? '،' : ',';
  return `${labelText('level', language)} ${level.level}${comma} ${name}${edition}`;
}

const labelsIn = (language: string): Record<LabelName, string> | undefined =>
  (catalogue as Record<string, Record<LabelName, string>>)[language.split('-')[0]!.toLowerCase()];

/** The label in a language; in English where the catalogue lacks it. */
const labelText = (name: LabelName, language: string) => (labelsIn(language) ?? catalogue.en)[name];

const scripts: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Khmer}/u, 'km'],
  [/\p{Script=Thai}/u, 'th'],
  [/\p{Script=Lao}/u, 'lo'],
  [/\p{Script=Myanmar}/u, 'my'],
  [/\p{Script=Devanagari}/u, 'hi'],
  [/\p{Script=Bengali}/u, 'bn'],
  [/\p{Script=Sinhala}/u, 'si'],
  [/\p{Script=Tamil}/u, 'ta'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Telugu}/u, 'te'],
  [/\p{Script=Kannada}/u, 'kn'],
  [/\p{Script=Malayalam}/u, 'ml'],
  [/\p{Script=Gujarati}/u, 'gu'],
  [/\p{Script=Gurmukhi}/u, 'pa'],
  [/\p{Script=Oriya}/u, 'or'],
  [/\p{Script=Ethiopic}/u, 'am'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Thaana}/u, 'dv'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Han}/u, 'zh'],
];

/** A run whose language fits its script: a Khmer name on an English certificate is still broken and shaped as Khmer. */
function run(text: string, language: string): Run {
  const shown = plain(text);
  const byScript = scripts.find(([script]) => script.test(shown))?.[1];
  const tag = language.split('-')[0]!.toLowerCase();
  const latin = byScript === undefined && scripts.some(([, other]) => other === tag);
  const lang = latin ? 'en' : byScript !== undefined && !sameScript(tag, byScript) ? byScript : tag;
  return { text: shown, lang, direction: directionOf(lang) };
}

// Languages that share a script: the name of a Nepali is not made Hindi by its letters.
const sharing: Readonly<Record<string, readonly string[]>> = {
  hi: ['hi', 'ne', 'mr', 'mai', 'sa'],
  ar: ['ar', 'fa', 'ur', 'ps', 'ckb', 'ug'],
  bn: ['bn', 'as'],
  my: ['my', 'shn', 'mnw', 'ksw'],
  am: ['am', 'ti'],
  he: ['he', 'yi'],
  zh: ['zh', 'ja', 'ko', 'yue'],
};
const sameScript = (tag: string, byScript: string) => (sharing[byScript] ?? [byScript]).includes(tag);

/** Text without control characters and without the marks that turn the direction of what follows around. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
