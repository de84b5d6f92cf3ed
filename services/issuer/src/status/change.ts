import { Problem } from '@symbolon/problem';
import { type Actor, type Change, changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import { findCredential } from '../issuance/store.ts';
import { insertStatusChange, lockCredentials, outdateStatusList } from './store.ts';

/** What can be done to a credential that is out in the world. Only a suspension can be lifted. */
export const statusActions = ['revoke', 'suspend', 'lift', 'supersede'] as const;
export type StatusAction = (typeof statusActions)[number];

/** Why; closed, so that reasons can be counted, translated and shown. What else there is to say is the note's. */
export const statusReasons = [
  'unspecified',
  'issued-in-error',
  'wrong-data',
  'requirements-not-met',
  'obtained-by-fraud',
  'under-investigation',
  'request-of-holder',
  'request-of-authority',
  'key-compromised',
  'superseded',
  'resolved',
] as const;
export type StatusReason = (typeof statusReasons)[number];

export type StatusRequest = {
  action: StatusAction;
  reason: StatusReason;
  /** For the institution alone; never published. */
  note?: string;
  /** Id of the credential that replaces this one, for `supersede`. */
  supersededBy?: string;
};

/** `changed` is false where the credential already was as asked for. */
export type StatusOutcome = { id: string; changed: boolean; problem?: never } | { id: string; problem: Problem };

const effects = {
  revoke: { statusPurpose: 'revocation', status: true },
  supersede: { statusPurpose: 'revocation', status: true },
  suspend: { statusPurpose: 'suspension', status: true },
  lift: { statusPurpose: 'suspension', status: false },
} as const;

/**
 * Changes the status of credentials of one institution, in one transaction: durable when this returns, and in the public
 * lists from the next request for them on. Gives one outcome for each id, in order.
 */
export async function setStatuses(
  context: IssuerContext,
  {
    institutionId,
    actor,
    ids,
    request,
  }: { institutionId: string; actor: Actor; ids: string[]; request: StatusRequest },
): Promise<StatusOutcome[]> {
  const effect = effects[request.action];
  const outcomes = await changeInstitution(context, institutionId, actor, async (change) => {
    const found = new Map((await lockCredentials(change.client, institutionId, ids)).map((row) => [row.id, row]));
    const { supersededBy } = request;
    if (supersededBy !== undefined && !(await findCredential(change.client, institutionId, supersededBy)))
      throw unknownId();
    const outdated = new Set<number>();
    const result: StatusOutcome[] = [];
    for (const id of ids) {
      const row = found.get(id);
      const outcome = row
        ? await changeOne(change, { institutionId, actor, row, request })
        : { id, problem: unknownId() };
      if (row && !outcome.problem && outcome.changed) outdated.add(row.group);
      result.push(outcome);
    }
    for (const group of outdated) {
      await outdateStatusList(change.client, institutionId, effect.statusPurpose, group);
      if (supersededBy !== undefined) await outdateStatusList(change.client, institutionId, 'refresh', group);
    }
    return result;
  });
  for (const outcome of outcomes) {
    if (!outcome.problem && outcome.changed) {
      context.log.info({
        event: `credential.${words[request.action]}`,
        institution: institutionId,
        credential: outcome.id,
      });
    }
  }
  return outcomes;
}

const words = { revoke: 'revoked', supersede: 'superseded', suspend: 'suspended', lift: 'lifted' } as const;

/** Changes the status of one credential. Throws 404 where the institution has none of that id, 409 where it cannot be done. */
export async function setStatus(
  context: IssuerContext,
  { id, ...rest }: { institutionId: string; actor: Actor; id: string; request: StatusRequest },
): Promise<{ changed: boolean }> {
  const [outcome] = await setStatuses(context, { ...rest, ids: [id] });
  if (outcome?.problem) throw outcome.problem;
  return { changed: outcome?.changed ?? false };
}

type Row = Awaited<ReturnType<typeof lockCredentials>>[number];

async function changeOne(
  { client, at, audit }: Change,
  { institutionId, actor, row, request }: { institutionId: string; actor: Actor; row: Row; request: StatusRequest },
): Promise<StatusOutcome> {
  const { action, reason, note, supersededBy } = request;
  const { statusPurpose, status } = effects[action];
  const isSet = statusPurpose === 'revocation' ? row.revoked !== null : row.suspended !== null;
  if (supersededBy !== undefined && (supersededBy === row.id || (row.supersededBy ?? supersededBy) !== supersededBy)) {
    return { id: row.id, problem: alreadySuperseded() };
  }
  // Nothing takes the place of what was revoked for another reason.
  if (supersededBy !== undefined && isSet && row.supersededBy === null) return { id: row.id, problem: isRevoked() };
  if (isSet === status) return { id: row.id, changed: false };
  // A revoked credential is out for good: pausing it, or lifting a pause, would say otherwise.
  if (statusPurpose === 'suspension' && row.revoked !== null) return { id: row.id, problem: isRevoked() };
  await insertStatusChange(client, institutionId, row.id, {
    at,
    actor,
    statusPurpose,
    status,
    reason,
    note: note ?? null,
    supersededBy: supersededBy ?? null,
  });
  audit(`credential.${words[action]}`, row.id, {
    statusPurpose,
    status,
    reason,
    ...(supersededBy ? { supersededBy } : {}),
  });
  // The same id may stand in a list twice.
  if (statusPurpose === 'revocation') row.revoked = at;
  else row.suspended = status ? at : null;
  row.supersededBy = supersededBy ?? row.supersededBy;
  return { id: row.id, changed: true };
}

const unknownId = () =>
  new Problem(404, 'There is no such credential', { detail: 'The institution has issued none with this id.' });
const isRevoked = () =>
  new Problem(409, 'The credential was revoked', { detail: 'A revocation is final; issue a new credential instead.' });
const alreadySuperseded = () =>
  new Problem(409, 'The credential was replaced by another', { detail: 'Look up which credential replaced it.' });
