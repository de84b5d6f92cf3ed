import { formatDate, formatTime } from '@symbolon/pages';
import type { Checked } from '../check/outcome.ts';
import { language, t } from '../i18n.ts';
import type { Comparison, Headline } from './band.ts';
import { issuerName } from './issuer.ts';
import { supportCode } from './more.ts';
import { readingOf } from './reading.ts';

/** A record of the check as plain text, for the employer's own files. Made and kept on this device only. */
export function recordText(checked: Checked, answer: Headline, comparison: Comparison | undefined): string {
  const { result } = checked;
  const { holder, achievement, issuer, summaryOf } = readingOf(checked);
  const id = summaryOf ?? checked.document.id;
  const moment = (at: Date | string) => `${formatDate(at, language())}, ${formatTime(at, language())}`;
  const compared = comparison
    ? `${t(comparison.same ? 'compare.yes' : 'compare.no')}, ${moment(comparison.at)}`
    : t('record.person.none');
  const lines: [string, string | undefined][] = [
    [t('record.at'), `${moment(checked.at)} (${checked.at})`],
    [t('record.by'), location.host],
    [t('record.answer'), `${answer.headline}. ${answer.line}`],
    [t('record.person'), compared],
    [t('fact.name'), holder.name],
    [t('fact.skill'), achievement.name],
    [t('fact.issuer'), issuerName(result.issuer) ?? issuer.id],
    [t('more.id'), typeof id === 'string' ? id : undefined],
  ];
  const body = lines.filter(([, value]) => value !== undefined).map(([label, value]) => `${label}: ${value}`);
  return [t('record.title'), '', ...body, t('more.code', { code: supportCode(checked) }), ''].join('\r\n');
}

/** Offers the record as a file to save. */
export function saveRecord(text: string): void {
  // The mark tells old editors on Windows that the file is UTF-8.
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `check-${new Date().toISOString().slice(0, 16).replaceAll(':', '')}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
