import type { VerificationResult } from '@symbolon/verification';

/** A certificate and the judgement of it. */
export type Checked = {
  kind: 'checked';
  result: VerificationResult;
  /** The document: as it was signed where the signature holds, else as it was given, which proves nothing. */
  document: Record<string, unknown>;
  /** RFC 3339 */
  at: string;
  /** Host of the code's address, where it was not this page's. */
  foreignHost?: string;
};

/** What came of a text or a file. All but `checked` say nothing about any certificate. */
export type Outcome =
  | Checked
  /** A file with several certificates, as text; none of them is judged yet. */
  | { kind: 'several'; documents: string[] }
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
