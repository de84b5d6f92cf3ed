/** A problem as a value (RFC 9457 §3.1, VCDM 2.0 §8.4 ProblemDetails). */
export type ProblemDetails = {
  /** URL of the kind of problem. */
  type: string;
  title: string;
  /** What was wrong, where, and what to do. Never holds the person's data. */
  detail?: string;
  /** JSON Pointer (RFC 6901) into the document that was given. */
  pointer?: string;
  /** Short stable name of the kind, for support and for tests. */
  code?: string;
  status?: number;
};

export type ProblemMembers = {
  /** URI of the kind of problem; `about:blank` says that the HTTP status tells it all (RFC 9457 §4.2.1). */
  type?: string;
  detail?: string;
  /** The single things that were wrong with the request, each with its place. */
  errors?: { detail: string; pointer?: string; row?: number; column?: string }[];
  headers?: Record<string, string>;
  cause?: unknown;
};

/**
 * A request that cannot be served, thrown anywhere below a route and rendered once as `application/problem+json`.
 * For what a caller did (4xx) and for a service that must refuse for now (503); a fault of ours is a plain Error.
 */
export class Problem extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: ProblemMembers['errors'];
  readonly headers: Record<string, string>;

  constructor(status: number, title: string, members: ProblemMembers = {}) {
    super(title, { cause: members.cause });
    this.name = 'Problem';
    this.status = status;
    this.title = title;
    this.type = members.type ?? 'about:blank';
    this.detail = members.detail;
    this.errors = members.errors;
    this.headers = members.headers ?? {};
  }

  toJSON() {
    const { type, title, status, detail, errors } = this;
    return { type, title, status, ...(detail === undefined ? {} : { detail }), ...(errors ? { errors } : {}) };
  }
}
