import { Problem } from '@symbolon/problem';
import { type Actor, changeInstitution } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import { findCredentialsById } from '../issuance/store.ts';
import { insertStatusChanges, lockCredentials, outdateStatusList } from './store.ts';

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

/** Credentials that are changed in one transaction; others of the institution wait as long. */
const together = 1_000;

type Several = {
  institutionId: string;
  actor: Actor;
  ids: string[];
  /** The same for all, but for what takes the place of each. */
  request: Omit<StatusRequest, 'supersededBy'> & { supersededBy?: string | ReadonlyMap<string, string> };
};

/**
 * Changes the status of credentials of one institution, a thousand in a transaction: durable when this returns, and in the
 * public lists from the next request for them on. Gives one outcome for each id, in order. Asked again after a crash it
 * changes what is left.
 */
export async function setStatuses(context: IssuerContext, { ids, ...rest }: Several): Promise<StatusOutcome[]> {
  const outcomes: StatusOutcome[] = [];
  for (let from = 0; from < ids.length; from += together) {
    outcomes.push(...(await setSome(context, { ...rest, ids: ids.slice(from, from + together) })));
  }
  return outcomes;
}

async function setSome(
  context: IssuerContext,
  { institutionId, actor, ids, request }: Several,
): Promise<StatusOutcome[]> {
  const { action, reason, note } = request;
  const { statusPurpose, status } = effects[action];
  const successor = (id: string) =>
    typeof request.supersededBy === 'object' ? request.supersededBy.get(id) : request.supersededBy;
  const outcomes = await changeInstitution(context, institutionId, actor, async ({ client, at, audit }) => {
    const found = new Map((await lockCredentials(client, institutionId, ids)).map((row) => [row.id, row]));
    const successors = [...new Set(ids.flatMap((id) => successor(id) ?? []))];
    const known = successors.length > 0 ? await findCredentialsById(client, institutionId, successors) : [];
    if (known.length < successors.length) throw unknownId();
    const result = ids.map((id): StatusOutcome & { group?: number; supersededBy?: string | undefined } => {
      const row = found.get(id);
      if (!row) return { id, problem: unknownId() };
      const supersededBy = successor(id);
      return { ...changeOne(row, { action, supersededBy, at }), group: row.group, supersededBy };
    });
    const changed = result.filter((each) => !each.problem && each.changed);
    const changes = changed.map(({ id, supersededBy }) => ({ id, supersededBy: supersededBy ?? null }));
    await insertStatusChanges(client, institutionId, changes, {
      at,
      actor,
      statusPurpose,
      status,
      reason,
      note: note ?? null,
    });
    for (const { id, supersededBy } of changed) {
      const detail = { statusPurpose, status, reason, ...(supersededBy ? { supersededBy } : {}) };
      audit(`credential.${words[action]}`, id, detail);
    }
    for (const group of new Set(changed.map((each) => each.group!))) {
      await outdateStatusList(client, institutionId, statusPurpose, group);
      if (successors.length > 0) await outdateStatusList(client, institutionId, 'refresh', group);
    }
    return result.map(({ id, ...each }) =>
      each.problem ? { id, problem: each.problem } : { id, changed: each.changed! },
    );
  });
  for (const { id, changed } of outcomes as { id: string; changed?: boolean }[]) {
    if (changed) context.log.info({ event: `credential.${words[action]}`, institution: institutionId, credential: id });
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

/** Says what a change comes to, and notes it in the row: the same id may stand in a list twice. */
function changeOne(
  row: Row,
  { action, supersededBy, at }: { action: StatusAction; supersededBy: string | undefined; at: Date },
): StatusOutcome {
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
