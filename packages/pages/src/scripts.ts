/**
 * Scripts that a device may lack, a letter to try each with, and the family in `fonts.css` that fills the gap.
 * A family there is named in no font stack, so that nothing is downloaded unless the letter is missing.
 */
const scripts = [
  ['Thai', /\p{Script=Thai}/u, 'ก'],
  ['Lao', /\p{Script=Lao}/u, 'ກ'],
  ['Khmer', /\p{Script=Khmer}/u, 'ក'],
  ['Myanmar', /\p{Script=Myanmar}/u, 'က'],
  ['Arabic', /\p{Script=Arabic}/u, 'ب'],
  ['Devanagari', /\p{Script=Devanagari}/u, 'क'],
  ['Bengali', /\p{Script=Bengali}/u, 'ক'],
  ['Sinhala', /\p{Script=Sinhala}/u, 'ක'],
  ['Tamil', /\p{Script=Tamil}/u, 'க'],
] as const satisfies readonly [name: string, letters: RegExp, sample: string][];

export type ScriptName = (typeof scripts)[number][0];

/** Scripts in a text that an old or plain device may have no letters for. */
export function scriptsOf(text: string): ScriptName[] {
  return scripts.filter(([, letters]) => letters.test(text)).map(([name]) => name);
}

/** Family name in `fonts.css`, and the letter to try the device's own fonts with. */
export function fontFor(script: ScriptName): { family: string; sample: string } {
  const sample = scripts.find(([name]) => name === script)![2];
  return { family: `Symbolon ${script}`, sample };
}
