import type { DateProblem } from '../match/dates.ts';
import type { TextProblem } from '../match/text.ts';

/** What is wrong with a row, as it is stored: codes, and never the person's data. */
export type RowProblem = {
  code: ProblemCode;
  /** Index of the column; absent where the row as a whole is meant. */
  column?: number;
  /** A row number, a unit code, an earliest or latest value: what the sentence needs. */
  about?: string;
};

type OwnProblem =
  | 'name-missing'
  | 'not-latin'
  | 'born-too-late'
  | 'in-the-future'
  | 'ends-before-it-starts'
  | 'not-a-route'
  | 'not-a-unit'
  | 'not-a-unit-mark'
  | 'no-units'
  | 'not-a-did'
  | 'number-rounded'
  | 'number-too-short'
  | 'too-many-values'
  | 'cut-off'
  | 'duplicate'
  | 'issued-before'
  | 'refused'
  | 'not-buildable';

export type ProblemCode = TextProblem | DateProblem | OwnProblem;

/** The sentences: what is wrong and what to do. `{about}` is filled in. */
const sentences: Record<ProblemCode, string> = {
  'letters-lost':
    'Letters were lost when the file was saved; question marks stand in their place. Save it as XLSX or “CSV UTF-8” from the original.',
  'unreadable-letters':
    'Some letters cannot be read: the file was opened or saved with the wrong encoding. Save it as XLSX or “CSV UTF-8” from the original.',
  zawgyi: 'This is typed in Zawgyi. Convert it to Unicode, or phones and computers will show other letters.',
  'spreadsheet-error': 'The spreadsheet could not compute this cell. Type the value itself.',
  formula: 'This looks like a formula. Type the name itself.',
  'no-letters': 'A name has letters. Check that the right column was chosen.',
  'too-long': 'This is too long. At most {about} characters fit.',
  'not-a-date': 'This is not a date. Type it like 3 Apr 2026 or 2026-04-03.',
  'year-only': 'This is only a year. Type day, month and year, like 3 Apr 2026.',
  'no-such-day': 'There is no such day. Check day and month, and whether the column is read day first or month first.',
  'hijri-year': 'This looks like a Hijri date. Type the Gregorian one, like 3 Apr 2026.',
  'year-out-of-range': 'The year is not between 1900 and 2199. Type it with four digits in the Gregorian calendar.',
  'name-missing': 'The name is missing. Type it.',
  'not-latin': 'This is the name in Latin letters as in the passport. Type it with the letters A to Z.',
  'born-too-late': 'This date of birth is less than 10 years ago or more than 120. Check the year and its calendar.',
  'in-the-future': 'This day is still to come. Check day and month, and the calendar of the year.',
  'ends-before-it-starts': 'The last day is before the first. Check both dates.',
  'not-a-route': 'Write how the skill was recognised: course, recognition of prior learning, or work.',
  'not-a-unit': 'The achievement has no unit “{about}”. Use the codes of its units, with commas between them.',
  'not-a-unit-mark': 'Write C for competent or NYC for not yet competent, or leave it empty.',
  'no-units': 'No unit is recognised. Name at least one, or leave the person out.',
  'not-a-did': 'This is not a DID. It begins with “did:”.',
  'number-rounded':
    'The spreadsheet turned this number into a short form and lost its digits. Format the column as text and type it again.',
  'number-too-short': 'This number is too short to tell one person from another.',
  'too-many-values':
    'The row has more values than there are columns. Perhaps a value with a comma in it needs quotation marks.',
  'cut-off': 'The file ends in the middle of this row. Send the whole file.',
  duplicate:
    'This is the same person as in row {about}. If they are two people, give each their date of birth or number.',
  'issued-before': 'This person has this certificate already: {about}.',
  refused: '{about}',
  'not-buildable': 'The certificate could not be made from this row: {about}',
};

/** Gives the sentence of a problem. */
export const sentenceOf = ({ code, about = '' }: RowProblem): string => sentences[code].replace('{about}', about);
