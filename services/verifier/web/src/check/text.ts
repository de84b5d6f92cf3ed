/** What a scanned, pasted, typed or followed text is. */
export type ReadText =
  /** A code of ours, for `decodePaper`. `host` only where its address is another than this page's. */
  { kind: 'paper'; text: string; host?: string } | { kind: 'document'; text: string } | { kind: 'other'; text: string };

/** The fragment of a code's link: decimal digits. Shorter numbers are phone numbers and the like. */
const digits = /^\d{50,}$/;

/**
 * Sorts a text by its form alone; whether it is a certificate, and a good one, is found out later.
 * `ownHost` is the page's own address: a link to another one is named, because a false site can show any answer.
 */
export function readText(input: string, ownHost: string): ReadText {
  const text = input.trim();
  if (/^VC1-/.test(text) || digits.test(text)) return { kind: 'paper', text };
  const link = URL.canParse(text) && /^https?:$/i.test(new URL(text).protocol) ? new URL(text) : undefined;
  if (link) {
    const fragment = link.hash.slice(1);
    if (!digits.test(fragment) && !/^VC1-/.test(fragment)) return { kind: 'other', text };
    return link.host.toLowerCase() === ownHost.toLowerCase()
      ? { kind: 'paper', text: fragment }
      : { kind: 'paper', text: fragment, host: link.host };
  }
  if (text.startsWith('{') || /^[\w-]{10,}\.[\w-]{10,}\.[\w-]*(~.*)?$/.test(text)) return { kind: 'document', text };
  return { kind: 'other', text };
}
