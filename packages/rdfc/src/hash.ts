/** The hashes that RDFC-1.0 may be used with (ECDSA Cryptosuites §3.2: SHA-384 for P-384, SHA-256 for all others). */
export type Digest = 'SHA-256' | 'SHA-384';

/** Gives the hash of the UTF-8 bytes of a text in hexadecimal, at once. */
export type HexHash = (digest: Digest, text: string) => string;
