import { claimedDocument } from './claimed.ts';
import type { Several } from './outcome.ts';

const envelope = /^data:application\/vc\+(?:jwt|sd-jwt),(.+)$/;

/**
 * The credentials of a presentation or of a list, each as text; the text itself where it is neither. Nothing is believed of the
 * presentation: a certificate and its accreditations are stapled together in one, and each speaks for itself.
 */
export function unpack(text: string): string[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return [text];
  }
  const list = Array.isArray(document) ? document : presented(document);
  const documents = list?.flatMap(textOf) ?? [];
  return documents.length > 0 ? documents : [text];
}

function presented(document: unknown): unknown[] | undefined {
  const { type, verifiableCredential } = Object(document) as { type?: unknown; verifiableCredential?: unknown };
  if (![type].flat().includes('VerifiablePresentation')) return undefined;
  return [verifiableCredential].flat();
}

function textOf(each: unknown): string[] {
  if (typeof each === 'string') return [each];
  if (typeof each !== 'object' || each === null) return [];
  const { id } = each as { id?: unknown };
  const [, token] = (typeof id === 'string' && envelope.exec(id)) || [];
  return [token ?? JSON.stringify(each)];
}

/** Documents of one file, to be judged. */
export const severalOf = (texts: readonly string[]): Several => ({
  kind: 'several',
  documents: texts.map((text) => ({ given: { text, form: 'document' }, document: claimedDocument(text) })),
  failed: [],
});
