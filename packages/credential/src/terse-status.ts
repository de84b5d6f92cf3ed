import type { StatusEntry } from './types.ts';

/** VC Barcodes 1.0 §2.3: one number for the places in all lists of an issuer. */
export type TerseStatusEntry = {
  id?: string;
  type: 'TerseBitstringStatusListEntry';
  terseStatusListBaseUrl: string;
  terseStatusListIndex: number;
};

// VC Barcodes 1.0 §2.3: the length of each list, which is also the least that Bitstring Status List allows.
const listLength = 131_072;

/**
 * Gives one entry for several. Throws a TypeError unless the lists stand at `{base}/{statusPurpose}/{number}` and the credential has the
 * same place in each.
 */
export function terseStatusEntry(status: StatusEntry | StatusEntry[]): TerseStatusEntry {
  const places = [status].flat().map(({ statusListCredential, statusPurpose, statusListIndex }) => {
    const [, base, number] = statusListCredential.match(/^(.+)\/[^/]+\/(\d+)$/) ?? [];
    if (base === undefined || statusListCredential !== `${base}/${statusPurpose}/${number}`)
      throw new TypeError('a terse status entry needs lists at {base}/{statusPurpose}/{number}');
    return { base, index: Number(number) * listLength + Number(statusListIndex) };
  });
  const [first] = places;
  if (!first || places.some(({ base, index }) => base !== first.base || index !== first.index))
    throw new TypeError('a terse status entry needs the same place in every list of the credential');
  return {
    type: 'TerseBitstringStatusListEntry',
    terseStatusListBaseUrl: first.base,
    terseStatusListIndex: first.index,
  };
}
