export { type CertificateHolder, certificateLookup } from './certificate-lookup.ts';
