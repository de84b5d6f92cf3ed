/** Byte order mark: without it Excel takes UTF-8 for the code page of the computer. */
export const byteOrderMark = '\ufeff';

/**
 * Gives one line of CSV (RFC 4180). A value that a spreadsheet would compute is given as text, with an apostrophe before
 * it; reading such a file takes the apostrophe off again.
 */
export const csvLine = (values: readonly string[], delimiter = ','): string =>
  `${values.map((value) => quote(neutral(value), delimiter)).join(delimiter)}\r\n`;

// The wide forms are what Excel in East Asian languages takes for the narrow ones.
const neutral = (value: string) => (/^[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value);

const quote = (value: string, delimiter: string) =>
  value.includes(delimiter) || /["\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** A Content-Disposition for a download; the name of the user's file in the form that every browser reads (RFC 6266). */
export function attachment(name: string): string {
  const plain = name.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '') || 'roster';
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
