import { check } from './client.ts';
import type { Outcome } from './outcome.ts';
import { readText } from './text.ts';
import { severalOf, unpack } from './unpack.ts';

/**
 * Judges what a text says. A code of ours with another address is only named, because nobody should learn to follow
 * it; `here` says that the employer asked to check its certificate on this page.
 */
export async function checkText(input: string, source: 'code' | 'document', here = false): Promise<Outcome> {
  const read = readText(input, location.host);
  if (read.kind === 'other') return { kind: 'not-ours', text: read.text, source };
  if (read.kind === 'document') {
    const documents = unpack(read.text);
    if (documents.length > 1) return severalOf(documents);
    return check({ text: documents[0] ?? read.text, form: 'document' });
  }
  if (read.host === undefined) return check({ text: read.text, form: 'paper' });
  if (!here) return { kind: 'foreign', host: read.host };
  const outcome = await check({ text: read.text, form: 'paper' });
  return outcome.kind === 'checked' ? { ...outcome, foreignHost: read.host } : outcome;
}
