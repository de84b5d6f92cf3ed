import file from '../competencies/qualifications.json' with { type: 'json' };
import type { Alignment } from './alignment.ts';
import type { Source } from './frameworks.ts';

export type CompetencyUnit = { code: string; title: string; group: string; nominalHours?: number };

export type Qualification = {
  id: string;
  name: string;
  code?: string;
  framework?: string;
  level?: string;
  awardingBody: string;
  country: string;
  /** Id of an occupation area. */
  occupation: string;
  sources: Source[];
  /** False where the source showed only some of the units. */
  complete: boolean;
  units: CompetencyUnit[];
};

/** The qualifications whose units are known, all read at their source. */
export const qualifications = file.qualifications as Qualification[];

const byId = new Map(qualifications.map((row) => [row.id, row]));

/** Gives a qualification by its id, for example `ph-tesda-masonry-nc-ii`; undefined where it is not known. */
export function qualification(id: string): Qualification | undefined {
  return byId.get(id);
}

/** Gives a unit of a qualification by its code; undefined where it is not known. */
export function unit(qualificationId: string, code: string): CompetencyUnit | undefined {
  return byId.get(qualificationId)?.units.find((row) => row.code === code);
}

/** Gives the alignment of a result with a unit of a qualification; undefined where the unit is not known. */
export function unitAlignment(qualificationId: string, code: string): Alignment | undefined {
  const row = byId.get(qualificationId);
  const found = unit(qualificationId, code);
  const url = row?.sources[0]?.url;
  if (!row || !found || url === undefined) return undefined;
  return {
    type: ['Alignment'],
    targetName: found.title,
    targetUrl: url,
    targetFramework: `${row.awardingBody}, ${row.name}`,
    targetCode: code,
    targetType: 'ceasn:Competency',
  };
}
