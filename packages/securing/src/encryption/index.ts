export { decryptJwe, encryption } from './decrypt.ts';
