import iscedFile from '../occupations/isced-f.json' with { type: 'json' };
import iscoFile from '../occupations/isco-08.json' with { type: 'json' };
import occupationFile from '../occupations/occupations.json' with { type: 'json' };
import type { Alignment } from './alignment.ts';

export type OccupationScheme = 'isco-08' | 'esco';

/** `iscoGroup`: the ISCO-08 unit group that an ESCO occupation stands in. */
export type Occupation = { scheme: OccupationScheme; code: string; label: string; url: string; iscoGroup?: string };

/** An occupation of the mission with the codes under which the classifications know it. */
export type OccupationArea = { id: string; name: string; isco08: string[]; iscedF: string[]; esco: Occupation[] };

const iscoGroups = new Map(
  (iscoFile.groups as [string, string][]).map(([code, label]) => [
    code,
    { scheme: 'isco-08' as const, code, label, url: iscoFile.uri.replace('{code}', code) },
  ]),
);
const fields = new Map(iscedFile.fields as [string, string][]);

/** The occupations that institutions here train for, each with its ISCO-08 groups, ISCED-F fields and ESCO occupations. */
export const occupationAreas: OccupationArea[] = occupationFile.occupations.map((row) => ({
  ...row,
  esco: row.esco.map(({ id, code, label, iscoGroup }) => ({
    scheme: 'esco',
    code,
    label,
    iscoGroup,
    url: occupationFile.uri.replace('{id}', id),
  })),
}));

const esco = new Map(occupationAreas.flatMap((area) => area.esco).map((row) => [row.code, row]));

/** Gives an ISCO-08 group or an ESCO occupation by its code; undefined where it is not known here. */
export function occupation(scheme: OccupationScheme, code: string): Occupation | undefined {
  return scheme === 'isco-08' ? iscoGroups.get(code) : esco.get(code);
}

/** Gives a field of education by its ISCED-F 2013 code; undefined where there is none. */
export function fieldOfEducation(code: string): { code: string; label: string; url: string } | undefined {
  const label = fields.get(code);
  return label === undefined ? undefined : { code, label, url: iscedFile.uri.replace('{code}', code) };
}

const schemes = { 'isco-08': ['ISCO-08', 'ext:ISCO-08'], esco: ['ESCO', 'ext:ESCO'] } as const;

/** Gives the alignment of an achievement with an occupation; undefined where the code is not known. */
export function occupationAlignment(scheme: OccupationScheme, code: string): Alignment | undefined {
  const row = occupation(scheme, code);
  if (!row) return undefined;
  const [targetFramework, targetType] = schemes[scheme];
  return {
    type: ['Alignment'],
    targetName: row.label,
    targetUrl: row.url,
    targetFramework,
    targetCode: code,
    targetType,
  };
}

/** Gives the alignment of an achievement with a field of education; undefined where the code is not known. */
export function fieldAlignment(code: string): Alignment | undefined {
  const row = fieldOfEducation(code);
  if (!row) return undefined;
  return {
    type: ['Alignment'],
    targetName: row.label,
    targetUrl: row.url,
    targetFramework: 'ISCED-F 2013',
    targetCode: code,
    targetType: 'ext:ISCED-F',
  };
}
