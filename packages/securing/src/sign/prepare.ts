import { checkCredential } from '@symbolon/credential';
import { Problem, type ProblemDetails } from '@symbolon/problem';
import { TransformationError } from '../primitives/canonical.ts';
import type { JsonObject } from '../primitives/json.ts';
import { jsonLdProblems } from '../primitives/json-ld-rules.ts';
import { parseDocument } from '../primitives/limits.ts';
import type { Digest } from '../primitives/platform.ts';
import { documentHash } from '../primitives/proof.ts';

/** A credential that was checked and may be signed. Only `prepareCredential` makes one, and signing takes nothing else. */
class PreparedCredential {
  readonly document: JsonObject;
  readonly #hashes = new Map<Digest, Promise<Uint8Array>>();

  constructor(document: JsonObject) {
    this.document = document;
  }

  /** Hash of the canonical document, computed once. */
  hash(digest: Digest): Promise<Uint8Array> {
    const known = this.#hashes.get(digest);
    if (known) return known;
    const hash = documentHash(this.document, digest);
    this.#hashes.set(digest, hash);
    return hash;
  }
}

export type { PreparedCredential };

/**
 * Checks a credential before anything is recorded or signed: limits, data model and schema, contexts, and that every member is covered
 * by a signature (safe mode). Throws `Problem` 400 whose `errors` name each place. A credential that has a proof is refused.
 */
export async function prepareCredential(input: unknown): Promise<PreparedCredential> {
  const { document, problem } = parseDocument(input);
  if (problem) throw refused([problem]);
  if ('proof' in document) throw refused([{ detail: 'The credential already has a proof.', pointer: '/proof' }]);
  const problems = checkCredential(document);
  if (problems.length === 0) problems.push(...jsonLdProblems(document));
  if (problems.length > 0) throw refused(problems);
  const prepared = new PreparedCredential(document);
  try {
    await prepared.hash('SHA-256');
  } catch (error) {
    if (error instanceof TransformationError) throw refused([{ detail: error.message }]);
    throw error;
  }
  return prepared;
}

type Fault = Pick<ProblemDetails, 'detail' | 'pointer'>;

function refused(faults: Fault[]): Problem {
  const errors = faults.map(({ detail = '', pointer }) => ({ detail, ...(pointer === undefined ? {} : { pointer }) }));
  return new Problem(400, 'The credential cannot be issued as it is', {
    detail: 'Each entry of errors names a place in the credential and what is wrong there.',
    errors,
  });
}
