import type { ConfigurationId, Secured } from '../../claims/holder/formats.ts';
import type { Binding, HolderKey } from '../testing/wallet.ts';

/** What a wallet in a test is given: the offer as its camera sees it, the digits of the slip, and what it wants. */
export type Wish = {
  offer: string;
  txCode: string;
  configuration: ConfigurationId;
  key: HolderKey;
  binding: Binding;
};

/** A client of the protocol. Throws where it does not take what the issuer gives. */
export type Client = {
  name: string;
  /** Gives the credential as the client holds it. */
  claim(wish: Wish): Promise<Secured>;
  /** Why it cannot take a form, by its own limits and not the issuer's, with the source of that. */
  limit?(wish: Pick<Wish, 'configuration' | 'binding'> & { algorithm: HolderKey['algorithm'] }): string | undefined;
};
