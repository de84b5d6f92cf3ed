export { generateKey, type KeyMaterial, signerFromKey } from './keys.ts';
export { deriveSealingKey, sealKey, unsealKey } from './seal.ts';
