import type { VerificationResult } from '@symbolon/verification';

/** A document as it was given: what a code of ours holds, or the text of a file. */
export type Given = { text: string; form: 'paper' | 'document' };

/** A certificate and the judgement of it. */
export type Checked = {
  kind: 'checked';
  result: VerificationResult;
  /** The document: as it was signed where the signature holds, else as it was given, which proves nothing. */
  document: Record<string, unknown>;
  /** Absent where this page was not given it: a wallet showed it to the service. */
  given?: Given;
  /** What was shown together with it, each judged. */
  along?: Checked[];
  /** RFC 3339 */
  at: string;
  /** Host of the code's address, where it was not this page's. */
  foreignHost?: string;
};

/** What files with several documents hold, none of it judged yet, and what came of files that hold none. */
export type Several = {
  kind: 'several';
  /** `document`: what it claims to be, by which it is shown beside others. */
  documents: (Pick<Checked, 'document'> & { given: Given })[];
  failed: Outcome[];
};

/** What came of a text or a file. All but `checked` say nothing about any certificate. */
export type Outcome =
  | Checked
  | Several
  | { kind: 'foreign'; host: string }
  | { kind: 'not-ours'; text: string; source: 'code' | 'document' }
  | { kind: 'too-old' }
  /** A code of ours whose content does not hold together: cut off, mistyped or changed. */
  | { kind: 'damaged' }
  | { kind: 'no-code' }
  | { kind: 'no-certificate-in-pdf' }
  | { kind: 'unknown-file' }
  | { kind: 'large-file'; limit: number }
  | { kind: 'clock-wrong' }
  | { kind: 'fault'; code: string };
