import { credentialsFromPdf, PaperRefusal, unbakePng, unbakeSvg } from '@symbolon/paper';

/** The credentials that a file carries: attached to a PDF, baked into a PNG or SVG. Empty where it carries none. */
export async function credentialsIn(bytes: Uint8Array, kind: 'pdf' | 'png' | 'svg'): Promise<string[]> {
  try {
    switch (kind) {
      case 'pdf':
        return await credentialsFromPdf(bytes);
      case 'png':
        return [unbakePng(bytes)];
      case 'svg':
        return [unbakeSvg(new TextDecoder().decode(bytes))];
    }
  } catch (error) {
    if (error instanceof PaperRefusal) return [];
    throw error;
  }
}
