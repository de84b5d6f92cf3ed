import type { DIDDocument, DidResolver, GuardedFetch } from '@symbolon/dids';
import {
  createStatusListStore,
  trustRegistry,
  type VerificationResult,
  verifyCredential,
} from '@symbolon/verification';
import type { IssuerContext } from '../../context.ts';
import type { Institution } from '../../institutions/store.ts';
import type { IssuedCredential } from '../../issuance/issued.ts';
import { buildDidDocument } from '../../keys/did-document.ts';
import { listKeys, type SigningKey } from '../../keys/store.ts';
import { publishStatusList } from '../../status/publish.ts';
import { statusListUrl, statusPurposes } from '../../status/reserve.ts';

/**
 * Gives what an employer would be told of a credential: the same checks over the same text, with keys and status lists
 * as they are published now. Only the trust list is the institution's own word: an employer's may not have it.
 */
export async function verifyAsEmployer(
  context: IssuerContext,
  institution: Institution,
  { securing, text }: IssuedCredential,
): Promise<VerificationResult> {
  const keys = await listKeys(context.pool, institution.id);
  const now = context.clock;
  return verifyCredential(
    securing === 'vc+jwt' ? text : JSON.parse(text),
    {},
    {
      now,
      dids: ownDid(institution, keys),
      statusLists: createStatusListStore({ now, fetch: ownStatusLists(context, institution) }),
      trust: trustRegistry([ownTrustList(institution, now())]),
    },
  );
}

function ownDid({ did }: Institution, keys: SigningKey[]): DidResolver {
  const didDocument = buildDidDocument(did, keys) as DIDDocument;
  return {
    resolve: async (asked) =>
      asked === did
        ? { didDocument, didDocumentMetadata: {}, didResolutionMetadata: {} }
        : { didDocument: null, didDocumentMetadata: {}, didResolutionMetadata: { error: 'notFound' } },
  };
}

/** Answers for the institution's own lists in this process; nothing is fetched. */
function ownStatusLists(context: IssuerContext, { id }: Institution): GuardedFetch {
  return async (url) => {
    const purpose = statusPurposes.find((each) =>
      url.startsWith(statusListUrl(context.config.issuerUrl, id, each, 0).slice(0, -1)),
    );
    const group = Number(/\/(\d{1,6})$/.exec(url)?.[1] ?? Number.NaN);
    const list = purpose && Number.isInteger(group) ? await publishStatusList(context, id, purpose, group) : undefined;
    const headers = new Headers(list ? { etag: list.etag } : {});
    return { status: list ? 200 : 404, headers, body: new TextEncoder().encode(list?.text ?? ''), url };
  };
}

function ownTrustList({ did, names, country, created }: Institution, now: Date) {
  const day = 86_400_000;
  return {
    type: 'TrustList' as const,
    id: 'urn:symbolon:own',
    name: 'own',
    issued: now.toISOString(),
    nextUpdate: new Date(now.getTime() + day).toISOString(),
    sequence: 1,
    institutions: [
      {
        did,
        names: { ...names, en: names.en ?? Object.values(names)[0] ?? did },
        ...(country ? { country } : {}),
        // Credentials may be dated back to before the institution came here.
        validFrom: new Date(Math.min(0, created.getTime())).toISOString(),
      },
    ],
  };
}
