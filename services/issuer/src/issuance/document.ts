import { holderName } from '@symbolon/credential';
import { Problem, type ProblemMembers } from '@symbolon/problem';
import { parseDocument } from '@symbolon/securing/verify';
import type { Institution } from '../institutions/store.ts';
import {
  type CryptosuiteName,
  cryptosuites,
  type Draft,
  defaultSecuring,
  newCredentialId,
  requestFingerprint,
  type Securing,
  type SecuringChoice,
} from './draft.ts';

/** A credential of the caller's own, as VCALM §3.2.1 takes it. */
export type DocumentRequest = {
  key: string;
  credential: Record<string, unknown>;
  credentialId?: string | undefined;
  securing: SecuringChoice;
};

/**
 * Gives the draft of a credential that the caller wrote. The service adds `credentialStatus`, and an `id` where there is none.
 * Throws `Problem` 400 for a document beyond the limits, another issuer, a status or a proof of the caller's own, and two
 * ids that differ.
 */
export function draftFromDocument(
  { did }: Institution,
  { key, credential, credentialId, securing }: DocumentRequest,
): Draft {
  // Before anything walks through it: one that is deep enough would end in a stack overflow.
  const { problem } = parseDocument(credential);
  if (problem) {
    const { type, detail = problem.title } = problem;
    const errors = [{ pointer: '/credential', detail }];
    throw new Problem(400, 'The credential cannot be issued as it is', { type, detail, errors });
  }
  const errors: NonNullable<ProblemMembers['errors']> = [];
  const { issuer } = credential;
  const issuerId = typeof issuer === 'object' && issuer !== null ? (issuer as { id?: unknown }).id : issuer;
  if (issuerId !== did)
    errors.push({ pointer: '/credential/issuer', detail: `The issuer must be the institution's DID, ${did}.` });
  for (const member of ['credentialStatus', 'proof']) {
    if (member in credential)
      errors.push({ pointer: `/credential/${member}`, detail: 'Leave this out; the service adds it.' });
  }
  if ([credential.type].flat().includes('JointCredential'))
    errors.push({ pointer: '/credential/type', detail: 'One proof makes no JointCredential; use /joint-credentials.' });
  if (credential.id !== undefined && credentialId !== undefined && credential.id !== credentialId) {
    errors.push({ pointer: '/options/credentialId', detail: 'This must be the id of the credential, or be left out.' });
  }
  const givenId = credential.id ?? credentialId;
  const id = givenId ?? newCredentialId();
  if (typeof id !== 'string' || id.length > 1000) {
    errors.push({ pointer: '/credential/id', detail: 'The id is a URL of at most 1,000 characters.' });
  }
  const [context] = [credential['@context']].flat();
  if (context !== 'https://www.w3.org/ns/credentials/v2') {
    errors.push({
      pointer: '/credential/@context',
      detail:
        'Credentials of the data model 2.0 are issued here: the first context is https://www.w3.org/ns/credentials/v2.',
    });
  }
  if (errors.length > 0) {
    throw new Problem(400, 'The credential cannot be issued as it is', {
      detail: 'Each entry of errors names a place in the request and what is wrong there.',
      errors,
    });
  }
  const name = holderName(credential);
  return {
    ...securing,
    key,
    ...(name === undefined ? {} : { holderName: name }),
    fingerprint: requestFingerprint(key, [credential, credentialId ?? null, securing]),
    id: id as string,
    hasNewId: givenId === undefined,
    withPaper: false,
    build(credentialStatus) {
      const { '@context': contexts, ...members } = credential;
      return { '@context': contexts, id, ...members, credentialStatus };
    },
  };
}

/** Gives the choice that a request's options make; the default is one Ed25519 proof. */
export function chooseSecuring(securing?: Securing, names?: CryptosuiteName[]): SecuringChoice {
  if (securing === 'vc+jwt') return { securing, cryptosuites: [] };
  const known = Object.keys(cryptosuites) as CryptosuiteName[];
  return { ...defaultSecuring, ...(names ? { cryptosuites: known.filter((name) => names.includes(name)) } : {}) };
}
