import { type ContextSource, heldContexts } from '../context-source.ts';

const example = 'https://example.org/';
const term = (name: string, more: object = {}) => ({ '@id': `${example}vocab#${name}`, ...more });
const base = { id: '@id', type: '@type' };

/** Contexts that hold what the held ones have not, but JSON-LD knows. */
const documents: Record<string, object> = {
  scoped: {
    ...base,
    Animal: {
      '@id': `${example}vocab#Animal`,
      '@context': { ...base, name: term('animalName'), Tame: term('TameAnimal'), lives: term('lives') },
    },
    Tame: {
      '@id': `${example}vocab#Tame`,
      '@context': { name: term('givenName'), owner: term('owner', { '@type': '@id' }) },
    },
    Zoo: {
      '@id': `${example}vocab#Zoo`,
      '@context': { '@propagate': true, houses: term('houses'), keeper: term('k') },
    },
    Nothing: { '@id': `${example}vocab#Nothing`, '@context': { name: null, keeper: null } },
    Reset: { '@id': `${example}vocab#Reset`, '@context': [null, { ...base, word: term('word') }] },
    name: term('name'),
    lives: term('lives', {
      '@context': { name: term('placeName'), at: term('at', { '@type': '@vocab' }), there: term('there') },
    }),
    fresh: term('fresh', { '@context': null }),
    pack: term('pack', { '@container': '@graph', '@context': { name: term('packName') } }),
    mode: term('mode', {
      '@type': '@vocab',
      '@context': { fast: term('fast'), slow: term('slow'), mode: term('mode', { '@type': '@vocab' }) },
    }),
    odd: term('odd', { '@type': '@id', '@context': { odd: term('otherwise') } }),
  },
  literals: {
    ...base,
    xsd: 'http://www.w3.org/2001/XMLSchema#',
    ex: `${example}ex/`,
    boolean: term('boolean', { '@type': 'xsd:boolean' }),
    integer: term('integer', { '@type': 'xsd:integer' }),
    double: term('double', { '@type': 'xsd:double' }),
    string: term('string', { '@type': 'xsd:string' }),
    date: term('date', { '@type': 'xsd:date' }),
    json: term('json', { '@type': '@json' }),
    none: term('none', { '@type': '@none' }),
    khmer: term('text', { '@language': 'km' }),
    arabic: term('text', { '@language': 'ar', '@direction': 'rtl' }),
    directed: term('text', { '@direction': 'ltr' }),
    text: term('text'),
    texts: term('text', { '@container': '@language' }),
    directedTexts: term('text', { '@container': '@language', '@direction': 'rtl' }),
    kind: { '@id': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type', '@type': '@id' },
    word: term('word', { '@type': '@vocab' }),
    link: term('link', { '@type': '@id' }),
    link2: term('link'),
    'ex:short': { '@type': '@id' },
  },
  containers: {
    ...base,
    list: term('list', { '@container': '@list' }),
    links: term('list', { '@container': '@list', '@type': '@id' }),
    set: term('set', { '@container': '@set' }),
    graph: term('graph', { '@container': '@graph' }),
    graphs: term('graph', { '@container': ['@graph', '@set'] }),
    graphById: term('graph', { '@container': ['@graph', '@id'] }),
    byIndex: term('set', { '@container': '@index' }),
    byId: term('set', { '@container': '@id' }),
    byType: term('set', { '@container': '@type' }),
    nested: '@nest',
    within: term('set', { '@nest': 'nested' }),
    of: { '@reverse': `${example}vocab#set` },
    name: term('name'),
    dates: term('list', { '@container': '@list', '@type': 'http://www.w3.org/2001/XMLSchema#date' }),
  },
  protected: { '@protected': true, ...base, name: term('name'), Animal: term('ProtectedAnimal'), text: term('text') },
  aliases: { identifier: '@id', kind: '@type', val: '@value', lang: '@language', ...base, name: term('name') },
  vocabulary: { '@vocab': `${example}words#`, ...base, name: term('name') },
  language: { '@language': 'th', ...base, name: term('name'), text: term('text', { '@language': null }) },
  direction: { '@direction': 'rtl', '@language': 'ar', ...base, name: term('name') },
  transient: { '@propagate': false, ...base, name: term('transientName'), lives: term('lives') },
};

const urlOf = (name: string) => `${example}contexts/${name}`;

/** Their URLs. */
export const peculiarContexts: readonly string[] = Object.keys(documents).map(urlOf);

const held = new Map(Object.entries(documents).map(([name, context]) => [urlOf(name), { '@context': context }]));

/** The held contexts and the peculiar ones. */
export const testContexts: ContextSource = {
  urls: new Set([...heldContexts.urls, ...peculiarContexts]),
  load: async (url) => held.get(url) ?? heldContexts.load(url),
};
