import { readSkill } from '@symbolon/credential';
import { Problem } from '@symbolon/problem';
import { render } from '../../certificates/render.ts';
import type { IssuerContext } from '../../context.ts';
import type { Institution } from '../../institutions/store.ts';
import { toIssued } from '../../issuance/issued.ts';
import { findCredentialsById } from '../../issuance/store.ts';
import { byteOrderMark, csvLine } from '../../rosters/csv-file.ts';
import { claimState, claimUrl, txCode } from '../claim.ts';
import { documentOf } from '../page/open.ts';
import { findClaims } from '../store.ts';
import { type Slip, slipContent } from './content.ts';

const PAGE = 500;
/** Slips in one file to print: 300 sheets. More would keep everybody else waiting, and a mailing program takes the CSV. */
export const MOST_SLIPS = 3000;

/**
 * Gives the slips of those credentials whose claims are open, in the given order. What is claimed, revoked or deleted by
 * now has none: a slip in the wrong hands must not be printed again by accident.
 */
export async function* slipsOf(
  context: IssuerContext,
  institution: Institution,
  ids: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<Slip> {
  let page: string[] = [];
  const load = async (): Promise<Slip[]> => {
    const [rows, claims] = await Promise.all([
      findCredentialsById(context.pool, institution.id, page),
      findClaims(context.pool, institution.id, page),
    ]);
    const issued = new Map(rows.map((row) => [row.id, toIssued(row)]));
    const open = new Map(claims.map((claim) => [claim.credentialId, claim]));
    return page.flatMap((id) => {
      const [credential, claim] = [issued.get(id), open.get(id)];
      if (!credential || credential.row.revoked || !claim || claimState(claim, context.clock()) !== 'open') return [];
      const document = documentOf(credential);
      const { holder, achievement } = readSkill(document, []);
      return [
        {
          id,
          name: holder.name ?? '',
          skill: achievement.name ?? '',
          language: achievement.language ?? 'en',
          url: claimUrl(context, claim),
          ...(claim.withTxCode ? { txCode: txCode(context.keys, claim) } : {}),
        },
      ];
    });
  };
  for await (const id of ids) {
    page.push(id);
    if (page.length < PAGE) continue;
    yield* await load();
    page = [];
  }
  yield* await load();
}

/** Gives slips as one PDF to print and cut. Throws 404 where there are none, 409 where there are too many for one file. */
export async function slipsPdf(
  { clock }: IssuerContext,
  institution: Institution,
  slips: AsyncIterable<Slip>,
): Promise<Uint8Array> {
  const contents = [];
  for await (const slip of slips) {
    contents.push(slipContent(institution, slip));
    if (contents.length > MOST_SLIPS) {
      throw new Problem(409, 'There are too many slips for one file', {
        detail: `One PDF holds up to ${MOST_SLIPS}. Take the CSV file for a mailing program.`,
      });
    }
  }
  if (contents.length === 0) {
    throw new Problem(404, 'There are no slips to print', {
      detail: 'Make claims first; those that were used have none.',
    });
  }
  return render({ form: 'slips', certificates: contents, made: Math.floor(clock().getTime() / 1000) });
}

/** Gives slips as CSV for a mailing program: who, what for, the address and the digits that come by another way. */
export async function* slipsCsv(slips: AsyncIterable<Slip>): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(['Name', 'Skill', 'Claim link', 'Transaction code', 'Credential id']);
  for await (const { name, skill, url, txCode: digits = '', id } of slips)
    yield csvLine([name, skill, url, digits, id]);
}
