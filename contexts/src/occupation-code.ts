import type { OccupationCode } from './agreements.ts';

const form = /^(isco-08:\d{1,4}|esco:\d{4}(\.\d+){0,5})$/;

/** Reads an occupation as documents write it: `isco-08:7112`, `esco:7112.1`; undefined for anything else. */
export function occupationOf(value: unknown): OccupationCode | undefined {
  if (typeof value !== 'string' || !form.test(value)) return undefined;
  const [scheme, code] = value.split(':') as [OccupationCode['scheme'], string];
  return { scheme, code };
}
