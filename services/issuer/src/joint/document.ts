import { jointContextUrl } from '@symbolon/contexts';
import { Problem, type ProblemMembers } from '@symbolon/problem';
import { isObject, parseDocument } from '@symbolon/securing/verify';
import { digestOf } from '@symbolon/verification';

type Json = Record<string, unknown>;
export type Body = { id: string; name: string };

/**
 * Gives a credential as one that several bodies award: a JointCredential whose `awardingBody` names all of them, the issuer first. The
 * data model has one issuer; who else awards stands in the signed bytes, so that a proof that was dropped is missed.
 */
export function asJoint(document: Json, others: readonly Body[]): Json {
  const { '@context': contexts, type, ...rest } = document;
  const issuer = document.issuer as Json & Body;
  return {
    '@context': [...(contexts as string[]), jointContextUrl],
    ...rest,
    type: [...(type as string[]), 'JointCredential'],
    awardingBody: [issuer, ...others].map(({ id, name }) => ({ id, type: ['Profile'], name })),
  };
}

/** A joint credential that somebody asks for a proof over: read, not yet judged. */
export type AskedDocument = { document: Json; id: string; issuer: string; bodies: string[]; digest: string };

/** Reads what is to be signed. Throws `Problem` 400 whose `errors` name what is wrong with it. */
export function readAsked(input: unknown): AskedDocument {
  const { document, problem } = parseDocument(input);
  if (!document) throw refused([{ pointer: '/credential', detail: problem?.detail ?? 'It cannot be read.' }]);
  const errors: NonNullable<ProblemMembers['errors']> = [];
  const say = (pointer: string, detail: string) => errors.push({ pointer: `/credential${pointer}`, detail });
  const idOf = (value: unknown) => (isObject(value) ? value.id : value);
  const issuer = idOf(document.issuer);
  const bodies = [document.awardingBody ?? []].flat().map(idOf);
  if (![document.type].flat().includes('JointCredential')) say('/type', 'It is not a JointCredential.');
  if ('proof' in document) say('/proof', 'Leave out the proofs of others; each signs the document without them.');
  if (typeof document.id !== 'string') say('/id', 'It has no id.');
  if (typeof issuer !== 'string') say('/issuer', 'It names no issuer.');
  if (!bodies.every((body) => typeof body === 'string')) say('/awardingBody', 'Each awarding body has an id.');
  if (errors.length > 0) throw refused(errors);
  return {
    document,
    id: document.id as string,
    issuer: issuer as string,
    bodies: bodies as string[],
    digest: digestOf(document),
  };
}

export const refused = (errors: NonNullable<ProblemMembers['errors']>) =>
  new Problem(400, 'The credential cannot be awarded jointly as it is', {
    detail: 'Each entry of errors names a place in the request and what is wrong there.',
    errors,
  });
