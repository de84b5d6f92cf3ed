export { ed25519Library } from '../primitives/ed25519-node.ts';
export { generateKey, type KeyMaterial, signerFromKey } from './keys.ts';
export { generatePassphrase } from './passphrase.ts';
export { deriveSealingKey, sealKey, unsealKey } from './seal.ts';
