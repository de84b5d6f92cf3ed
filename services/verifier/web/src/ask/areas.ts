import { occupationAreas } from '@symbolon/contexts/occupations';
import type { Works } from '../works.ts';

const isco = (code: string) => `http://data.europa.eu/esco/isco/C${code}`;

/** A field of work that can be asked for: the occupations by which certificates name it. */
export type Area = { id: keyof Works; alignments: string[] };

/** The occupations of the house's data that have codes; what has none no certificate can be aligned to. */
export const areas: Area[] = occupationAreas
  .filter(({ isco08 }) => isco08.length > 0)
  .map(({ id, isco08, esco }) => ({
    id: id as keyof Works,
    alignments: [...isco08.map(isco), ...esco.map(({ url }) => url)],
  }));
