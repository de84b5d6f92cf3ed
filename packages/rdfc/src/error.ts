/** A document that JSON-LD or RDFC-1.0 refuses. `term` is the member at fault where the library names it. */
export class TransformationError extends Error {
  readonly term: string | undefined;

  constructor(message: string, term: string | undefined, cause: unknown) {
    super(message, { cause });
    this.name = 'TransformationError';
    this.term = term;
  }
}
