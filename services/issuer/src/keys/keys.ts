import { Problem } from '@symbolon/problem';
import type { Signer } from '@symbolon/securing/sign';
import { type Actor, type Change, changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import { outdateAllStatusLists } from '../status/store.ts';
import { insertKey, listKeys, markCompromised, retireKey, type SigningKey } from './store.ts';

export const algorithms = ['Ed25519', 'P-256'] as const;
type Owner = { id: string; did: string };

/** Makes a key of the algorithm and takes the one before it out of use; that one still verifies. */
export async function replaceKey(
  { keys }: IssuerContext,
  { client, at, audit }: Change,
  { id, did }: Owner,
  algorithm: SigningKey['algorithm'],
): Promise<string> {
  const existing = await listKeys(client, id);
  const inUse = existing.find((key) => key.algorithm === algorithm && key.retired === null);
  if (inUse) {
    await retireKey(client, id, inUse.fragment, at);
    audit('key.retired', `${did}#${inUse.fragment}`);
  }
  // Counted on over all keys, so that a fragment never names two keys.
  const fragment = `key-${existing.length + 1}`;
  const key = keys.generate(algorithm, `${did}#${fragment}`);
  await insertKey(client, id, { ...key, fragment, created: at });
  audit('key.created', `${did}#${fragment}`, { algorithm, publicKeyMultibase: key.publicKeyMultibase });
  return fragment;
}

/** Makes a new key of the algorithm for the institution; the DID document shows it at once, beside the older ones. */
export function rotateKey(context: IssuerContext, owner: Owner, algorithm: SigningKey['algorithm'], actor: Actor) {
  return changeInstitution(context, owner.id, actor, (change) => replaceKey(context, change, owner, algorithm));
}

/**
 * Takes a stolen key out of the DID document: nothing that it signed verifies any more, because the thief chooses the date.
 * A key that was in use is replaced. Throws 404 where the institution has no such key.
 */
export function withdrawKey(context: IssuerContext, owner: Owner, fragment: string, actor: Actor) {
  return changeInstitution(context, owner.id, actor, async (change) => {
    const key = (await listKeys(change.client, owner.id)).find((each) => each.fragment === fragment);
    if (!key)
      throw new Problem(404, 'There is no such key', { detail: 'The list of keys names those that there are.' });
    if (key.compromised) return;
    if (key.retired === null) await replaceKey(context, change, owner, key.algorithm);
    await markCompromised(change.client, owner.id, fragment, change.at);
    await outdateAllStatusLists(change.client, owner.id);
    change.audit('key.compromised', `${owner.did}#${fragment}`);
  });
}

export type Signers = Record<SigningKey['algorithm'], Signer>;

/** Gives the signers of the keys in use. */
export function signersInUse({ keys }: IssuerContext, did: string, stored: readonly SigningKey[]): Signers {
  const of = (algorithm: SigningKey['algorithm']) => {
    const key = stored.find((each) => each.algorithm === algorithm && each.retired === null);
    if (!key) throw new Error(`${did} has no ${algorithm} key in use.`);
    return keys.signer(did, key);
  };
  return { Ed25519: of('Ed25519'), 'P-256': of('P-256') };
}
