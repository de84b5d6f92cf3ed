// Format 1 of a credential's row. What a blank of a name is filled with never changes, because rows are read by it for
// ever: another way to fill is another format, with a file of its own beside this one.
import { base58, base64urlnopad } from '@scure/base';
import { FormWriter } from './form.ts';

/** What a row says of itself besides its parameters. */
export type Facts = {
  /** `id` of the credential. */
  id: string;
  statusGroup: number;
  statusIndex: number;
  recorded: Date;
};

/** Values of the blanks by the names of their members. */
export type Parameters = Record<string, unknown>;

/** Of Ed25519 and P-256, whose signatures are kept. */
export const signatureLength = 64;
const placesInAList = 131_072;

/** Gives what a blank of a document is filled with. Throws for a name that format 1 does not have. */
export const documentBlank =
  ({ id, statusGroup, statusIndex }: Omit<Facts, 'recorded'>, parameters: Parameters) =>
  (blank: string): string => {
    if (blank.startsWith('=')) return JSON.stringify(parameters[blank.slice(1)]);
    if (blank === 'id') return inString(id);
    if (blank === 'group') return String(statusGroup);
    if (blank === 'index') return String(statusIndex);
    if (blank === 'place') return String(statusGroup * placesInAList + statusIndex);
    throw new Error(`A form has the blank "${blank}", which format 1 does not know.`);
  };

/** Gives what a blank of a proof is filled with. Throws for a name that format 1 does not have. */
export const proofBlank =
  ({ recorded }: Pick<Facts, 'recorded'>, signatures: Uint8Array, document: string) =>
  (blank: string): string => {
    if (blank === 'created') return wholeSeconds(recorded);
    if (blank === 'payload') return base64urlnopad.encode(new TextEncoder().encode(document));
    const [kind, number] = blank.split(':');
    const start = Number(number) * signatureLength;
    const signature = signatures.subarray(start, start + signatureLength);
    if (signature.length === signatureLength && kind === 'base58') return base58.encode(signature);
    if (signature.length === signatureLength && kind === 'base64url') return base64urlnopad.encode(signature);
    throw new Error(`A form has the blank "${blank}", which format 1 does not know.`);
  };

const inString = (text: string) => JSON.stringify(text).slice(1, -1);
const wholeSeconds = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

/** Members with a blank: of a parameter's own, or of what the row says of its place in the status lists. */
type Blanks = { [member: string]: Blanks | 'parameter' | 'place' };

const wholeBlanks: Blanks = {
  validFrom: 'parameter',
  validUntil: 'parameter',
  awardedDate: 'parameter',
  replaces: 'parameter',
  credentialSubject: {
    id: 'parameter',
    name: 'parameter',
    identifier: { '*': { identityHash: 'parameter', salt: 'parameter' } },
    result: { '*': { value: 'parameter' } },
  },
  credentialStatus: { '*': { id: 'place', statusListIndex: 'place', statusListCredential: 'place' } },
};

const partialBlanks: Blanks = {
  ...wholeBlanks,
  // Which units a person has is that person's own, and would make a form for each choice of them.
  credentialSubject: {
    ...(wholeBlanks.credentialSubject as Blanks),
    partialRecognition: 'parameter',
    result: 'parameter',
  },
};

const paperBlanks: Blanks = {
  validFrom: 'parameter',
  validUntil: 'parameter',
  credentialStatus: { terseStatusListIndex: 'place' },
  credentialSubject: { name: 'parameter', latinName: 'parameter' },
};

const blanksOf = (document: Record<string, unknown>): Blanks => {
  const { credentialSubject } = document as { credentialSubject?: { partialRecognition?: unknown } };
  return credentialSubject?.partialRecognition === undefined ? wholeBlanks : partialBlanks;
};

type Documents = { whole: Record<string, unknown>; paper: object | undefined };

/** Gives what goes into the blanks of the forms of an award's credential and of its small one, by name. */
export function parametersOf({ whole, paper }: Documents): Parameters {
  const parameters: Parameters = {};
  note(parameters, whole, blanksOf(whole), '');
  if (paper !== undefined) note(parameters, paper, paperBlanks, '');
  return parameters;
}

/** `suffix` holds the positions in the lists above: it tells the members of their items apart. */
function note(parameters: Parameters, value: unknown, blanks: Blanks, suffix: string): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const kind = blanks['*'];
    if (typeof kind === 'object')
      for (const [index, item] of value.entries()) note(parameters, item, kind, suffix + index);
    return;
  }
  for (const [member, kind] of Object.entries(blanks)) {
    const item = (value as Record<string, unknown>)[member];
    if (item === undefined) continue;
    if (kind === 'parameter') parameters[member + suffix] = item;
    else if (kind !== 'place') note(parameters, item, kind, suffix);
  }
}

