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
export function isWhatWasAsked(shown: Shown[], asked: Asked): boolean {
  const query = dcqlQuery(asked);
  const named = shown.every(({ queryId }) => queryId !== undefined);
  if (named) return satisfies(shown, DcqlQuery.parse(query));
  return shown.some((one) => satisfies([one], DcqlQuery.parse(query)));
}

function satisfies(shown: Shown[], query: DcqlQuery): boolean {
  if (shown.length === 0 || shown.some(({ result }) => !result.credential)) return false;
  const byQuery = Object.groupBy(shown, ({ format, queryId }) => queryId ?? queryIds[format]);
  const presentation = Object.entries(byQuery).map(([queryId, list = []]) => [queryId, list.map(asDcqlCredential)]);
  try {
    return DcqlPresentationResult.fromDcqlPresentation(Object.fromEntries(presentation) as Presented, {
      dcqlQuery: query,
    }).can_be_satisfied;
  } catch {
    // The library's way to say that a query was named which was not asked, or several credentials for one.
    return false;
  }
}

function asDcqlCredential({ result: { credential = {} }, format }: Shown) {
  const type = [...expandTypes(credential), ...[credential.type].flat()];
  return { credential_format: format, cryptographic_holder_binding: true, type, claims: credential };
}
