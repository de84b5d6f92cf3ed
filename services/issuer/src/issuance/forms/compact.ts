import type { Queryable } from '../../database/transaction.ts';
import {
  documentBlank,
  documentForms,
  type Facts,
  type ProofTexts,
  parametersOf,
  proofBlank,
  proofForms,
  rawSignatures,
  signatureLength,
  writtenSignatures,
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

type Documents = { whole: Record<string, unknown>; paper: object | undefined };

/**
 * Gives what a row keeps of the documents of an award: what many share as a form, and what is the person's own. They are kept as
 * texts where they could not be put together again byte for byte: nothing is recorded that cannot be read.
 * `shape` names awards whose forms are likely the same.
 */
export async function keepDocuments(
  db: Queryable,
  { institutionId, shape }: { institutionId: string; shape: string },
  documents: Documents,
  facts: Omit<Facts, 'recorded'>,
  texts: DocumentTexts,
): Promise<KeptDocuments> {
  const parameters = parametersOf(documents);
  const value = documentBlank(facts, parameters);
  const form = await fittingForm(db, institutionId, shape, {
    fits: ({ whole, paper }) =>
      fillForm(whole, value) === texts.document &&
      (paper === null ? null : fillForm(paper, value)) === texts.paperDocument,
    make: () => documentForms(documents, facts),
  });
  return form === undefined
    ? { form: null, parameters: null, ...texts }
    : { form, parameters: JSON.stringify(parameters), document: null, paperDocument: null };
}

/** Gives what a row keeps of its proofs, in the same way. */
export async function keepProofs(
  db: Queryable,
  institutionId: string,
  row: { format: number; recorded: Date; securing: string },
  texts: ProofTexts,
  document: string,
): Promise<KeptProofs> {
  const asTexts = { proofForm: null, signatures: null, ...texts };
  // A row is read by one format: what an older program recorded is finished as texts.
  if (row.format !== currentFormat) return asTexts;
  const written = writtenSignatures(texts);
  const signatures = rawSignatures(written);
  if (signatures.length !== written.length * signatureLength) return asTexts;
  const blank = proofBlank(row, signatures, document);
  // What stands in the proofs is what encoding gives again; to encode it once more would show nothing.
  const value = (name: string) => {
    const number = /^base(?:58|64url):(\d+)$/.exec(name)?.[1];
    // A form that wants more signatures than there are does not fit.
    return number === undefined ? blank(name) : (written[Number(number)]?.text ?? '');
  };
  const proofForm = await fittingForm(db, institutionId, `proof ${row.securing}`, {
    fits: ({ whole, paper }) =>
      fillForm(whole, value) === texts.proof && (paper === null ? null : fillForm(paper, value)) === texts.paperProof,
    make: () => proofForms(texts, row),
  });
  return proofForm === undefined ? asTexts : { proofForm, signatures, proof: null, paperProof: null };
}

/** Gives the number of a form that fits, of those used last for a shape or else made now; undefined where none does. */
async function fittingForm(
  db: Queryable,
  institutionId: string,
  shape: string,
  { fits, make }: { fits: (pair: FormPair) => boolean; make: () => FormPair },
): Promise<number | undefined> {
  const recent = recentForms(db, `${institutionId} ${shape}`);
  const known = recent.find(({ pair }) => fits(pair));
  if (known) return known.id;
  const pair = make();
  if (!fits(pair)) return undefined;
  const id = await provideForm(db, institutionId, pair);
  recent.unshift({ id, pair });
  recent.splice(formsAShape);
  return id;
}

type Recent = { id: number; pair: FormPair }[];
const recent = new WeakMap<object, Map<string, Recent>>();
const shapesAtMost = 200;
const formsAShape = 12;

function recentForms(db: Queryable, shape: string): Recent {
  const shapes = recent.get(db) ?? new Map<string, Recent>();
  recent.set(db, shapes);
  const found = shapes.get(shape) ?? [];
  if (!shapes.has(shape) && shapes.size >= shapesAtMost) shapes.delete(shapes.keys().next().value!);
  shapes.set(shape, found);
  return found;
}

function putTogether({ whole, paper }: FormPair, parameters: string, facts: Omit<Facts, 'recorded'>): DocumentTexts {
  const value = documentBlank(facts, JSON.parse(parameters));
  return { document: fillForm(whole, value), paperDocument: paper === null ? null : fillForm(paper, value) };
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

/** Gives rows with the texts of their documents and proofs, byte for byte as they were recorded and signed. */
export async function readKept<Row extends Kept>(db: Queryable, rows: Row[]): Promise<(Row & Texts)[]> {
  const forms = await findForms(
    db,
    rows.flatMap(({ form, proofForm }) => [form, proofForm]).filter((id) => id !== null),
  );
  return rows.map((row) => ({ ...row, ...textsOf(row, forms) }));
}

type Kept = KeptDocuments & KeptProofs & Facts & { format: number };

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
