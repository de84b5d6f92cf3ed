export { type CertificateHolder, certificateLookup } from './certificate-lookup.ts';
export { keyOfChain, problemOfOwnChain } from './chain.ts';
