import { check } from './client.ts';
import type { Outcome } from './outcome.ts';
import { readText } from './text.ts';

/**
 * Judges what a text says. A code of ours with another address is only named, because nobody should learn to follow
 * it; `here` says that the employer asked to check its certificate on this page.
 */
export async function checkText(input: string, source: 'code' | 'document', here = false): Promise<Outcome> {
  const read = readText(input, location.host);
  if (read.kind === 'other') return { kind: 'not-ours', text: read.text, source };
  if (read.kind === 'document') return check(read.text, 'document');
  if (read.host === undefined) return check(read.text, 'paper');
  if (!here) return { kind: 'foreign', host: read.host };
  const outcome = await check(read.text, 'paper');
  return outcome.kind === 'checked' ? { ...outcome, foreignHost: read.host } : outcome;
}
