import europass from '../frameworks/europass-levels.json' with { type: 'json' };
import type { Alignment } from './alignment.ts';
import { framework, frameworkLevel } from './frameworks.ts';

// Apart from the lookups, because only who builds a credential needs the addresses of levels, and a page need not load them.
const concepts = new Map<string, Map<string, string>>(
  europass.frameworks.map((row) => [row.framework, new Map(Object.entries(row.concepts))]),
);

function levelUrl(id: string, level: string): string | undefined {
  if (id === 'eqf') return `http://data.europa.eu/snb/eqf/${level}`;
  const concept = concepts.get(id)?.get(level);
  // Where the level has no address of its own, the page on the framework is the official description.
  return concept ? europass.uri.replace('{concept}', concept) : framework(id)?.sources[0]?.url;
}

/** Gives the alignment of an achievement with a framework level; undefined where the level is not known. */
export function frameworkLevelAlignment(id: string, level: string, edition?: string): Alignment | undefined {
  const found = frameworkLevel(id, level, edition);
  const targetUrl = levelUrl(id, level);
  if (!found.known || targetUrl === undefined) return undefined;
  return {
    type: ['Alignment'],
    targetName: `${found.frameworkName}, level ${found.level}${found.name ? ` (${found.name})` : ''}`,
    targetUrl,
    targetFramework: edition === undefined ? found.frameworkName : `${found.frameworkName}, edition ${edition}`,
    targetCode: found.level,
    targetType: id === 'eqf' ? 'ext:EQF' : 'ext:NQF',
  };
}
