import { type PublicKey, publicKeyFromJwk } from '@symbolon/dids';
import { isObject, joseNames, parseJws, typeOf, verifySignature } from '@symbolon/securing/verify';
import { TrustListError } from '@symbolon/verification';

type Json = Record<string, unknown>;

/** A statement of one entity about another, or about itself, whose signature held (OpenID Federation 1.1 §3). */
export type EntityStatement = {
  iss: string;
  sub: string;
  /** Seconds since 1970. */
  iat: number;
  exp: number;
  /** Keys of the subject, as far as they are of a kind that is known here. */
  keys: readonly { kid: unknown; publicKey: PublicKey }[];
  /** Metadata of the type `federation_entity`. */
  entity: Json;
  maxPathLength?: number;
};

const clockTolerance = 60;

/**
 * Gives an entity statement whose signature is of one of the keys. Throws a TrustListError for one that is not of type
 * `entity-statement+jwt`, is about another or by another, does not hold now, or asks for what is not understood here: policies on
 * metadata of entities, constraints other than `max_path_length`, critical claims. A limit that cannot be held is never passed over.
 */
export async function openStatement(
  jwt: string,
  { iss, sub, keys, now }: { iss: string; sub: string; keys: EntityStatement['keys']; now: Date },
): Promise<EntityStatement> {
  const refuse = (why: string): never => {
    throw new TrustListError(`the statement of ${iss} about ${sub} ${why}.`);
  };
  const jws = parseJws(jwt.trim());
  if (jws.problem) return refuse('is not a compact JWS');
  const { header, payload, signed, signature } = jws;
  if (typeOf(header) !== 'entity-statement+jwt') return refuse('is not of type entity-statement+jwt');
  // Keys of one entity are told apart by `kid`; where it is left out there can be only one.
  const named = keys.filter(({ kid }) => header.kid === undefined || kid === undefined || kid === header.kid);
  const fitting = named.filter(({ publicKey }) => joseNames[publicKey.algorithm].includes(String(header.alg)));
  const held = await Promise.all(fitting.map(({ publicKey }) => verifySignature(publicKey, signed, signature)));
  if (!held.includes(true)) return refuse('is not signed by a key that is known for it');
  const { iat, exp, metadata, constraints, metadata_policy: policy } = payload;
  if (payload.iss !== iss || payload.sub !== sub) return refuse('names somebody else');
  const seconds = now.getTime() / 1000;
  if (typeof iat !== 'number' || typeof exp !== 'number') return refuse('has no iat or no exp');
  if (iat > seconds + clockTolerance) return refuse('is dated in the future');
  if (exp <= seconds) return refuse('has ended');
  if ([payload.crit ?? []].flat().length > 0) return refuse('has critical claims that are not understood here');
  if (isObject(policy) && 'federation_entity' in policy)
    return refuse('has a policy on the metadata of federation entities, which is not applied here');
  const limits = isObject(constraints) ? constraints : {};
  const unknown = Object.keys(limits).find((name) => name !== 'max_path_length');
  if (unknown !== undefined) return refuse(`has the constraint ${unknown}, which is not understood here`);
  const { max_path_length: maxPathLength } = limits;
  if (maxPathLength !== undefined && !(Number.isInteger(maxPathLength) && (maxPathLength as number) >= 0))
    return refuse('has a max_path_length that is no number');
  const types = isObject(metadata) ? metadata : {};
  return {
    iss,
    sub,
    iat,
    exp,
    keys: keysIn(payload.jwks),
    entity: isObject(types.federation_entity) ? types.federation_entity : {},
    ...(typeof maxPathLength === 'number' ? { maxPathLength } : {}),
  };
}

function keysIn(jwks: unknown): EntityStatement['keys'] {
  const keys = isObject(jwks) && Array.isArray(jwks.keys) ? jwks.keys.slice(0, 20) : [];
  return keys.flatMap((jwk) => {
    if (!isObject(jwk)) return [];
    try {
      return [{ kid: jwk.kid, publicKey: publicKeyFromJwk(jwk as never) }];
    } catch {
      // RSA and others: what they sign is not known here.
      return [];
    }
  });
}
