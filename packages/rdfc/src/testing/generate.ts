import { credentialsContextUrl, openBadgesContextUrl, skillsContextUrl } from '@symbolon/contexts';
import type { JsonObject } from '../json.ts';
import { peculiarContexts, testContexts } from './contexts.ts';
import type { Random } from './random.ts';
import { badIris, iris, keywords, numbers, tags, texts } from './values.ts';

const usual = [
  [credentialsContextUrl, openBadgesContextUrl, skillsContextUrl],
  [credentialsContextUrl, openBadgesContextUrl],
  [credentialsContextUrl],
  ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/suites/ed25519-2020/v1'],
  ['https://www.w3.org/2018/credentials/v1', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'],
  [credentialsContextUrl, 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json', openBadgesContextUrl],
];
const peculiar = [
  ...peculiarContexts.map((url) => [url]),
  ...['scoped', 'literals', 'containers'].map((name) => [credentialsContextUrl, urlEnding(name)]),
  ['literals', 'containers', 'scoped'].map(urlEnding),
  ['protected', 'scoped'].map(urlEnding),
  ['scoped', 'protected', 'literals'].map(urlEnding),
  ['containers', 'transient'].map(urlEnding),
];

function urlEnding(name: string): string {
  return peculiarContexts.find((url) => url.endsWith(`/${name}`))!;
}

type TermDefinition = string | null | { '@type'?: string; '@container'?: unknown; '@context'?: unknown };
/** What may be written: terms by the type in whose context they stand (the empty name: everywhere), and types. */
type Vocabulary = { terms: Map<string, Map<string, TermDefinition>>; types: string[] };

const vocabularies = new Map<string, Vocabulary>();

/** Reads the contexts that documents will name. Call it once before documents are made. */
export async function prepareVocabularies(): Promise<void> {
  for (const list of [...usual, ...peculiar]) {
    const vocabulary: Vocabulary = { terms: new Map([['', new Map()]]), types: [] };
    for (const url of list) {
      const document = (await testContexts.load(url)) as { '@context': unknown };
      for (const context of [document['@context']].flat()) read(context as JsonObject, '', vocabulary);
    }
    vocabularies.set(list.join(' '), vocabulary);
  }
}

function read(context: JsonObject, type: string, vocabulary: Vocabulary): void {
  const { terms, types } = vocabulary;
  if (!terms.has(type)) terms.set(type, new Map());
  for (const [name, definition] of Object.entries(context)) {
    if (name.startsWith('@') || name === 'id' || name === 'type') continue;
    terms.get(type)!.set(name, definition as TermDefinition);
    const scoped = (definition as { '@context'?: unknown } | null)?.['@context'];
    if (/^[A-Z]/.test(name) && type === '') types.push(name);
    if (scoped && typeof scoped === 'object')
      for (const each of [scoped].flat()) if (each) read(each as JsonObject, name, vocabulary);
  }
}

/** Makes documents: some right, most wrong in some way. */
export class Generator {
  readonly #random: Random;
  #vocabulary!: Vocabulary;
  #budget = 0;
  /** How wild it gets: 0 writes what the contexts mean, 1 anything anywhere. */
  #wildness = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  document(): JsonObject {
    const random = this.#random;
    const list = random.chance(0.55) ? random.pick(usual) : random.pick(peculiar);
    this.#vocabulary = vocabularies.get(list.join(' '))!;
    this.#budget = 1 + random.below(random.chance(0.1) ? 60 : 18);
    this.#wildness = random.pick([0, 0, 0.02, 0.05, 0.15]);
    const document: JsonObject = { '@context': this.#wild() ? this.#contexts() : [...list] };
    if (list.length === 1 && random.chance(0.3)) document['@context'] = list[0];
    if (this.#wild() && random.chance(0.2)) delete document['@context'];
    for (const [name, value] of Object.entries(this.#node(0, 0.8))) put(document, name, value);
    return random.chance(0.1) ? shuffled(document, random) : document;
  }

  #wild(): boolean {
    return this.#random.chance(this.#wildness);
  }

  #contexts(): unknown {
    const random = this.#random;
    const lists = [...usual, ...peculiar];
    const inline = { '@version': 1.1, id: '@id', name: 'https://example.org/inline' };
    return random.pick([
      () => random.pick(lists),
      () => random.pick(lists).toReversed(),
      () => [...random.pick(lists), ...random.pick(lists)],
      () => null,
      () => [],
      () => [null],
      () => inline,
      () => [random.pick(lists)[0], inline],
      () => 'https://example.org/unknown',
      () => 7,
    ])();
  }

  #types(): string[] {
    const { types } = this.#vocabulary;
    if (types.length === 0) return [];
    const count = this.#random.pick([0, 1, 1, 1, 1, 2, 2, 3]);
    return Array.from({ length: count }, () => this.#random.pick(types));
  }

  #node(depth: number, withId = 0.6): JsonObject {
    const random = this.#random;
    const node: JsonObject = {};
    const types = this.#types();
    if (random.chance(withId)) node[this.#wild() ? random.pick(['@id', 'identifier']) : 'id'] = this.#id();
    const written = types.length === 1 && random.chance(0.5) ? types[0] : types;
    if (types.length > 0)
      node[this.#wild() ? random.pick(['@type', 'kind']) : 'type'] = this.#wild() ? this.#anything(depth) : written;
    if (this.#wild()) node.type = random.pick([...texts, ...iris, ...badIris]);
    if (depth > 0 && random.chance(0.02)) node['@context'] = this.#contexts();
    for (let count = random.below(6); count > 0 && this.#budget > 0; count--) {
      this.#budget--;
      const [name, definition] = this.#term(types);
      const value = this.#wild() ? this.#anything(depth) : this.#value(definition, depth);
      put(node, name, value);
    }
    if (this.#wild()) put(node, random.pick(keywords), this.#anything(depth));
    return node;
  }

  #term(types: string[]): [string, TermDefinition | undefined] {
    const random = this.#random;
    const { terms } = this.#vocabulary;
    if (this.#wild())
      return [
        random.pick(['unknown', 'https://example.org/p', 'ex:p', '', 'constructor', '__proto__', 'toString', ...texts]),
        undefined,
      ];
    const owner = types.length > 0 && random.chance(0.7) ? random.pick(types) : '';
    const anywhere = this.#wild() ? random.pick([...terms.keys()]) : owner;
    const own = [...(terms.get(anywhere) ?? terms.get('')!)].filter(([name]) => !/^[A-Z]/.test(name));
    return own.length > 0 ? random.pick(own) : ['name', undefined];
  }

  #id(): unknown {
    if (this.#wild()) return this.#random.pick([...badIris, 7, null, ['urn:x'], {}]);
    return this.#random.chance(0.03) ? this.#random.pick(['_:b0', '_:b1']) : this.#random.pick(iris);
  }

  #value(definition: TermDefinition | undefined, depth: number): unknown {
    const random = this.#random;
    if (random.chance(0.02)) return null;
    const details = typeof definition === 'object' && definition !== null ? definition : {};
    const container = [details['@container'] ?? []].flat();
    if (container.includes('@language') && random.chance(0.9)) return this.#languageMap();
    const single = () => this.#single(details, depth, container);
    if (!random.chance(container.includes('@set') || container.includes('@list') ? 0.6 : 0.15)) return single();
    const values = Array.from({ length: random.below(4) }, single);
    if (values.length > 1 && random.chance(0.15)) values.push(structuredClone(values[0]));
    return random.chance(0.05) ? [values, single()] : values;
  }

  #single(details: { '@type'?: string; '@context'?: unknown }, depth: number, container: unknown[]): unknown {
    const random = this.#random;
    const wantsNode = container.includes('@graph')
      ? 0.95
      : details['@type'] === '@id'
        ? 0.5
        : details['@context']
          ? 0.7
          : details['@type']
            ? 0.05
            : 0.25;
    if (depth < 6 && random.chance(wantsNode)) return random.chance(0.12) ? { id: this.#id() } : this.#node(depth + 1);
    if (details['@type'] === '@id') return this.#wild() ? random.pick(badIris) : random.pick(iris);
    if (details['@type'] === '@vocab')
      return random.pick([
        ...this.#vocabulary.types,
        ...iris,
        'fast',
        'assertionMethod',
        'course',
        'work',
        'there',
        'relative',
      ]);
    if (details['@type'] === '@json') return this.#anything(depth);
    if (random.chance(0.15)) return random.pick(numbers);
    if (random.chance(0.08)) return random.chance(0.5);
    if (random.chance(0.15)) return this.#languageText();
    return random.pick(texts);
  }

  #languageText(): JsonObject {
    const random = this.#random;
    const text: JsonObject = { '@value': this.#wild() ? this.#anything(9) : random.pick(texts) };
    if (random.chance(0.7))
      text['@language'] = this.#wild() ? random.pick([...tags, null, 7]) : random.pick(['en', 'TH', 'ar', 'km-KH']);
    if (random.chance(0.3))
      text['@direction'] = this.#wild() ? random.pick(['auto', null, 7]) : random.pick(['ltr', 'rtl']);
    if (this.#wild()) text[random.pick(['@type', 'type', '@index', 'id', 'name'])] = random.pick(texts);
    return text;
  }

  #languageMap(): JsonObject {
    const random = this.#random;
    const tag = () => (this.#wild() ? random.pick(tags) : random.pick(['en', 'EN', 'th', 'km-KH', 'ar']));
    const value = () =>
      this.#wild()
        ? this.#anything(9)
        : random.chance(0.2)
          ? [random.pick(texts), random.pick(texts)]
          : random.pick(texts);
    return Object.fromEntries(Array.from({ length: random.below(4) }, () => [tag(), value()]));
  }

  #anything(depth: number): unknown {
    const random = this.#random;
    if (this.#budget-- < 0) return random.pick(texts);
    return random.pick([
      () => random.pick(texts),
      () => random.pick(iris),
      () => random.pick(badIris),
      () => random.pick(numbers),
      () => random.chance(0.5),
      () => null,
      () => ({}),
      () => [],
      () => [[]],
      () => [null, [random.pick(texts), []]],
      () => this.#languageText(),
      () => this.#languageMap(),
      () => ({ [random.pick(keywords)]: random.pick(texts) }),
      () => ({ '@list': [random.pick(texts), random.pick(numbers)] }),
      () => ({ '@set': [random.pick(texts)] }),
      () => ({ '@graph': [this.#node(depth + 1)] }),
      () => ({ '@value': random.pick(numbers), '@type': random.pick(texts) }),
      () => [this.#node(depth + 1), [this.#node(depth + 1)]],
      () => this.#node(depth + 1),
      () => ({ id: random.pick([...iris, ...badIris]), type: [] }),
      () => ({ b: { '\ud800': 1, é: [1.0, -0, 1e21, 'x"'] }, a: null, '': [] }),
      () => ({ type: random.pick(texts) }),
    ])();
  }
}

/** Sets a member as JSON.parse does: to assign `__proto__` would give the node a prototype, which no JSON has. */
function put(node: JsonObject, name: string, value: unknown): void {
  Object.defineProperty(node, name, { value, enumerable: true, writable: true, configurable: true });
}

/** The members in another order, which means the same. */
function shuffled(object: JsonObject, random: Random): JsonObject {
  const members = Object.entries(object);
  for (let index = members.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [members[index], members[other]] = [members[other]!, members[index]!];
  }
  return Object.fromEntries(members);
}
