import { readSkill } from '@symbolon/credential';
import { decodePaper, PaperRefusal } from '@symbolon/paper';
import { Problem } from '@symbolon/problem';
import { digestOf, verifyCredential } from '@symbolon/verification';
import type { Actor } from '../../audit/append.ts';
import type { IssuerContext } from '../../context.ts';
import type { Institution } from '../../institutions/store.ts';
import { type Draft, defaultSecuring, fingerprintOf, newCredentialId } from '../../issuance/draft.ts';
import { issueCredential } from '../../issuance/issue-credential.ts';
import type { IssuedCredential } from '../../issuance/issued.ts';
import { findCredential } from '../../issuance/store.ts';
import { setStatus } from '../../status/change.ts';
import { verifyingWorld } from '../world.ts';
import { accreditationDocument, decisionDocument, withdrawalDocument } from './document.ts';
import type { AccreditationRequest, DecisionRequest } from './schemas.ts';
import { findRecognition, insertRecognition, type RecognitionKind, storeWithdrawal } from './store.ts';

type Json = Record<string, unknown>;
type By = { institution: Institution; actor: Actor; key: string };

/** The last part of a credential's id; stands in public addresses about it. */
export const shortId = (id: string) => id.replace(/^urn:uuid:/, '');

/** Where the signed withdrawal of an accreditation is, from the day of which it does not count; nothing is there before. */
export const withdrawalUrl = (issuerUrl: string, institutionId: string, id: string) =>
  `${issuerUrl}/institutions/${institutionId}/recognitions/${shortId(id)}/withdrawal`;

/** Accredits an entity. Throws what `accreditationDocument` throws, and 403 beyond the institution's own accreditation. */
export function giveAccreditation(
  context: IssuerContext,
  by: By,
  request: AccreditationRequest,
): Promise<IssuedCredential> {
  const document = accreditationDocument(by.institution, request);
  const { id: about, name } = request.entity;
  return give(context, by, { kind: 'accreditation', about, name, document });
}

/** Decides on a credential. Throws what `decisionDocument` throws, and 403 beyond the institution's own accreditation. */
export function giveDecision(context: IssuerContext, by: By, request: DecisionRequest): Promise<IssuedCredential> {
  const document = decisionDocument(by.institution, request);
  return give(context, by, { kind: 'decision', about: request.recognizes.id, document });
}

type Given = { kind: RecognitionKind; about: string; name?: string; document: Json };

async function give(context: IssuerContext, by: By, { kind, about, name, document }: Given): Promise<IssuedCredential> {
  const { institution } = by;
  const draft = draftOf(by.key, document, name);
  if (kind === 'accreditation') {
    const { id, build } = draft;
    // A set bit tells no day; at this address the day will be told (Bitstring Status List §2.1, statusReference).
    const statusReference = withdrawalUrl(context.config.issuerUrl, institution.id, id);
    draft.build = (entries) =>
      build(entries.map((entry) => (entry.statusPurpose === 'revocation' ? { ...entry, statusReference } : entry)));
  }
  const { credential } = await issueCredential(context, { institution, actor: by.actor, draft });
  await insertRecognition(context.pool, institution.id, { id: credential.id, kind, about });
  return credential;
}

function draftOf(key: string, document: Json, name?: string): Draft {
  const id = newCredentialId();
  const { '@context': contexts, ...members } = document;
  return {
    ...defaultSecuring,
    key,
    fingerprint: fingerprintOf(document),
    id,
    ...(name === undefined ? {} : { holderName: name }),
    withPaper: false,
    build: (credentialStatus) => ({ '@context': contexts, id, ...members, credentialStatus }),
  };
}

/**
 * Withdraws what the institution gave. An accreditation does not count from `validFrom` on, for awards of that day and later; those before
 * stay true, because the withdrawal that says so is signed and published. Asked again, whatever the day, it gives the first. Throws 404
 * where there is none, 400 for a day to come.
 */