/** Gives the forms of an award's credential and of its small one. */
export const documentForms = ({ whole, paper }: Documents, facts: Omit<Facts, 'recorded'>) => ({
  whole: formOf(whole, blanksOf(whole), facts),
  paper: paper === undefined ? null : formOf(paper, paperBlanks, facts),
});

function formOf(document: object, blanks: Blanks, { id, statusGroup, statusIndex }: Omit<Facts, 'recorded'>): string[] {
  const writer = new FormWriter();
  const writtenId = inString(id);
  const constant = (value: unknown) => writer.textWithBlank(JSON.stringify(value), writtenId, 'id');

  function place(value: unknown): void {
    const text = JSON.stringify(value);
    const [index, group] = [`${statusIndex}"`, `/${statusGroup}`];
    if (typeof value === 'number') writer.blank('place');
    else if (text === `"${index}`) blankAtEnd('"', 'index');
    else if (text.endsWith(`${group}"`)) blankAtEnd(text.slice(0, 1 - group.length - 1), 'group');
    else if (text.endsWith(`${group}#${index}`)) {
      writer.text(text.slice(0, 1 - group.length - index.length - 1));
      writer.blank('group');
      blankAtEnd('#', 'index');
    } else constant(value);
  }

  function blankAtEnd(text: string, blank: string): void {
    writer.text(text);
    writer.blank(blank);
    writer.text('"');
  }

  function write(value: unknown, kind: Blanks[string] | undefined, member: string, suffix: string): void {
    if (kind === 'parameter') writer.blank(`=${member}${suffix}`);
    else if (kind === 'place') place(value);
    else if (kind === undefined || typeof value !== 'object' || value === null) constant(value);
    else if (Array.isArray(value)) {
      value.forEach((item, position) => {
        writer.text(position === 0 ? '[' : ',');
        write(item, kind['*'], member, suffix + position);
      });
      writer.text(value.length === 0 ? '[]' : ']');
    } else {
      let before = '{';
      for (const [name, item] of Object.entries(value)) {
        if (item === undefined) continue;
        writer.text(`${before}${JSON.stringify(name)}:`);
        write(item, Object.hasOwn(kind, name) ? kind[name] : undefined, name, suffix);
        before = ',';
      }
      writer.text(before === '{' ? '{}' : '}');
    }
  }

  write(document, blanks, '', '');
  return writer.form;
}

/** The proofs of a credential, as text: JSON of one or several, or a compact JWS, whose payload is the document. */
export type ProofTexts = { proof: string; paperProof: string | null };

const proofValue = /"proofValue":"z([1-9A-HJ-NP-Za-km-z]+)"/g;
const compactJws = /^[\w-]+\.[\w-]+\.([\w-]+)$/;

/** Gives the signatures in proofs as they are written there, those of the whole credential first. */
export function writtenSignatures({ proof, paperProof }: ProofTexts): { base58: boolean; text: string }[] {
  const jws = compactJws.exec(proof)?.[1];
  const written = (text: string) =>
    [...text.matchAll(proofValue)].map(([, value = '']) => ({ base58: true, text: value }));
  const whole = jws === undefined ? written(proof) : [{ base58: false, text: jws }];
  return paperProof === null ? whole : [...whole, ...written(paperProof)];
}

/** Gives the raw signatures, one after the other. */
export const rawSignatures = (written: ReturnType<typeof writtenSignatures>): Buffer =>
  Buffer.concat(written.map((each) => (each.base58 ? base58.decode(each.text) : base64urlnopad.decode(each.text))));

/** Gives the forms of proofs. */
export function proofForms({ proof, paperProof }: ProofTexts, { recorded }: Pick<Facts, 'recorded'>) {
  let number = 0;
  const formOfProof = (text: string): string[] => {
    const writer = new FormWriter();
    const created = wholeSeconds(recorded);
    let from = 0;
    for (const { 1: value = '', index } of text.matchAll(proofValue)) {
      const at = index + '"proofValue":"z'.length;
      writer.textWithBlank(text.slice(from, at), created, 'created');
      writer.blank(`base58:${number}`);
      number += 1;
      from = at + value.length;
    }
    writer.textWithBlank(text.slice(from), created, 'created');
    return writer.form;
  };
  const formOfJws = (text: string): string[] => {
    number += 1;
    return [`${text.slice(0, text.indexOf('.'))}.`, 'payload', '.', `base64url:${number - 1}`, ''];
  };
  const whole = compactJws.test(proof) ? formOfJws(proof) : formOfProof(proof);
  return { whole, paper: paperProof === null ? null : formOfProof(paperProof) };
}
