import { randomUUID } from 'node:crypto';
import type { UnsignedCredential } from '@symbolon/credential';
import type { SecuringResult, VerificationMethodLookup } from '@symbolon/securing/verify';
import { changeInstitution } from '../../audit/append.ts';
import type { IssuerContext } from '../../context.ts';
import { findInstitution } from '../../institutions/store.ts';
import { toIssued } from '../../issuance/issued.ts';
import { sha256 } from '../../issuance/record.ts';
import { findCredential } from '../../issuance/store.ts';
import { signersInUse } from '../../keys/keys.ts';
import { ownKeys } from '../../keys/own-keys.ts';
import { listKeys } from '../../keys/store.ts';
import { chainOf } from '../../oid4vci/settings/chain.ts';
import { walletSettings } from '../../oid4vci/settings/known.ts';
import { tokenStatusEntry } from '../../status/token-status-list.ts';
import { documentOf } from '../page/open.ts';
import type { Session } from '../session-store.ts';
import { findClaim, markClaimed } from '../store.ts';
import { namesKey } from './binding.ts';
import {
  type ConfigurationId,
  type CredentialFormat,
  credentialFormats,
  type HolderBinding,
  type Secured,
  type Unsigned,
} from './formats.ts';
import { insertHolderCredentials, storeSecured } from './store.ts';

/** A wallet may ask again, for another format or key; this many copies of one credential are enough for any. */
export const mostCopies = 40;

/**
 * Why a claim gives nothing: `gone` for one that was used, taken back or has ended, `not-in-force` for its credential, `paused`
 * for one that may be in force again.
 */
export class ClaimRefused extends Error {
  readonly reason: 'gone' | 'not-in-force' | 'paused' | 'other-holder';

  constructor(reason: ClaimRefused['reason']) {
    super(`The claim gives nothing: ${reason}.`);
    this.reason = reason;
  }
}

type Asked = {
  session: Session;
  configuration: ConfigurationId;
  /** One copy is made for each. */
  holders: HolderBinding[];
  /** `oid4vci-1.0`, `oid4vci-draft-13` or `vcapi`. */
  protocol: string;
  /** Runs in the transaction of the record: what must hold for it to be made. Throws to stop it. */
  alsoRecord?: (client: Parameters<Parameters<typeof changeInstitution>[3]>[0]['client']) => Promise<void>;
};

/**
 * Makes the copies of a claimed credential for a holder's keys. All share the status index of the original, so that one
 * revocation revokes all. In the order of `issueBatch`: build and check, record with the audit entry, sign, verify, store.
 * Throws `ClaimRefused` where there is nothing to be had, another wallet was first, or the credential is for another key.
 */
export async function issueToHolder(context: IssuerContext, asked: Asked): Promise<Secured[]> {
  const { pool, clock, log, config } = context;
  const { session, configuration, protocol } = asked;
  const { institutionId } = session;
  const claim = await findClaim(pool, institutionId, session.claimId);
  if (!claim || claim.generation !== session.generation) throw new ClaimRefused('gone');
  const { credentialId } = claim;
  // 1. Is the credential one that may be handed out now, and to this key?
  const [row, institution] = await Promise.all([
    findCredential(pool, institutionId, credentialId),
    findInstitution(pool, institutionId),
  ]);
  const issued = row && toIssued(row);
  if (!issued || !institution) throw new ClaimRefused('gone');
  if (row.revoked) throw new ClaimRefused('not-in-force');
  const document = documentOf(issued) as UnsignedCredential;
  const holders = await forNamedHolder(document.credentialSubject.id, asked.holders);
  if (row.suspended) {
    const isTaken = claim.claimedBy !== null && claim.claimedBy !== session.id;
    throw new ClaimRefused(isTaken || claim.revoked || claim.expires <= clock() ? 'gone' : 'paused');
  }
  // 2. Build and check what will be signed.
  const format: CredentialFormat = credentialFormats[configuration];
  const at = clock();
  const place = { group: row.statusGroup, index: row.statusIndex };
  const tokenStatus = tokenStatusEntry(config.issuerUrl, institutionId, place);
  const copies: (Unsigned & { id: string })[] = [];
  for (const holder of holders) {
    const unsigned = await format.build({ document, holder, at, issuerUrl: config.issuerUrl, tokenStatus });
    copies.push({ id: randomUUID(), ...unsigned });
  }
  // 3. Record it, and that the claim is used, with the audit entry: committed before the key is touched.
  const wallet = { protocol, formats: [format.format], ...(session.client === null ? {} : { client: session.client }) };
  await changeInstitution(context, institutionId, 'wallet', async ({ client, at: recorded, audit }) => {
    await asked.alsoRecord?.(client);
    if (!(await markClaimed(client, claim, { session: session.id, at: recorded, wallet })))
      throw new ClaimRefused('gone');
    const about = { institutionId, credentialId, claimId: claim.id, session: session.id, recorded };
    await insertHolderCredentials(
      client,
      about,
      copies.map(({ id, text }) => ({ id, format: configuration, document: text })),
    );
    audit('credential.claimed', credentialId, {
      ...wallet,
      formats: [configuration],
      sha256: copies.map(({ text }) => sha256(text)),
    });
  });
  // 4. Sign. 5. Verify the own signature, as the world will. 6. Store the signed form, answer.
  const keys = await listKeys(pool, institutionId);
  const signers = signersInUse(context, institution.did, keys);
  const lookup = ownKeys(institution.did, keys);
  const { settings } = await walletSettings(context, institutionId);
  const chain = chainOf(settings, signers['P-256'], at);
  const secured: Secured[] = [];
  for (const { sign } of copies) {
    const signed = await sign(signers, chain);
    await demandVerified(format, signed, { lookup, now: at }, credentialId);
    secured.push(signed);
  }
  await storeSecured(
    pool,
    clock(),
    copies.map(({ id }, index) => {
      const signed = secured[index]!;
      return { id, secured: typeof signed === 'string' ? signed : JSON.stringify(signed) };
    }),
  );
  log.info({ event: 'credential.claimed', institution: institutionId, credential: credentialId, protocol });
  return secured;
}

/** A credential that names its holder goes to that holder's key alone, under the name that the institution gave. */
async function forNamedHolder(named: string | undefined, holders: HolderBinding[]): Promise<HolderBinding[]> {
  if (named === undefined) return holders;
  for (const { key } of holders) if (!(await namesKey(named, key))) throw new ClaimRefused('other-holder');
  return holders.map((holder) => ({ ...holder, did: named }));
}

async function demandVerified(
  format: CredentialFormat,
  secured: Secured,
  { lookup, now }: { lookup: VerificationMethodLookup; now: Date },
  id: string,
): Promise<void> {
  const options = { verificationMethod: lookup, now, purpose: 'assertionMethod' as const };
  const { verified, proofs }: SecuringResult = await format.verify(secured, options);
  if (verified && proofs.every(({ outcome }) => outcome === 'verified')) return;
  throw new Error(`The signature of a copy of credential ${id} for a wallet does not verify.`);
}
