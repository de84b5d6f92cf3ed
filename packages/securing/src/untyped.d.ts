// Libraries that come without types: only what is used of them.
declare module '@digitalbazaar/vc' {
  type Options = { credential: object; suite: object; documentLoader: (url: string) => Promise<object>; now?: Date };
  export function issue(options: Options): Promise<object>;
  export function verifyCredential(
    options: Options & { checkStatus: () => Promise<object> },
  ): Promise<{ verified: boolean; error?: unknown }>;
}

declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { signer?: object; cryptosuite: object });
  }
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object;
}

declare module '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite' {
  export const cryptosuite: object;
}

declare module '@digitalbazaar/ed25519-signature-2020' {
  export class Ed25519Signature2020 {
    constructor(options: { signer: object; date?: Date });
  }
}
