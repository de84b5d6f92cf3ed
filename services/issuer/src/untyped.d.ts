declare module '@digitalcredentials/data-integrity';
declare module '@digitalcredentials/ed25519-signature-2020';
declare module '@digitalcredentials/ed25519-verification-key-2020';
declare module '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
declare module '@digitalcredentials/vc';
