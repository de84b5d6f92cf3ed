import { credentialFromPdf, PaperRefusal, unbakePng, unbakeSvg } from '@symbolon/paper';

/** The credential that a file carries: attached to a PDF, baked into a PNG or SVG. Undefined where it carries none. */
export async function credentialIn(bytes: Uint8Array, kind: 'pdf' | 'png' | 'svg'): Promise<string | undefined> {
  try {
    switch (kind) {
      case 'pdf':
        return await credentialFromPdf(bytes);
      case 'png':
        return unbakePng(bytes);
      case 'svg':
        return unbakeSvg(new TextDecoder().decode(bytes));
    }
  } catch (error) {
    if (error instanceof PaperRefusal) return undefined;
    throw error;
  }
}
