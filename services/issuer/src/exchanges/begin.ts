import { randomBytes, randomUUID } from 'node:crypto';
import { type Claim, sha256 } from '../claims/claim.ts';
import { insertSession } from '../claims/session-store.ts';
import type { IssuerContext } from '../context.ts';
import { insertExchange } from './store.ts';

/** How long an exchange that was begun on the claim page waits for a wallet. */
const minutes = 15;

/** What leads a wallet into an exchange. */
export type Interaction = {
  /** Interaction URL (VCALM §3.7): what a QR code holds. */
  interaction: string;
  /** Where the wallet's turns go. */
  vcapi: string;
  /** Opens the Learner Credential Wallet with it. */
  lcw: string;
  minutes: number;
};

export const exchangeUrl = (issuerUrl: string, institutionId: string, id: string): string =>
  `${issuerUrl}/workflows/${institutionId}/exchanges/${id}`;

/** Begins an exchange for a claim whose transaction code was shown, and gives what leads a wallet into it. */
export async function beginExchange({ pool, config, clock }: IssuerContext, claim: Claim): Promise<Interaction> {
  const id = randomBytes(16).toString('base64url');
  const session = randomUUID();
  const created = clock();
  const expires = new Date(created.getTime() + minutes * 60_000);
  await insertSession(pool, { id: session, claim, created, expires });
  await insertExchange(pool, sha256(id), session);
  const vcapi = exchangeUrl(config.issuerUrl, claim.institutionId, id);
  const request = JSON.stringify({ credentialRequestOrigin: config.issuerUrl, protocols: { vcapi } });
  return {
    interaction: `${config.issuerUrl}/interactions/${id}?iuv=1`,
    vcapi,
    lcw: `https://lcw.app/request?request=${encodeURIComponent(request)}`,
    minutes,
  };
}
