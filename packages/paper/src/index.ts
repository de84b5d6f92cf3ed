export { credentialsFromPdf } from './baked/pdf.ts';
export { bakePng, unbakePng } from './baked/png.ts';
export { bakeSvg, unbakeSvg } from './baked/svg.ts';
export { buildPaperCredential, type PaperCredential } from './document.ts';
export { decodePaper, encodePaper, paperUrl } from './link.ts';
export { PaperRefusal, type RefusalCode } from './refusal.ts';
