import { readSkill, type SkillReading } from '@symbolon/credential';
import { certificateNumber, certificateUrl } from '../../certificates/content.ts';
import type { IssuerContext } from '../../context.ts';
import { findInstitution, type Institution } from '../../institutions/store.ts';
import { type IssuedCredential, toIssued } from '../../issuance/issued.ts';
import { findCredential } from '../../issuance/store.ts';
import { type Claim, type ClaimState, claimState, sha256 } from '../claim.ts';
import { findClaimByToken } from '../store.ts';

/** A claim with all that its page shows. */
export type OpenClaim = {
  claim: Claim;
  state: ClaimState;
  institution: Institution;
  issued: IssuedCredential;
  /** What the certificate says, in the wanted language where it has it. */
  read(language: string): SkillReading;
  /** The number that is printed on the certificate. */
  number: string;
  /** Address of the employer's page that holds the small credential: to be shared. */
  checkingUrl: string | undefined;
};

/** Gives the claim behind a token, or why there is nothing to see. */
export async function openClaim(context: IssuerContext, token: string): Promise<OpenClaim | 'unknown' | 'ended'> {
  const { pool, clock, config } = context;
  const claim = await findClaimByToken(pool, sha256(token));
  if (!claim) return 'unknown';
  const state = claimState(claim, clock());
  if (state === 'revoked' || state === 'expired') return 'ended';
  const [row, institution] = await Promise.all([
    findCredential(pool, claim.institutionId, claim.credentialId),
    findInstitution(pool, claim.institutionId),
  ]);
  const issued = row && toIssued(row);
  if (!issued || !institution) return 'ended';
  const document = documentOf(issued);
  return {
    claim,
    state,
    institution,
    issued,
    read: (language) => readSkill(document, [language]),
    number: certificateNumber(issued.id),
    checkingUrl: issued.paper === undefined ? undefined : certificateUrl(issued.paper, config.verifierUrl),
  };
}

/** Gives the credential of a stored one without its proof, whichever way it is secured. */
export function documentOf({ securing, text }: Pick<IssuedCredential, 'securing' | 'text'>): Record<string, unknown> {
  const json = securing === 'vc+jwt' ? Buffer.from(text.split('.')[1]!, 'base64url').toString('utf8') : text;
  const { proof: _, ...document } = JSON.parse(json);
  return document;
}
