import { qualifications } from '@symbolon/contexts/competencies';
import { frameworks } from '@symbolon/contexts/frameworks';
import { fieldOfEducation, occupation, occupationAreas } from '@symbolon/contexts/occupations';
import type { Choice } from '../view/form.ts';
import { words } from '../view/words.ts';

/** Words of Open Badges' AchievementType (OB 3.0 §B.1.2) that training institutions award. */
export const achievementTypes = [
  'CertificateOfCompletion',
  'Certificate',
  'Certification',
  'Competency',
  'Course',
  'ApprenticeshipCertificate',
  'JourneymanCertificate',
  'MasterCertificate',
  'Assessment',
  'MicroCredential',
  'Diploma',
  'License',
  'Achievement',
] as const;

/** Languages that an achievement may be named in beside English, each under its own name. */
export const ownLanguages = [
  { tag: 'km', name: 'ខ្មែរ – Khmer' },
  { tag: 'lo', name: 'ລາວ – Lao' },
  { tag: 'my', name: 'မြန်မာ – Burmese' },
  { tag: 'th', name: 'ไทย – Thai' },
  { tag: 'vi', name: 'Tiếng Việt – Vietnamese' },
  { tag: 'id', name: 'Bahasa Indonesia – Indonesian' },
  { tag: 'fil', name: 'Filipino' },
  { tag: 'bn', name: 'বাংলা – Bengali' },
  { tag: 'ne', name: 'नेपाली – Nepali' },
  { tag: 'hi', name: 'हिन्दी – Hindi' },
  { tag: 'ta', name: 'தமிழ் – Tamil' },
  { tag: 'si', name: 'සිංහල – Sinhala' },
  { tag: 'ur', name: 'اردو – Urdu' },
  { tag: 'ar', name: 'العربية – Arabic' },
  { tag: 'fr', name: 'Français – French' },
  { tag: 'es', name: 'Español – Spanish' },
  { tag: 'pt', name: 'Português – Portuguese' },
  { tag: 'am', name: 'አማርኛ – Amharic' },
  { tag: 'uk', name: 'Українська – Ukrainian' },
  { tag: 'ko', name: '한국어 – Korean' },
] as const;

/** Frameworks whose levels are known: those of the institution's country first, then the regional ones, then the rest. */
export function frameworkChoices(country: string | null): Choice[] {
  const group = (row: (typeof frameworks)[number]) =>
    row.country === country && country !== null ? 'own' : row.kind === 'regional' ? 'regional' : 'other';
  const rows = frameworks.flatMap((row): Choice[] => {
    const label = words.say(`framework.${group(row)}`);
    if (row.editions) {
      return row.editions.map(({ edition }) => ({
        value: `${row.id}|${edition}`,
        label: words.say('framework.edition', { framework: row.name, edition }),
        group: label,
      }));
    }
    return row.levels ? [{ value: row.id, label: row.name, group: label }] : [];
  });
  const order = (['own', 'regional', 'other'] as const).map((each) => words.say(`framework.${each}`));
  const sorted = rows.sort((one, two) => order.indexOf(one.group ?? '') - order.indexOf(two.group ?? ''));
  return [{ value: '', label: words.say('framework.none') }, ...sorted];
}

/** Occupation codes to suggest; every other code of ISCO-08 is taken as well. */
export function occupationSuggestions(): { code: string; label: string }[] {
  const codes = occupationAreas.flatMap(({ isco08, esco }) => [
    ...isco08.flatMap((code) => occupation('isco-08', code) ?? []),
    ...esco,
  ]);
  return [...new Map(codes.map(({ code, label }) => [code, { code, label }])).values()].sort((a, b) =>
    a.code < b.code ? -1 : 1,
  );
}

export function fieldSuggestions(): { code: string; label: string }[] {
  const codes = new Set(occupationAreas.flatMap(({ iscedF }) => iscedF));
  return [...codes].sort().flatMap((code) => fieldOfEducation(code) ?? []);
}

/** Qualifications whose units are known, with the units to tick. */
export const qualificationsWithUnits = qualifications.filter(({ units }) => units.length > 0);
