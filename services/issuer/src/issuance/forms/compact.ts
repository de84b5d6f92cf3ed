import type { Queryable } from '../../database/transaction.ts';
import {
  documentBlank,
  type Facts,
  type Parameters,
  type ProofTexts,
  paperForm,
  proofBlank,
  proofForms,
  wholeForm,
} from './blanks.ts';
import { fillForm } from './form.ts';
import { type FormPair, findForms, provideForm } from './store.ts';

/** The format of the rows that are written now. */
export const currentFormat = 1;

/** The texts of a credential's documents: the whole one, and the small one for the QR code where there is one. */
export type DocumentTexts = { document: string; paperDocument: string | null };

/** What a row keeps of its documents: a form and what goes into it, or the texts themselves. */
export type KeptDocuments = {
  form: number | null;
  parameters: string | null;
  document: string | null;
  paperDocument: string | null;
};

/** What a row keeps of its proofs: a form and the raw signatures, or the texts themselves. */
export type KeptProofs = {
  proofForm: number | null;
  signatures: Buffer | null;
  proof: string | null;
  paperProof: string | null;
};

/** The documents of an award, not yet kept: their forms, and JSON of what goes into them. */
export type FormedDocuments = FormPair & { parameters: string };

/**
 * Takes the documents of an award apart into what many share and what is the person's own. Undefined where they cannot be
 * put together again byte for byte: nothing is recorded that cannot be read.
 */
export function takeApart(
  whole: Record<string, unknown>,
  paper: object | undefined,
  facts: Omit<Facts, 'recorded'>,
  texts: DocumentTexts,
): FormedDocuments | undefined {
  const noted: Parameters = {};
  const forms = {
    whole: wholeForm(whole, facts, noted),
    paper: paper === undefined ? null : paperForm(paper, facts, noted),
  };
  const parameters = JSON.stringify(noted);
  const again = putTogether(forms, parameters, facts);
  if (again.document !== texts.document || again.paperDocument !== texts.paperDocument) return undefined;
  return { ...forms, parameters };
}

function putTogether({ whole, paper }: FormPair, parameters: string, facts: Omit<Facts, 'recorded'>): DocumentTexts {
  const value = documentBlank(facts, JSON.parse(parameters));
  return { document: fillForm(whole, value), paperDocument: paper === null ? null : fillForm(paper, value) };
}

/** Gives what a row keeps of documents that were taken apart. */
export async function keepDocuments(
  db: Queryable,
  institutionId: string,
  { parameters, ...forms }: FormedDocuments,
): Promise<KeptDocuments> {
  return { form: await provideForm(db, institutionId, forms), parameters, document: null, paperDocument: null };
}

/** Gives what a row keeps of its proofs, as short as they can be put together again byte for byte. */
export async function keepProofs(
  db: Queryable,
  institutionId: string,
  row: { format: number; recorded: Date },
  texts: ProofTexts,
  document: string,
): Promise<KeptProofs> {
  const whole = { proofForm: null, signatures: null, ...texts };
  // A row is read by one format: what an older program recorded is finished as texts.
  if (row.format !== currentFormat) return whole;
  const { signatures, ...forms } = proofForms(texts, row, document);
  const again = putProofsTogether(forms, signatures, row, document);
  if (again.proof !== texts.proof || again.paperProof !== texts.paperProof) return whole;
  return { proofForm: await provideForm(db, institutionId, forms), signatures, proof: null, paperProof: null };
}

function putProofsTogether(
  { whole, paper }: FormPair,
  signatures: Buffer,
  facts: Pick<Facts, 'recorded'>,
  document: string,
): ProofTexts {
  const value = proofBlank(facts, signatures, document);
  return { proof: fillForm(whole, value), paperProof: paper === null ? null : fillForm(paper, value) };
}

type Kept = KeptDocuments & KeptProofs & Facts & { format: number };

/** Gives rows with the texts of their documents and proofs, byte for byte as they were recorded and signed. */
export async function readKept<Row extends Kept>(db: Queryable, rows: Row[]): Promise<(Row & Texts)[]> {
  const forms = await findForms(
    db,
    rows.flatMap(({ form, proofForm }) => [form, proofForm]).filter((id) => id !== null),
  );
  return rows.map((row) => ({ ...row, ...textsOf(row, forms) }));
}

type Texts = { document: string | null; paperDocument: string | null; proof: string | null; paperProof: string | null };

/** Gives the texts that a row stands for, with the forms by their numbers. Throws for a format that this program does not know. */
export function textsOf(row: Kept, forms: ReadonlyMap<number, FormPair>): Texts {
  const { format, form, parameters, proofForm, signatures } = row;
  if (format > currentFormat)
    throw new Error(`A credential is kept in format ${format}: this program is too old for it.`);
  const documents = form === null || parameters === null ? row : putTogether(forms.get(form)!, parameters, row);
  const { document, paperDocument } = documents;
  if (proofForm === null || signatures === null || document === null) {
    return { document, paperDocument, proof: row.proof, paperProof: row.paperProof };
  }
  return { document, paperDocument, ...putProofsTogether(forms.get(proofForm)!, signatures, row, document) };
}
