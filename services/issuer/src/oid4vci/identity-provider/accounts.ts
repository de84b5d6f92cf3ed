import { readSkill } from '@symbolon/credential';
import { documentOf } from '../../claims/page/open.ts';
import type { IssuerContext } from '../../context.ts';
import { toIssued } from '../../issuance/issued.ts';
import { findCredentialsById } from '../../issuance/store.ts';
import { findInstitutionsWithProvider, findUnknownHolders, insertHolderAccounts } from './accounts-store.ts';

const atOnce = 500;

/** The queue's name for noting whose number certificates hold. */
export const noteHoldersTask = 'note-holders';

/**
 * Gives the MAC of a person's number at an institution: what the identity provider says and what a certificate holds are compared
 * by it, letter by letter but for spaces around and the way in which accents are composed.
 */
export const accountOf = ({ keys }: Pick<IssuerContext, 'keys'>, institutionId: string, number: string): Buffer =>
  keys.mac('holder account', `${institutionId} ${number.trim().normalize('NFC')}`);

/**
 * Notes whose number the certificates hold that were issued since the last time. Issuing does not wait for it; whoever signs in
 * does. Gives whether all are noted now, after `most` at most.
 */
export async function noteHolders(context: IssuerContext, institutionId: string, most: number): Promise<boolean> {
  const { pool } = context;
  for (let noted = 0; noted < most; noted += atOnce) {
    const ids = await findUnknownHolders(pool, institutionId, atOnce);
    if (ids.length === 0) return true;
    const accounts = (await findCredentialsById(pool, institutionId, ids)).map((row) => {
      const issued = toIssued(row);
      const number = issued && readSkill(documentOf(issued), []).holder.identifier;
      return { id: row.id, account: number?.trim() ? accountOf(context, institutionId, number) : null };
    });
    await insertHolderAccounts(pool, institutionId, accounts);
    if (ids.length < atOnce) return true;
  }
  return false;
}

/** Does it for all institutions that have an identity provider, as a task of the queue. */
export async function noteAllHolders(context: IssuerContext): Promise<void> {
  for (const id of await findInstitutionsWithProvider(context.pool)) await noteHolders(context, id, 1_000_000);
}
