declare module '@digitalcredentials/data-integrity';
declare module '@digitalcredentials/ed25519-signature-2020';
declare module '@digitalcredentials/ed25519-verification-key-2020';
declare module '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
declare module '@digitalcredentials/vc';

declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  /** An OpenID Provider, as much of it as a test sets up. */
  export class Provider {
    constructor(issuer: string, configuration: object);
    callback(): RequestListener;
    on(event: string, listener: (...parameters: unknown[]) => void): void;
  }
}
