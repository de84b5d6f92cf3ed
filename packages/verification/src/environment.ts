import type { DidResolver } from '@symbolon/dids';
import type { IssuerKeyLookup } from '@symbolon/securing/sd-jwt/verify';
import type { ContextSource } from '@symbolon/securing/verify';
import type { AccreditationSource, GenuineDocument } from './accreditation/source.ts';
import type { StatusListStore } from './status/status-list-store.ts';
import type { TrustRegistry } from './trust/registry.ts';

export type VerifyOptions = {
  /** DIDs that the caller already trusts; they count as known issuers for this one request. */
  acceptedIssuers?: readonly string[];
  /** The date for which validity is judged; now when absent. The status is always today's: lists have no history. */
  at?: Date;
  /** Documents that came along: accreditations of the issuer up to whom the trust list knows, and their withdrawals. */
  along?: readonly unknown[];
  /** A presentation's proof must answer this challenge (Data Integrity §2.1). */
  challenge?: string;
  /** A presentation's proof must have been made for this domain. */
  domain?: string;
  /** An SD-JWT must come with a key binding for them (RFC 9901 §7.3); that a nonce is used once is the caller's matter. */
  keyBinding?: { nonce: string; audience: string };
  /** Each credential of a presentation must be bound to the key that signed the presentation (OpenID4VP 1.0 §14.1). */
  holderBinding?: true;
};

/** The world that a verification needs, brought in from outside: the package has no clock, no network, no settings. */
export type VerificationEnvironment = {
  now: () => Date;
  /** `renew` drops a copy that the resolver keeps, so that a key that is newer than the copy is found. */
  dids: DidResolver & { renew?: (did: string) => boolean };
  statusLists: StatusListStore;
  trust: TrustRegistry;
  /** Where accreditations are found that did not come along. Where it is absent only those count that did. */
  accreditations?: AccreditationSource;
  /** Of one request: what came along or was linked to, by its text, while it is verified and after, whether it holds or not. */
  verified?: Map<string, Promise<GenuineDocument | undefined>>;
  /** Keys of issuers that are not named by a DID. Where it is absent they stay unknown, as in a page: it has no X.509. */
  issuerKeys?: IssuerKeyLookup;
  /**
   * The contexts that documents may name, and where work on JSON-LD goes whose time grows fast; it may be stopped there by OutOfTime. What is
   * held here, in this thread, when absent.
   */
  contexts?: ContextSource;
  /** What is spent at most on waiting for other hosts, in milliseconds; 1,500 by default. */
  timeLimitMs?: number;
};
