import { createHash } from 'node:crypto';
import type { StatusEntry } from '@symbolon/credential';
import { Problem } from '@symbolon/problem';
import { shortId } from '../accreditation/given/give.ts';
import type { Draft } from '../issuance/draft.ts';
import { fingerprintOf, newCredentialId } from '../issuance/draft.ts';
import type { StoredCredential } from '../issuance/store.ts';

/**
 * Gives the draft of a credential that says what a recorded one says, under an id and a place in the status lists of its
 * own. Its key names the stolen key and the credential, so that asked for again it is the same.
 */
export function draftFromRecord(row: StoredCredential, fragment: string): Draft {
  const id = newCredentialId();
  // Parts of the document are named after it.
  const text = row.document!.replaceAll(inString(row.id), inString(id));
  const { credentialStatus, replaces: _, ...document } = JSON.parse(text) as Record<string, unknown>;
  const latinName = latinNameOf(document);
  const achievement =
    row.achievement === null ? {} : { achievement: { slug: row.achievement, version: row.achievementVersion! } };
  return {
    securing: row.securing,
    cryptosuites: row.cryptosuites,
    key: `stolen-key:${fragment}:${createHash('sha256').update(row.id).digest('hex')}`,
    fingerprint: fingerprintOf(['stolen-key', fragment, row.id]),
    id,
    ...achievement,
    ...(row.holderName === null ? {} : { holderName: row.holderName }),
    ...(latinName === undefined ? {} : { holderLatinName: latinName }),
    withPaper: row.paperDocument !== null,
    wasPermitted: true,
    // Only documents of ours have a context that knows `replaces`.
    build(entries) {
      if ([document.type].flat().includes('JointCredential')) {
        throw new Problem(409, 'It was awarded with others, who have to sign again', {
          detail: 'Award it again together with them.',
        });
      }
      return {
        ...document,
        ...(row.achievement === null ? {} : { replaces: row.id }),
        credentialStatus: withReferences(entries, credentialStatus, (url) => url.replace(shortId(row.id), shortId(id))),
      };
    },
  };
}

/** What the entries of the record said about their status at an address of its own, the new ones say at theirs. */
function withReferences(entries: StatusEntry[], recorded: unknown, renamed: (url: string) => string): StatusEntry[] {
  const old = [recorded ?? []].flat() as { statusPurpose?: unknown; statusReference?: unknown }[];
  return entries.map((entry) => {
    const reference = old.find(({ statusPurpose }) => statusPurpose === entry.statusPurpose)?.statusReference;
    return typeof reference === 'string' ? { ...entry, statusReference: renamed(reference) } : entry;
  });
}

const inString = (text: string) => JSON.stringify(text).slice(1, -1);

function latinNameOf(document: Record<string, unknown>): string | undefined {
  const { identifier } = (document.credentialSubject ?? {}) as { identifier?: unknown };
  const found = [identifier]
    .flat()
    .find((each) => (each as { identityType?: unknown })?.identityType === 'ext:latinName');
  const name = (found as { identityHash?: unknown } | undefined)?.identityHash;
  return typeof name === 'string' ? name : undefined;
}
