import { checkCredential } from '@symbolon/credential';
import { Problem, type ProblemDetails } from '@symbolon/problem';
import { type Awaitable, whenThere } from '../primitives/awaitable.ts';
import { type ContextSource, heldContexts, TransformationError } from '../primitives/canonical.ts';
import { asArray, type JsonObject } from '../primitives/json.ts';
import { jsonLdProblems } from '../primitives/json-ld-rules.ts';
import { parseDocument, type WithinLimits } from '../primitives/limits.ts';
import type { Digest } from '../primitives/platform.ts';
import { documentHash } from '../primitives/proof.ts';

/**
 * A document that was checked and whose every member a signature covers, with the hash of its canonical form.
 * Only the functions below make one, and signing takes nothing else.
 */
class Prepared<Kind extends 'credential' | 'presentation'> {
  readonly kind: Kind;
  readonly document: JsonObject;
  readonly contexts: ContextSource;
  readonly #hashes: Partial<Record<Digest, Awaitable<Uint8Array>>> = {};
  #text: string | undefined;

  constructor(kind: Kind, document: JsonObject, contexts: ContextSource, known?: { text: string; sha256: Uint8Array }) {
    this.kind = kind;
    this.document = document;
    this.contexts = contexts;
    this.#text = known?.text;
    if (known) this.#hashes['SHA-256'] = known.sha256;
  }

  /** The document as JSON, as it is stored and handed out; its proof is put in before the last brace. */
  get text(): string {
    this.#text ??= JSON.stringify(this.document);
    return this.#text;
  }

  /** Hash of the canonical document, computed once. */
  hash(digest: Digest): Awaitable<Uint8Array> {
    let hash = this.#hashes[digest];
    if (hash === undefined) {
      hash = whenThere(documentHash(this.document, digest, this.contexts), (bytes) => {
        this.#hashes[digest] = bytes;
        return bytes;
      });
      this.#hashes[digest] = hash;
    }
    return hash;
  }
}

export type PreparedCredential = Prepared<'credential'>;
export type PreparedPresentation = Prepared<'presentation'>;

/**
 * Checks a credential before anything is recorded or signed: limits, data model and schema, contexts, and that every member is covered
 * by a signature (safe mode). Throws `Problem` 400 whose `errors` name each place. A credential that has a proof is refused.
 */
export function prepareCredential(input: unknown, contexts: ContextSource = heldContexts): Promise<PreparedCredential> {
  const check = ({ document, isPlain }: WithinLimits) =>
    checkCredential(document, { allowedContexts: contexts.urls, isPlain });
  return prepare('credential', input, contexts, check);
}

/** Checks a presentation before its holder signs it. Throws `Problem` 400; the credentials inside are not judged. */
export function preparePresentation(
  input: unknown,
  contexts: ContextSource = heldContexts,
): Promise<PreparedPresentation> {
  const check = ({ document: { type } }: WithinLimits) =>
    asArray(type).includes('VerifiablePresentation')
      ? []
      : [{ detail: 'This is not a VerifiablePresentation.', pointer: '/type' }];
  return prepare('presentation', input, contexts, check);
}

/** Makes the prepared credential of a document that was checked and put into a template; for templates alone. */
export function filledCredential(
  document: JsonObject,
  contexts: ContextSource,
  known: { text: string; sha256: Uint8Array },
): PreparedCredential {
  return new Prepared('credential', document, contexts, known);
}

type Fault = Pick<ProblemDetails, 'detail' | 'pointer'>;

async function prepare<Kind extends 'credential' | 'presentation'>(
  kind: Kind,
  input: unknown,
  contexts: ContextSource,
  check: (parsed: WithinLimits) => Fault[],
): Promise<Prepared<Kind>> {
  const parsed = parseDocument(input);
  if (parsed.problem) throw refused([parsed.problem]);
  const { document } = parsed;
  if ('proof' in document) throw refused([{ detail: 'The document already has a proof.', pointer: '/proof' }]);
  const faults = check(parsed);
  if (faults.length > 0) throw refused(faults);
  const problems = jsonLdProblems(parsed, contexts.urls);
  if (problems.length > 0) throw refused(problems);
  const prepared = new Prepared(kind, document, contexts);
  try {
    await prepared.hash('SHA-256');
  } catch (error) {
    if (error instanceof TransformationError) throw refused([{ detail: error.message }]);
    throw error;
  }
  return prepared;
}

function refused(faults: Fault[]): Problem {
  const errors = faults.map(({ detail = '', pointer }) => ({ detail, ...(pointer === undefined ? {} : { pointer }) }));
  return new Problem(400, 'The document cannot be signed as it is', {
    detail: 'Each entry of errors names a place in the document and what is wrong there.',
    errors,
  });
}
