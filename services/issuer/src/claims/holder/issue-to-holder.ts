import { randomUUID } from 'node:crypto';
import type { UnsignedCredential } from '@symbolon/credential';
import type { IssuerContext } from '../../context.ts';
import { ownerOf } from '../../institutions/owner.ts';
import { toIssued } from '../../issuance/issued.ts';
import { findCredential } from '../../issuance/store.ts';
import { tokenStatusEntry } from '../../status/token-status-list.ts';
import { documentOf } from '../page/open.ts';
import type { Session } from '../session-store.ts';
import { findClaim } from '../store.ts';
import { namesKey } from './binding.ts';
import { ClaimRefused } from './claim-refused.ts';
import {
  type ConfigurationId,
  type CredentialFormat,
  credentialFormats,
  type HolderBinding,
  type Secured,
} from './formats.ts';
import { handOut, type Prepared } from './hand-out.ts';

/** A wallet may ask again, for another format or key; this many copies of one credential are enough for any. */
export const mostCopies = 40;

type Asked = {
  session: Session;
  configuration: ConfigurationId;
  /** One copy is made for each. */
  holders: HolderBinding[];
  /** `oid4vci-1.0`, `oid4vci-draft-13` or `vcapi`. */
  protocol: string;
  /** Runs in the transaction of the record: what must hold for it to be made. Throws to stop it; may run more than once. */
  alsoRecord?: Prepared['alsoRecord'];
};

/**
 * Makes the copies of a claimed credential for a holder's keys. All share the status index of the original, so that one
 * revocation revokes all. In the order of `issueBatch`: build and check, record with the audit entry, sign, verify, store.
 * Throws `ClaimRefused` where there is nothing to be had, another wallet was first, or the credential is for another key.
 */
export async function issueToHolder(context: IssuerContext, asked: Asked): Promise<Secured[]> {
  const { pool, clock, log, config } = context;
  const { session, configuration, protocol } = asked;
  const { institutionId, credentialId } = session;
  // 1. Is the credential one that may be handed out now, and to this key? Of the claim the record is asked, under its lock.
  const [row, institution] = await Promise.all([
    findCredential(pool, institutionId, credentialId),
    ownerOf(pool, institutionId),
  ]);
  const issued = row && toIssued(row);
  if (!issued || !institution) throw new ClaimRefused('gone');
  if (row.revoked) throw new ClaimRefused('not-in-force');
  const document = documentOf(issued) as UnsignedCredential;
  const holders = await forNamedHolder(document.credentialSubject.id, asked.holders);
  if (row.suspended) throw await refusalOfPaused(context, session);
  // 2. Build and check what will be signed.
  const format: CredentialFormat = credentialFormats[configuration];
  const at = clock();
  const place = { group: row.statusGroup, index: row.statusIndex };
  const tokenStatus = tokenStatusEntry(config.issuerUrl, institutionId, place);
  const copies: Prepared['copies'] = [];
  for (const holder of holders) {
    const unsigned = await format.build({ document, holder, at, issuerUrl: config.issuerUrl, tokenStatus });
    copies.push({ id: randomUUID(), ...unsigned });
  }
  const wallet = { protocol, formats: [format.format], ...(session.client === null ? {} : { client: session.client }) };
  const { alsoRecord } = asked;
  const prepared = { session, credentialId, configuration, at, wallet, copies, alsoRecord };
  const secured = await handOut(context, institution, prepared);
  log.info({ event: 'credential.claimed', institution: institutionId, credential: credentialId, protocol });
  return secured;
}

/** Nothing is recorded of what waits, so the claim is asked here. */
async function refusalOfPaused({ pool, clock }: IssuerContext, session: Session): Promise<ClaimRefused> {
  const claim = await findClaim(pool, session.institutionId, session.claimId);
  if (!claim || claim.generation !== session.generation) return new ClaimRefused('gone');
  const isTaken = claim.claimedBy !== null && claim.claimedBy !== session.id;
  return new ClaimRefused(isTaken || claim.revoked || claim.expires <= clock() ? 'gone' : 'paused');
}

/** A credential that names its holder goes to that holder's key alone, under the name that the institution gave. */
async function forNamedHolder(named: string | undefined, holders: HolderBinding[]): Promise<HolderBinding[]> {
  if (named === undefined) return holders;
  for (const { key } of holders) if (!(await namesKey(named, key))) throw new ClaimRefused('other-holder');
  return holders.map((holder) => ({ ...holder, did: named }));
}
