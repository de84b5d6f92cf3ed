import { createHash } from 'node:crypto';
import { disclosableClaims } from '@symbolon/credential';

/** Names of the claims in the languages of wallets, for what a holder chooses to show. */
const labels: Record<string, Record<string, string>> = {
  name: { en: 'Name', th: 'ชื่อ', km: 'ឈ្មោះ', ar: 'الاسم' },
  latinName: { en: 'Name in Latin letters', th: 'ชื่อเป็นอักษรละติน', km: 'ឈ្មោះជាអក្សរឡាតាំង', ar: 'الاسم بالحروف اللاتينية' },
  birthdate: { en: 'Date of birth', th: 'วันเกิด', km: 'ថ្ងៃខែឆ្នាំកំណើត', ar: 'تاريخ الميلاد' },
  identifier: { en: 'Number at the school', th: 'เลขประจำตัวของสถานศึกษา', km: 'លេខសម្គាល់នៅសាលា', ar: 'الرقم في المدرسة' },
  documentNumber: { en: 'Identity document', th: 'เอกสารประจำตัว', km: 'ឯកសារអត្តសញ្ញាណ', ar: 'وثيقة الهوية' },
  achievement: { en: 'Skill', th: 'ทักษะ', km: 'ជំនាញ', ar: 'المهارة' },
  issuer: { en: 'From', th: 'จาก', km: 'ពី', ar: 'من' },
  awardedDate: { en: 'Date', th: 'วันที่', km: 'កាលបរិច្ឆេទ', ar: 'التاريخ' },
  result: { en: 'Result', th: 'ผล', km: 'លទ្ធផល', ar: 'النتيجة' },
  partialRecognition: { en: 'Part of the skill', th: 'บางส่วนของทักษะ', km: 'ផ្នែកនៃជំនាញ', ar: 'جزء من المهارة' },
};

const names: Record<string, string> = {
  en: 'Skills certificate',
  th: 'ใบรับรองทักษะ',
  km: 'វិញ្ញាបនបត្រជំនាញ',
  ar: 'شهادة مهارات',
};

type Path = readonly (string | null)[];
const same = (one: Path, other: Path) =>
  one.length === other.length && one.every((step, index) => step === other[index]);

/** Claims as type metadata lists them: the ones with a name to show, and all that the holder may keep back. */
export function claimDescriptions(): {
  path: Path;
  display?: { locale: string; name: string }[];
  sd: 'always' | 'never';
}[] {
  const named: Path[] = Object.keys(labels).map((name) => [name]);
  const others = disclosableClaims.filter((path) => !named.some((each) => same(each, path)));
  return [...named, ...others].map((path) => {
    const texts = path.length === 1 ? labels[String(path[0])] : undefined;
    return {
      path,
      ...(texts ? { display: Object.entries(texts).map(([locale, name]) => ({ locale, name })) } : {}),
      sd: disclosableClaims.some((each) => same(each, path)) ? 'always' : 'never',
    };
  });
}

export const typeNames = (): { locale: string; name: string }[] =>
  Object.entries(names).map(([locale, name]) => ({ locale, name }));

/** Path of the type metadata. What stands there never changes: credentials hold its digest. */
export const credentialTypePath = '/credential-types/skills-credential/v1';

const known = new Map<string, { vct: string; text: string; integrity: string }>();

/** Gives the type of our SD-JWT VCs (`vct`), its metadata as it is served (SD-JWT VC §4) and the digest of those bytes. */
export function credentialType(issuerUrl: string): { vct: string; text: string; integrity: string } {
  const found = known.get(issuerUrl);
  if (found) return found;
  const vct = issuerUrl + credentialTypePath;
  const display = typeNames();
  // What OID4VCI calls the name of a claim is its label here (SD-JWT VC §4.5.2).
  const claims = claimDescriptions().map(({ display: texts, ...claim }) => ({
    ...claim,
    ...(texts ? { display: texts.map(({ locale, name }) => ({ locale, label: name })) } : {}),
  }));
  const metadata = { vct, name: names.en, display, claims };
  const text = JSON.stringify(metadata);
  const type = { vct, text, integrity: `sha256-${createHash('sha256').update(text).digest('base64')}` };
  known.set(issuerUrl, type);
  return type;
}
