export { buildPaperCredential, type PaperCredential } from './document.ts';
export { decodePaper, encodePaper, paperUrl } from './link.ts';
export { PaperRefusal, type RefusalCode } from './refusal.ts';