export async function withdraw(
  context: IssuerContext,
  { institution, actor }: Omit<By, 'key'>,
  id: string,
  { validFrom, reason }: { validFrom?: string | undefined; reason?: string | undefined },
): Promise<{ withdrawal?: IssuedCredential }> {
  const found = await findRecognition(context.pool, institution.id, id);
  const row = found && (await findCredential(context.pool, institution.id, id));
  if (!found || row?.document == null) throw new Problem(404, 'There is no such accreditation or decision');
  const revoke = () =>
    setStatus(context, {
      institutionId: institution.id,
      actor,
      id,
      request: { action: 'revoke', reason: 'requirements-not-met' },
    });
  if (found.kind === 'decision') {
    await revoke();
    return {};
  }
  const now = context.clock();
  const from = found.withdrawnFrom ?? (validFrom === undefined ? now : new Date(validFrom));
  if (from > now)
    throw new Problem(400, 'The withdrawal cannot be dated in the future', {
      errors: [{ pointer: '/validFrom', detail: 'An accreditation is withdrawn from today or an earlier day on.' }],
    });
  const document = JSON.parse(row.document) as Json;
  const recognizes = { id, digestMultibase: digestOf(document) };
  const signed = withdrawalDocument(institution, recognizes, { validFrom: withoutFraction(from), reason });
  // What is signed first is what the bit leads to: set without it, nobody could tell the day.
  const draft = { ...draftOf(`withdrawal:${id}`, signed), fingerprint: fingerprintOf(['withdrawal', id]) };
  const { credential } = await issueCredential(context, { institution, actor, draft });
  const { validFrom: kept } = JSON.parse(credential.row.document!) as { validFrom: string };
  await storeWithdrawal(context.pool, institution.id, id, { withdrawalId: credential.id, from: new Date(kept) });
  await revoke();
  return { withdrawal: credential };
}

const withoutFraction = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z');

/**
 * Gives id and digests of a credential that was handed over, in one or several of its forms: the whole one and the small one of its QR
 * code have different digests. Throws `Problem` 422 for one that is not genuine, or where they are not forms of the same.
 */
export async function readDecidedUpon(
  context: IssuerContext,
  forms: readonly unknown[],
): Promise<DecisionRequest['recognizes']> {
  const found = await Promise.all(forms.map((form) => decidedUpon(context, form)));
  const errors = found.flatMap((each, index) =>
    'fault' in each ? [{ pointer: `/verifiableCredential/${index}`, detail: each.fault }] : [],
  );
  const read = found.flatMap((each) => ('fault' in each ? [] : [each]));
  const [first] = read;
  if (read.some(({ id }) => id !== first?.id))
    errors.push({
      pointer: '/verifiableCredential',
      detail: 'These are not forms of one credential: their ids differ.',
    });
  if (errors.length > 0 || !first) throw new Problem(422, 'The credential cannot be decided upon', { errors });
  const digests = [...new Set(read.map(({ digest }) => digest))];
  return { id: first.id, digestMultibase: digests.length === 1 ? digests[0]! : digests };
}

async function decidedUpon(
  context: IssuerContext,
  form: unknown,
): Promise<{ id: string; digest: string } | { fault: string }> {
  let document = form;
  if (typeof form === 'string' && /(?:^|#)\d+$/.test(form.trim())) {
    try {
      document = decodePaper(form.trim());
    } catch (error) {
      if (!(error instanceof PaperRefusal)) throw error;
      return { fault: 'The QR code cannot be read; scan it again.' };
    }
  }
  const { verified, credential, problemDetails } = await verifyCredential(document, {}, verifyingWorld(context));
  const [problem] = problemDetails;
  if (!verified || !credential)
    return {
      fault: `It is not genuine, or could not be checked: ${problem?.detail ?? problem?.title ?? 'unreadable'}`,
    };
  const { summaryOf } = readSkill(credential, ['en']);
  const id = summaryOf ?? credential.id;
  if (typeof id !== 'string') return { fault: 'It has no id, so that nothing can be decided upon it.' };
  return { id, digest: digestOf(credential) };
}
