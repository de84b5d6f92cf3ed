import { readSkill, type SkillReading } from '@symbolon/credential';
import { formatDate } from '@symbolon/pages';
import type { Checked } from '../check/outcome.ts';
import { language } from '../i18n.ts';

/** What the certificate says, in the language of the page where it has it. */
export const readingOf = ({ document }: Checked): SkillReading => readSkill(document, [language(), 'en']);

/** The day as the issuer wrote it, whatever time zone this device is in: it is the day that stands on the paper. */
export function day(date: string | undefined): string {
  const [written] = /^\d{4}-\d{2}-\d{2}/.exec(date ?? '') ?? [];
  return written && !Number.isNaN(Date.parse(written)) ? formatDate(written, language()) : '–';
}
