export { type Canonicalizer, canonicalizerFor, type Statements } from './canonicalizer.ts';
export { type ContextSource, heldContexts } from './context-source.ts';
export { TransformationError } from './error.ts';
export type { Digest } from './hash.ts';
export { copyJson } from './json.ts';
export { escapeLiteral } from './n-quads.ts';
