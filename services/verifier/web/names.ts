import { occupationAreas } from '@symbolon/contexts/occupations';
import { countriesIn, type Language, languages } from '@symbolon/pages';
import type { Plugin } from 'vite';

const modules: Record<string, () => unknown> = {
  'virtual:occupations': () => Object.fromEntries(occupationAreas.map(({ id, isco08 }) => [id, isco08])),
  ...Object.fromEntries(languages.map(({ tag }) => [`virtual:countries/${tag}`, () => countriesIn(tag as Language)])),
};

/**
 * Names and codes that are worked out when the page is built: of countries, because browsers leave some languages out, and of fields of
 * work, because the files that they stand in are larger than the page.
 */
export function builtNames(): Plugin {
  return {
    name: 'built-names',
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load: (id) => {
      const content = id.startsWith('\0') ? modules[id.slice(1)] : undefined;
      return content && `export default ${JSON.stringify(content())}`;
    },
  };
}
