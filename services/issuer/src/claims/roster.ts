import type { Actor } from '../audit/append.ts';
import type { IssuerContext } from '../context.ts';
import type { Institution } from '../institutions/store.ts';
import { issuedIds } from '../rosters/results.ts';
import { type ClaimTerms, createClaims } from './claims.ts';

const CHUNK = 1000;

/** Makes claims for all credentials of a roster that have none yet, and gives how many of them have one now. */
export async function createRosterClaims(
  context: IssuerContext,
  {
    institution,
    actor,
    rosterId,
    terms,
  }: { institution: Institution; actor: Actor; rosterId: string; terms: ClaimTerms },
): Promise<number> {
  let count = 0;
  let chunk: string[] = [];
  const make = async () => {
    const outcomes = await createClaims(context, { institutionId: institution.id, actor, credentialIds: chunk, terms });
    count += outcomes.filter(({ claim }) => claim).length;
    chunk = [];
  };
  for await (const id of issuedIds(context, rosterId)) if (chunk.push(id) === CHUNK) await make();
  if (chunk.length > 0) await make();
  return count;
}
