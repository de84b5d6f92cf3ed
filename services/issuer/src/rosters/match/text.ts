/** What is wrong with a text, in a word; `problems.ts` has the sentences. */
export type TextProblem =
  | 'letters-lost'
  | 'unreadable-letters'
  | 'zawgyi'
  | 'spreadsheet-error'
  | 'formula'
  | 'no-letters'
  | 'too-long';

// Scripts in which the joiners shape a letter and belong to the spelling (Unicode 17 §23.2): Arabic, Syriac, the Indic
// scripts, Sinhala, Myanmar, Khmer, Mongolian. Elsewhere they are invisible and make two equal names differ.
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Mongolian}]\p{M}*$/u;

/**
 * Gives a text as it is meant: NFC, one ordinary space where there are several or other ones, none at the ends, no
 * control, direction or zero-width characters; a joiner stays where the script before it needs it.
 */
export function cleanText(text: string): string {
  const spaced = text.replace(/[\s\u0085\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g, ' ');
  // U+200B marks where a line may break in Khmer, Thai, Lao and Burmese; in a name it is left over from typing.
  const seen = spaced.replace(
    /(?![\u0080-\u009f])[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu,
    '',
  );
  const joined = seen.replace(/[\u200c\u200d]+/g, (joiner, at: number, whole: string) =>
    joining.test(whole.slice(Math.max(0, at - 8), at)) && /^[\p{L}\p{M}]/u.test(whole.slice(at + joiner.length))
      ? joiner.slice(0, 1)
      : '',
  );
  return joined.trim().normalize('NFC');
}

/** Finds what makes a cleaned text unfit to be shown as someone's name or as a fact about them. */
export function findTextProblem(text: string, { longest = 200, name = false } = {}): TextProblem | undefined {
  if (/^#(N\/A|REF!|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|ERROR!)/i.test(text)) return 'spreadsheet-error';
  // A program that cannot write Khmer writes question marks instead, and the name is gone for good.
  if (/\?{2,}/.test(text) || (name && text.includes('?'))) return 'letters-lost';
  // U+0080 to U+009F come from reading another encoding byte by byte; nobody types them.
  if (/[\ufffd\u0080-\u009f\p{Co}\p{Cs}\p{Cn}]/u.test(text) || looksMisread(text)) return 'unreadable-letters';
  // In Unicode the vowel sign E follows its consonant; only Zawgyi has it first.
  if (/(^|[^\u1000-\u109f])\u1031/.test(text) || /[\u1060-\u1064\u1066-\u1069]/.test(text)) return 'zawgyi';
  if (name && /^[=+@]/.test(text)) return 'formula';
  if (name && !/\p{L}/u.test(text)) return 'no-letters';
  if ([...text].length > longest) return 'too-long';
  return undefined;
}

// UTF-8 that was read as Windows-1252: "Ã©" for é, "áž" for the beginning of every Khmer letter.
const looksMisread = (text: string) =>
  /[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|á[ž€][\u0080-\u00ffŒœŠšŸ€‚„…†‡ˆ‰‹›™]|à[¸¹º»¤¥]/.test(text);

const digitZeros = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040,
  0x17e0, 0xff10,
];

/** Gives the text with the digits of any script as 0 to 9. */
export function latinDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = digitZeros.find((each) => code >= each && code <= each + 9);
    return zero === undefined ? digit : String(code - zero);
  });
}
