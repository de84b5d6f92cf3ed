export { decryptJwe, encryption } from './decrypt.ts';
export { type ContentEncryption, encryptJwe, type Recipient, recipientOf } from './encrypt.ts';
