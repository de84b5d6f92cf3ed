import { parseDocument, type WithinLimits } from '@symbolon/securing/verify';
import { credentialsIn } from './source.ts';

const isPresentation = /"VerifiablePresentation"/;
const isBeside = /"(?:RecognizedEntityCredential|RecognitionDecisionCredential)"/;

/**
 * Takes a certificate out of a presentation without proof in which accreditations are stapled to it; whatever else was given comes back
 * as it is. Nothing is believed of the presentation: each document in it speaks for itself.
 */
export function unstapled(given: WithinLimits | string): { input: WithinLimits | string; along: string[] } {
  const nothing = { input: given, along: [] };
  // Nearly all that is given is a credential, and told apart without reading it.
  if (typeof given === 'string' && !isPresentation.test(given)) return nothing;
  const { document } = typeof given === 'string' ? parseDocument(given) : given;
  if (!document || 'proof' in document || ![document.type].flat().includes('VerifiablePresentation')) return nothing;
  const documents = credentialsIn(JSON.stringify(document)) ?? [];
  const [certificate, ...others] = documents.filter((each) => !isBeside.test(each.slice(0, 2_000)));
  if (certificate === undefined || others.length > 0 || documents.length === 1) return nothing;
  return { input: certificate, along: documents.filter((each) => each !== certificate) };
}
