import { createHash, timingSafeEqual } from 'node:crypto';
import type { IssuerContext } from '../context.ts';

/** What is known of the wallet that took a credential: never the holder's identifiers. */
export type WalletKind = {
  /** `oid4vci-1.0`, `oid4vci-draft-13` or `vcapi`. */
  protocol: string;
  /** Formats of the credentials that it took. */
  formats: string[];
  /** Its name, where it gave one. */
  client?: string;
};

/** The way in which a holder comes to one credential. */
export type Claim = {
  id: string;
  institutionId: string;
  credentialId: string;
  generation: number;
  withTxCode: boolean;
  wrongTxCodes: number;
  /** How many times its pre-authorized code was redeemed in this generation. */
  redeemed: number;
  created: Date;
  expires: Date;
  revoked: Date | null;
  claimed: Date | null;
  /** The session of the wallet that got it. */
  claimedBy: string | null;
  wallet: WalletKind | null;
};

export type ClaimState = 'open' | 'claimed' | 'locked' | 'expired' | 'revoked';

/** Wrong transaction codes until the claim is locked: six digits cannot be guessed in so few. */
export const txCodeAttempts = 5;
/** A wallet that broke off half-way may start again this often before the registrar is asked. */
export const redemptions = 5;
export const txCodeLength = 6;

/** Gives what a claim can still be used for; a locked, claimed or revoked one is opened anew by the registrar alone. */
export function claimState(claim: Claim, now: Date): ClaimState {
  if (claim.revoked) return 'revoked';
  if (claim.claimed) return 'claimed';
  if (claim.expires <= now) return 'expired';
  return claim.wrongTxCodes >= txCodeAttempts || claim.redeemed >= redemptions ? 'locked' : 'open';
}

type Keys = Pick<IssuerContext['keys'], 'mac'>;
type Generation = Pick<Claim, 'id' | 'generation'>;

/** Gives the unguessable part of the claim page's address: 128 bits, short enough for a small QR code. */
export const claimToken = (keys: Keys, { id, generation }: Generation): string =>
  keys.mac('claim token', `${id} ${generation}`).subarray(0, 16).toString('base64url');

/** Gives the transaction code: six digits, with leading zeros. */
export const txCode = (keys: Keys, { id, generation }: Generation): string =>
  String(keys.mac('claim tx_code', `${id} ${generation}`).readUIntBE(0, 6) % 10 ** txCodeLength).padStart(
    txCodeLength,
    '0',
  );

/** Gives the pre-authorized code of the offer: another one after each time that a wallet redeemed it. */
export const preAuthorizedCode = (keys: Keys, { id, generation }: Generation, redeemed: number): string =>
  keys.mac('claim pre-authorized_code', `${id} ${generation} ${redeemed}`).toString('base64url');

/** Compares a transaction code in constant time; spaces that a person types between the digits do not count. */
export function txCodeHolds(keys: Keys, claim: Generation, given: string): boolean {
  return timingSafeEqual(sha256(txCode(keys, claim)), sha256(given.replaceAll(/\s/g, '')));
}

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Gives the address of the claim page. */
export const claimUrl = ({ config, keys }: Pick<IssuerContext, 'config' | 'keys'>, claim: Generation): string =>
  `${config.issuerUrl}/claim/${claimToken(keys, claim)}`;
