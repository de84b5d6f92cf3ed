import type { SecuringResult, VerificationMethodLookup } from '@symbolon/securing/verify';
import { changeInstitution } from '../../audit/append.ts';
import type { IssuerContext } from '../../context.ts';
import { askTogether } from '../../database/together.ts';
import type { Client } from '../../database/transaction.ts';
import type { Owner } from '../../institutions/owner.ts';
import { sha256 } from '../../issuance/record.ts';
import { signersInUse } from '../../keys/keys.ts';
import { ownKeys } from '../../keys/own-keys.ts';
import { listKeys } from '../../keys/store.ts';
import { chainOf } from '../../oid4vci/settings/chain.ts';
import { walletSettings } from '../../oid4vci/settings/known.ts';
import type { WalletKind } from '../claim.ts';
import type { Session } from '../session-store.ts';
import { ClaimRefused } from './claim-refused.ts';
import {
  type ConfigurationId,
  type CredentialFormat,
  credentialFormats,
  type Secured,
  type Unsigned,
} from './formats.ts';
import { recordCopies, storeSecured } from './store.ts';

/** Copies of a claimed credential, built and checked, before anything of them is on record. */
export type Prepared = {
  session: Session;
  credentialId: string;
  configuration: ConfigurationId;
  /** The moment in which they were built. */
  at: Date;
  wallet: WalletKind;
  copies: (Unsigned & { id: string })[];
  /** What else must hold for the record to be made. Throws to stop it; may run again where the record of others failed. */
  alsoRecord?: ((client: Client) => Promise<void>) | undefined;
};

type Line = (one: Prepared) => Promise<Settled<Secured[]>>;
const lines = new WeakMap<IssuerContext['pool'], Map<string, Line>>();

/**
 * Records copies, then signs, verifies and stores them, together with those of the same institution that are asked for at the
 * same moment: changes of one institution take turns, and each turn costs a write to disk. Throws `ClaimRefused` where another
 * wallet was first.
 */
export async function handOut(context: IssuerContext, institution: Owner, one: Prepared): Promise<Secured[]> {
  const ofPool = lines.get(context.pool) ?? new Map<string, Line>();
  lines.set(context.pool, ofPool);
  const line = ofPool.get(institution.id) ?? askTogether((all: Prepared[]) => handOutAll(context, institution, all));
  ofPool.set(institution.id, line);
  const settled = await line(one);
  if ('error' in settled) throw settled.error;
  return settled.result;
}

/** What came of one of several: its result, or why there is none. */
type Settled<Result> = { result: Result } | { error: unknown };

async function handOutAll(context: IssuerContext, { id, did }: Owner, all: Prepared[]): Promise<Settled<Secured[]>[]> {
  const { pool, clock } = context;
  // 3. Record: committed before the key is touched.
  const recorded = await record(context, id, all);
  // 4. Sign. 5. Verify the own signature, as the world will.
  const keys = await listKeys(pool, id);
  const signers = signersInUse(context, did, keys);
  const lookup = ownKeys(did, keys);
  const { settings } = await walletSettings(context, id);
  const chain = chainOf(settings, signers['P-256'], clock());
  const settled: Settled<Secured[]>[] = [];
  for (const [place, outcome] of recorded.entries()) {
    const { copies, configuration, at, credentialId } = all[place]!;
    const signing = async () => {
      const secured: Secured[] = [];
      for (const { sign } of copies) {
        const signed = await sign(signers, chain);
        await demandVerified(credentialFormats[configuration], signed, { lookup, now: at }, credentialId);
        secured.push(signed);
      }
      return secured;
    };
    settled.push('error' in outcome ? outcome : await settle(signing));
  }
  // 6. Store the signed forms; only then is anything answered.
  const signed = settled.flatMap((each, place) =>
    'error' in each
      ? []
      : each.result.map((secured, copy) => ({ id: all[place]!.copies[copy]!.id, secured: textOf(secured) })),
  );
  if (signed.length > 0) await storeSecured(pool, clock(), signed);
  return settled;
}

const textOf = (secured: Secured) => (typeof secured === 'string' ? secured : JSON.stringify(secured));

async function settle<Result>(work: () => Promise<Result>): Promise<Settled<Result>> {
  try {
    return { result: await work() };
  } catch (error) {
    return { error };
  }
}

/** Records all in one transaction; where one of them stops it, each in one of its own. */
async function record(context: IssuerContext, institutionId: string, all: Prepared[]): Promise<Settled<unknown>[]> {
  const recordAll = (some: Prepared[]) =>
    changeInstitution(context, institutionId, 'wallet', async ({ client, at, audit }) => {
      for (const { session, credentialId, configuration, wallet, copies, alsoRecord } of some) {
        await alsoRecord?.(client);
        const kept = copies.map(({ id, text }) => ({ id, format: configuration, document: text }));
        if (!(await recordCopies(client, session, { at, wallet }, kept))) throw new ClaimRefused('gone');
        const digests = copies.map(({ text }) => sha256(text));
        audit('credential.claimed', credentialId, { ...wallet, formats: [configuration], sha256: digests });
      }
    });
  const whole = await settle(() => recordAll(all));
  if (!('error' in whole)) return all.map(() => whole);
  if (all.length === 1) return [whole];
  const outcomes: Settled<unknown>[] = [];
  for (const one of all) outcomes.push(await settle(() => recordAll([one])));
  return outcomes;
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
