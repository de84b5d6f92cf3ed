import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Language, languages } from '@symbolon/pages';
import { defineConfig, type Plugin } from 'vite';
import { builtNames } from './names.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const catalogue = (language: Language): Record<string, string> =>
  JSON.parse(readFileSync(`${here}src/catalogue/${language}.json`, 'utf8'));

/** What a reader without JavaScript sees, in every language of the page, out of the same catalogues. */
function withoutJavaScript(): Plugin {
  const section = ({ tag, direction }: (typeof languages)[number]) => {
    const texts = catalogue(tag);
    return `<section class="card" lang="${tag}" dir="${direction}"><h2>${texts['noscript.title']}</h2><p>${texts['noscript.text']}</p></section>`;
  };
  return {
    name: 'without-javascript',
    transformIndexHtml: (html) =>
      html.replace(
        '<!--noscript-->',
        `<noscript><div class="stack"><h1>${catalogue('en')['page.title']}</h1>${languages.map(section).join('')}</div></noscript>`,
      ),
  };
}

/** Tells the service worker which files there are: those of the page at once, large ones when they are wanted. */
function offlineFiles(): Plugin {
  return {
    name: 'offline-files',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle['service-worker.js'];
      if (worker?.type !== 'chunk') throw new Error('The page was built without its service worker');
      const names = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
      const isLarge = (name: string) => /\.(wasm|woff2?)$/.test(name);
      // Nobody asks a wallet without a network.
      const isAsking = (name: string) =>
        bundle[name]?.type === 'chunk' && Object.keys(bundle[name].modules).some((path) => path.includes('/src/ask/'));
      const paths = (list: string[]) => JSON.stringify(list.sort().map((name) => `/${name}`));
      worker.code = worker.code
        .replace('__PAGE_FILES__', () => paths(names.filter((name) => !isLarge(name) && !isAsking(name))))
        .replace('__LARGE_FILES__', () => paths(names.filter(isLarge)));
    },
  };
}

export default defineConfig({
  root: here,
  logLevel: 'warn',
  plugins: [builtNames(), withoutJavaScript(), offlineFiles()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0, // a data: URL would need a wider Content-Security-Policy
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: { page: `${here}index.html`, 'service-worker': `${here}src/offline/service-worker.ts` },
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
