export type FileKind = 'pdf' | 'png' | 'svg' | 'image' | 'text' | 'unknown';

/** Kind of a file by its first bytes; names and declared types lie or are missing. */
export function kindOf(bytes: Uint8Array): FileKind {
  // A letter a byte; the platform's "latin1" is windows-1252 and changes some.
  const start = String.fromCharCode(...bytes.subarray(0, 1024));
  // ISO 32000-2 Annex I: readers accept the header within the first 1,024 bytes.
  if (start.includes('%PDF-')) return 'pdf';
  if (start.startsWith('\x89PNG\r\n\x1A\n')) return 'png';
  if (/^\xFF\xD8\xFF|^GIF8|^RIFF....WEBP|^BM|^....ftyp(avif|heic|heix|mif1)/s.test(start)) return 'image';
  if (/^(\xEF\xBB\xBF)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/s.test(start)) return 'svg';
  return isText(bytes) ? 'text' : 'unknown';
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.subarray(0, 4096).includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
