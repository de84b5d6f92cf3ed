/** `gzip` for Bitstring Status List §3.4, `deflate` (the zlib form) for Token Status List §4.1. */
export type Format = 'gzip' | 'deflate';
