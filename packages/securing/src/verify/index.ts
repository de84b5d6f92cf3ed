export { type Awaitable, allThere, whenThere } from '../primitives/awaitable.ts';
export { type ContextSource, canonicalize, heldContexts, TransformationError } from '../primitives/canonical.ts';
export { joseNames } from '../primitives/jose.ts';
export { isObject, type JsonObject } from '../primitives/json.ts';
export { limits, type ParsedDocument, parseDocument, WithinLimits } from '../primitives/limits.ts';
export { verifyDataIntegrity } from './data-integrity.ts';
export { envelopedJwt } from './enveloped.ts';
export { type Jws, parseJws, typeOf } from './jws.ts';
export { verifyPresentation } from './presentation.ts';
export type {
  ProofOutcome,
  ProofResult,
  SecuringResult,
  VerificationMethodLookup,
  VerifyingOptions,
} from './result.ts';
export { verifySignature } from './signature.ts';
export { verifyVcJwt } from './vc-jwt.ts';
