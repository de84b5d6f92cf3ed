import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Problem } from '@symbolon/problem';
import { type Actor, type Change, changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import { isConflict } from '../database/faults.ts';
import { institutionDid } from '../keys/did-document.ts';
import { algorithms, replaceKey } from '../keys/keys.ts';
import { type Institution, insertApiKey, insertInstitution, listApiKeys, markApiKeyRevoked } from './store.ts';

export type NewInstitution = {
  id: string;
  names: Record<string, string>;
  country?: string;
  url?: string;
  email?: string;
  telephone?: string;
  accreditedFrom?: Date;
  accreditedUntil?: Date;
};

/**
 * Makes an institution with its DID, an Ed25519 and a P-256 key and a first API key, which is shown this once.
 * Throws 409 where the id is taken.
 */
export async function createInstitution(
  context: IssuerContext,
  input: NewInstitution,
  actor: Actor,
): Promise<{ institution: Institution; apiKey: string }> {
  const work = async (change: Change) => {
    const institution: Institution = {
      id: input.id,
      did: institutionDid(context.config.issuerUrl, input.id),
      names: input.names,
      country: input.country ?? null,
      url: input.url ?? null,
      email: input.email ?? null,
      telephone: input.telephone ?? null,
      accreditedFrom: input.accreditedFrom ?? null,
      accreditedUntil: input.accreditedUntil ?? null,
      accreditationEdition: 0,
      created: change.at,
    };
    await insertInstitution(change.client, institution);
    change.audit('institution.created', institution.did);
    for (const algorithm of algorithms) await replaceKey(context, change, institution, algorithm);
    const { apiKey } = await addApiKey(change, institution.id, 'first key');
    return { institution, apiKey };
  };
  try {
    return await changeInstitution(context, input.id, actor, work, { isNew: true });
  } catch (error) {
    if (!isConflict(error, 'institution')) throw error;
    throw new Problem(409, 'This id is taken', {
      detail: 'Another institution has this id; choose another.',
      cause: error,
    });
  }
}

/** Makes a further API key; the key is in the answer and nowhere else. */
export function createApiKey(context: IssuerContext, institutionId: string, label: string, actor: Actor) {
  return changeInstitution(context, institutionId, actor, (change) => addApiKey(change, institutionId, label));
}

async function addApiKey({ client, at, audit }: Change, institutionId: string, label: string) {
  // The prefix lets scanners of leaked secrets recognise it.
  const apiKey = `symbolon_${randomBytes(32).toString('base64url')}`;
  const id = randomUUID();
  await insertApiKey(client, institutionId, { id, label, sha256: hashApiKey(apiKey), created: at });
  audit('api-key.created', id);
  return { id, apiKey, label, created: at };
}

/**
 * Ends an API key at once. Throws 404 where there is none of that id, 409 where it is the last in use: nobody could
 * sign in to make another.
 */
export function revokeApiKey(context: IssuerContext, institutionId: string, id: string, actor: Actor): Promise<void> {
  return changeInstitution(context, institutionId, actor, async ({ client, at, audit }) => {
    const keys = await listApiKeys(client, institutionId);
    const key = keys.find((each) => each.id === id);
    if (!key) throw new Problem(404, 'There is no such API key');
    if (key.revoked) return;
    if (keys.filter(({ revoked }) => revoked === null).length === 1) {
      throw new Problem(409, 'This is the last API key', { detail: 'Make another key first, then revoke this one.' });
    }
    await markApiKeyRevoked(client, institutionId, id, at);
    audit('api-key.revoked', id);
  });
}

export const hashApiKey = (apiKey: string) => createHash('sha256').update(apiKey).digest();
