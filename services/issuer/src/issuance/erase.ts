import { Problem } from '@symbolon/problem';
import { type Actor, changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import { eraseCredential, findCredential, type StoredCredential } from './store.ts';

/** Gives an issued credential. Throws 404 where the institution has none of that id, 410 where it was deleted. */
export async function requireCredential(
  { pool }: Pick<IssuerContext, 'pool'>,
  institutionId: string,
  id: string,
): Promise<StoredCredential> {
  const row = await findCredential(pool, institutionId, id);
  if (row?.deleted) throw gone();
  if (!row?.issued)
    throw new Problem(404, 'There is no such credential', { detail: 'The institution has issued none with this id.' });
  return row;
}

const gone = () => new Problem(410, 'The credential was deleted', { detail: 'What it said is no longer kept here.' });

/**
 * Deletes what is kept of a credential about its holder. The copy in the holder's hand stays valid: to take it back,
 * revoke it. The status index stays taken, and its status can still be changed.
 */
export async function deleteCredential(
  context: IssuerContext,
  institutionId: string,
  id: string,
  actor: Actor,
): Promise<void> {
  await requireCredential(context, institutionId, id);
  await changeInstitution(context, institutionId, actor, async ({ client, at, audit }) => {
    if (!(await eraseCredential(client, institutionId, id, at))) throw gone();
    audit('credential.deleted', id);
  });
  context.log.info({ event: 'credential.deleted', institution: institutionId, credential: id });
}
