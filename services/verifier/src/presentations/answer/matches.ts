import type { VerificationResult } from '@symbolon/verification';
import { DcqlPresentationResult, DcqlQuery } from 'dcql';
import type { Asked } from '../asked.ts';
import { dcqlQuery, type Format, queryIds } from '../authorization-request/dcql-query.ts';
import { expandTypes } from './expand-types.ts';

type Presented = Parameters<typeof DcqlPresentationResult.fromDcqlPresentation>[0];

/** A credential that was presented: in which form, and for which query where the wallet said so. */
export type Shown = { result: VerificationResult; format: Format; queryId?: string };

/**
 * Says whether what was shown is what was asked for: each credential meets the query that it was given for, and together they are
 * enough (OpenID4VP 1.0 §6.4, §8.6). A wallet of a protocol without such queries may show several at once, and one that fits is enough.
 */
export async function isWhatWasAsked(shown: Shown[], asked: Asked): Promise<boolean> {
  // Which types of SD-JWT VC were asked for is the trust list's matter; an issuer that is not on it is told by the verdict.
  const vcts = shown.flatMap(({ result }) => (typeof result.claims?.vct === 'string' ? [result.claims.vct] : []));
  const query = DcqlQuery.parse(dcqlQuery(asked, vcts));
  const named = shown.every(({ queryId }) => queryId !== undefined);
  const credentials = await Promise.all(shown.map(asDcqlCredential));
  return named ? satisfies(credentials, query) : credentials.some((one) => satisfies([one], query));
}

type DcqlCredential = { queryId: string; credential: object };

function satisfies(credentials: DcqlCredential[], query: DcqlQuery): boolean {
  if (credentials.length === 0) return false;
  const byQuery = Object.groupBy(credentials, ({ queryId }) => queryId);
  const presentation = Object.entries(byQuery).map(([id, list = []]) => [id, list.map(({ credential }) => credential)]);
  try {
    return DcqlPresentationResult.fromDcqlPresentation(Object.fromEntries(presentation) as Presented, {
      dcqlQuery: query,
    }).can_be_satisfied;
  } catch {
    // The library's way to say that a query was named which was not asked, or several credentials for one.
    return false;
  }
}

async function asDcqlCredential({ result, format, queryId }: Shown): Promise<DcqlCredential> {
  const { credential = {}, claims } = result;
  const common = { credential_format: format, cryptographic_holder_binding: true };
  const content = claims
    ? { vct: claims.vct, claims }
    : { type: [...(await expandTypes(credential)), ...[credential.type].flat()], claims: credential };
  return { queryId: queryId ?? queryIds[format], credential: { ...common, ...content } };
}
