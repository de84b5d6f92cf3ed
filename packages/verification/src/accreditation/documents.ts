import { checkCredential } from '@symbolon/credential';
import { type Accreditation, readAccreditations, readWithdrawal } from '@symbolon/recognition';
import { type Awaitable, allThere, whenThere } from '@symbolon/securing/verify';
import type { FoundStatus } from '../checks/status.ts';
import type { VerificationEnvironment } from '../environment.ts';
import { keyLookup } from '../keys.ts';
import { parseInput } from '../parse.ts';
import { checkController, verifySecured } from '../secured.ts';
import type { TimeLimit } from '../time-limit.ts';
import { digestOf } from '../worth/digest.ts';
import { heldStatus } from './held-status.ts';
import type { GenuineDocument } from './source.ts';

type Withdrawal = NonNullable<ReturnType<typeof readWithdrawal>>;

/**
 * Gives the accreditations among documents that others hand over: whatever is genuine, each with what is known of its status today. One
 * that was taken back still speaks for the time before, where a withdrawal signed by its own author names the day.
 */
export function readDocuments(
  documents: readonly unknown[],
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Awaitable<Accreditation[]> {
  return whenThere(allThere(documents.map((each) => genuine(each, environment, limit))), (found) => {
    const credentials = found.filter((each) => each !== undefined);
    const withdrawals = allThere(credentials.map((each) => withdrawalOf(each, environment, limit)));
    return whenThere(withdrawals, (withdrawals) => {
      const standing = withdrawals.filter((each) => each !== undefined);
      const read = allThere(credentials.map((each) => accreditationsOf(each, standing, environment, limit)));
      return whenThere(read, (read) => read.flat());
    });
  });
}

const isAbout = /"(?:RecognizedEntityCredential|RecognitionDecisionCredential)"/;
const compactJwt = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Proof, controller and data model of one document; undefined for what is not an accreditation or does not hold. */
function genuine(
  document: unknown,
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Awaitable<GenuineDocument | undefined> {
  const text = typeof document === 'string' ? document.trim() : JSON.stringify(document);
  if (text === undefined) return undefined;
  const known = environment.accreditations?.genuine.get(text) ?? environment.verified?.get(text);
  if (known) return known;
  const verified = verifyText(text, environment, limit);
  environment.verified?.set(text, verified);
  return verified;
}

async function verifyText(
  text: string,
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Promise<GenuineDocument | undefined> {
  if (!(isAbout.test(text) || compactJwt.test(text) || text.includes('application/vc+jwt'))) return undefined;
  const parsed = parseInput(text);
  if (!parsed.secured || parsed.secured.form === 'sd-jwt') return undefined;
  const secured = await verifySecured(parsed.secured, environment, keyLookup(environment, limit), limit);
  if (!secured.document || checkCredential(secured.document).length > 0) return undefined;
  const { issuer, coIssuers } = checkController(secured.document, secured);
  if (issuer === undefined) return undefined;
  const held = { credential: secured.document, issuer };
  // What several bodies signed is not held: each of them is judged anew.
  if (!coIssuers) environment.accreditations?.genuine.set(text, held);
  return held;
}

function withdrawalOf(
  document: GenuineDocument,
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Awaitable<Withdrawal | undefined> {
  const withdrawal = readWithdrawal(document.credential);
  if (!withdrawal || withdrawal.by !== document.issuer) return undefined;
  // One that was taken back itself, or may have been, tells no day.
  return whenThere(heldStatus(document, environment, limit), ({ finding }) =>
    finding.outcome === 'passed' || finding.outcome === 'skipped' ? withdrawal : undefined,
  );
}

/** What a document says stays the same for as long as it is held. */
const readBefore = new WeakMap<object, Accreditation[]>();

function readOnce(credential: Record<string, unknown>): Accreditation[] {
  const accreditations = readBefore.get(credential) ?? readAccreditations(credential);
  readBefore.set(credential, accreditations);
  return accreditations;
}

function accreditationsOf(
  document: GenuineDocument,
  withdrawals: readonly Withdrawal[],
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Awaitable<Accreditation[]> {
  const accreditations = readOnce(document.credential);
  if (accreditations.length === 0) return accreditations;
  return whenThere(heldStatus(document, environment, limit), (found) => {
    const isGood = found.finding.outcome === 'passed' || found.finding.outcome === 'skipped';
    // What no list took back, and nobody withdrew, stands as it was read.
    if (isGood && withdrawals.length === 0) return accreditations;
    return withDoubts(accreditations, document, { withdrawals, found }, environment, limit);
  });
}

/** The accreditations of a document that was withdrawn, or may have been: with the day, where that is known. */
async function withDoubts(
  accreditations: readonly Accreditation[],
  document: GenuineDocument,
  { withdrawals, found: { finding, status } }: { withdrawals: readonly Withdrawal[]; found: FoundStatus },
  environment: VerificationEnvironment,
  limit: TimeLimit,
): Promise<Accreditation[]> {
  const isTaken = status.some(
    ({ statusPurpose, set }) => set && (statusPurpose === 'revocation' || statusPurpose === 'suspension'),
  );
  const named = findWithdrawal(document, withdrawals);
  const told = named ?? (isTaken ? await askForWithdrawal(document, environment, limit) : undefined);
  // A list that says so today and a day to come contradict each other: which holds, nobody can tell.
  const withdrawal = isTaken && told && !(Date.parse(told.at) <= environment.now().getTime()) ? undefined : told;
  const known = finding.outcome === 'passed' || finding.outcome === 'skipped';
  return accreditations.map((accreditation) => ({
    ...accreditation,
    ...(withdrawal
      ? { withdrawn: { at: withdrawal.at, ...(withdrawal.because ? { because: withdrawal.because } : {}) } }
      : isTaken
        ? { withdrawn: {} }
        : finding.code === 'status-stale'
          ? { statusAsOf: finding.at ?? '' }
          : known
            ? {}
            : { isStatusUnknown: true }),
  }));
}

/** The withdrawal by the accreditation's own author, naming it by id and digest; the earliest day of several. */
function findWithdrawal({ credential, issuer }: GenuineDocument, withdrawals: readonly Withdrawal[]) {
  const matching = withdrawals.filter(
    ({ of, by }) => by === issuer && of.id === credential.id && of.digests.includes(digestOf(credential)),
  );
  return matching.sort((a, b) => (Date.parse(a.at) <= Date.parse(b.at) ? -1 : 1))[0];
}

/** `statusReference` of a status entry leads to what its author says about the status (Bitstring Status List §2.1). */
async function askForWithdrawal(document: GenuineDocument, environment: VerificationEnvironment, limit: TimeLimit) {
  const { accreditations: source } = environment;
  const entries = [document.credential.credentialStatus ?? []].flat() as Record<string, unknown>[];
  const addresses = new Set(entries.flatMap(({ statusReference }) => statusReference ?? []));
  for (const address of [...addresses].slice(0, 2)) {
    if (!source || typeof address !== 'string') continue;
    const documents = await source.get(address, limit.left());
    const found = await Promise.all(documents.map((each) => genuine(each, environment, limit)));
    const read = found.map((each) => (each ? withdrawalOf(each, environment, limit) : undefined));
    const withdrawals = (await Promise.all(read)).filter((each) => each !== undefined);
    const withdrawal = findWithdrawal(document, withdrawals);
    if (withdrawal) return withdrawal;
  }
  return undefined;
}
