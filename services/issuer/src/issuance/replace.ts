import type { AchievementVersion } from '@symbolon/credential';
import { Problem } from '@symbolon/problem';
import type { Actor } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { setStatus } from '../status/change.ts';
import { type AwardRequest, draftFromAward } from './award.ts';
import { issueCredential } from './issue-credential.ts';
import type { IssuedCredential } from './issued.ts';
import { findCredential, findCredentialsByKey } from './store.ts';

/**
 * Issues a corrected credential in the place of one that is out, then revokes that one as superseded; each names the other.
 * After a crash between the two, the same request completes both. Throws 404 where there is no such credential, 409
 * where it was revoked or replaced before; what this request had issued by then is revoked as well.
 */
export async function replaceCredential(
  context: IssuerContext,
  {
    institution,
    actor,
    id,
    achievement,
    request,
    note,
  }: {
    institution: Institution;
    actor: Actor;
    /** Of the credential that was wrong. */
    id: string;
    achievement: AchievementVersion;
    request: AwardRequest;
    note?: string;
  },
): Promise<{ credential: IssuedCredential; replayed: boolean }> {
  const old = await findCredential(context.pool, institution.id, id);
  if (!old?.issued) throw new Problem(404, 'There is no such credential');
  const award = { ...request.award, replaces: id };
  const draft = draftFromAward(institution, achievement, { ...request, award });
  const withdraw = (newId: string) =>
    setStatus(context, {
      institutionId: institution.id,
      actor,
      id: newId,
      request: { action: 'revoke', reason: 'issued-in-error' },
    });
  if (old.revoked && !(await isRetry(context, institution.id, old.supersededBy, draft.key))) {
    // A crash may have left a credential under this key, and another change came before the retry.
    const [left] = await findCredentialsByKey(context.pool, institution.id, [draft.key]);
    if (left?.issued && left.fingerprint.equals(draft.fingerprint)) await withdraw(left.id);
    throw new Problem(409, 'The credential is not in force any more', {
      detail: 'It was revoked or replaced before; a replacement is made of one that is in force or suspended.',
    });
  }
  const issued = await issueCredential(context, { institution, actor, draft });
  try {
    await setStatus(context, {
      institutionId: institution.id,
      actor,
      id,
      request: {
        action: 'supersede',
        reason: 'superseded',
        supersededBy: issued.credential.id,
        ...(note === undefined ? {} : { note }),
      },
    });
  } catch (error) {
    // Another replacement or a revocation came first: this credential must not stay in force beside it.
    if (error instanceof Problem && error.status === 409) await withdraw(issued.credential.id);
    throw error;
  }
  return issued;
}

async function isRetry({ pool }: IssuerContext, institutionId: string, newId: string | null, key: string) {
  const replacement = newId === null ? undefined : await findCredential(pool, institutionId, newId);
  return replacement?.idempotencyKey === key;
}
