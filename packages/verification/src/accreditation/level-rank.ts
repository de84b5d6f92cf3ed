import { frameworks } from '@symbolon/contexts/frameworks';

/** Gives the place of a level in its framework, from the lowest: levels stand in rising order in the data. */
export function levelRank(framework: string, level: string): number | undefined {
  const place = frameworks.find(({ id }) => id === framework)?.levels?.indexOf(level) ?? -1;
  return place < 0 ? undefined : place;
}
