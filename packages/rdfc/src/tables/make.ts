import {
  credentialsContextUrl,
  credentialsV1ContextUrl,
  jointContextUrl,
  occupationContextUrl,
  openBadgesContextUrl,
  recognitionContextUrl,
  skillsContextUrl,
  vcBarcodesContextUrl,
} from '@symbolon/contexts';
import { Compiler } from '../compile.ts';
import { heldContexts } from '../context-source.ts';
import type { Definition, Scope, UrlNode } from '../scope.ts';
import type { ScopeTable, Tables } from './tables.ts';

const status = 'https://www.w3.org/ns/credentials/status/v1';
const ed25519 = 'https://w3id.org/security/suites/ed25519-2020/v1';

/** The contexts of what is issued here, in the forms of both versions of the data model and on paper. */
const lists = [
  [credentialsContextUrl, openBadgesContextUrl, skillsContextUrl],
  [credentialsContextUrl, openBadgesContextUrl],
  [credentialsContextUrl],
  [credentialsContextUrl, vcBarcodesContextUrl, skillsContextUrl],
  [credentialsContextUrl, vcBarcodesContextUrl, skillsContextUrl, occupationContextUrl],
  [credentialsContextUrl, recognitionContextUrl],
  [credentialsContextUrl, openBadgesContextUrl, skillsContextUrl, jointContextUrl],
  [credentialsV1ContextUrl, openBadgesContextUrl, skillsContextUrl, status],
  [credentialsV1ContextUrl, openBadgesContextUrl, skillsContextUrl, status, ed25519],
];
/** Types that stand together there, beside each alone. */
const together = [
  ['SkillsCredential', 'VerifiableCredential'],
  ['JointCredential', 'SkillsCredential', 'VerifiableCredential'],
  ['SkillsCredentialSummary', 'VerifiableCredential'],
  ['AchievementSubject', 'RecognisedSkillSubject'],
  ['Achievement', 'SkillsAchievement'],
  ['OccupationalAchievement', 'SkillsAchievement'],
  ['ResultDescription', 'SkillsUnit'],
];

/** Makes the tables of the contexts that are met most, by jsonld.js. */
export async function makeTables(): Promise<Tables> {
  const compiler = new Compiler(heldContexts);
  const { initial } = compiler;
  for (const urls of lists) {
    await compiler.compile({ scope: initial, by: 'urls', urls });
    const root = scopeAt(initial.byUrl, urls)!;
    // A credential inside another names its contexts again.
    for (const inner of lists.slice(0, 3)) await compiler.compile({ scope: root, by: 'urls', urls: inner });
    const types = [...root.terms].filter(([name, { context }]) => context >= 0 && isType(name)).map(([name]) => [name]);
    for (const names of [...types, ...together]) await addTypes(compiler, root, names);
    await addProperties(compiler, root);
  }
  return tablesOf(compiler.scopes);
}

const isType = (name: string) => /^[A-Z]/.test(name);

function scopeAt(node: UrlNode, urls: readonly string[]): Scope | null | undefined {
  let place: UrlNode | undefined = node;
  for (const url of urls) place = place?.next.get(url);
  return place?.scope;
}

async function addTypes(compiler: Compiler, root: Scope, names: readonly string[]): Promise<void> {
  let scope = root;
  for (const name of names) {
    const context = root.terms.get(name)?.context ?? -1;
    if (context < 0) return;
    await compiler.compile({ scope, by: 'type', context });
    const next = scope.byType[context];
    if (!next) return;
    scope = next;
  }
  await addProperties(compiler, scope);
}

/** Adds what the scoped contexts of properties make, for a value and for an object. */
async function addProperties(compiler: Compiler, scope: Scope): Promise<void> {
  for (const [name, { context }] of scope.terms) {
    if (context < 0 || isType(name)) continue;
    await compiler.compile({ scope, by: 'property', context });
    const inside = scope.byProperty[context];
    const again = inside?.terms.get(name)?.context ?? -1;
    if (!inside || again < 0) continue;
    await compiler.compile({ scope: inside, by: 'property', context: again });
    if (inside.previous) await compiler.compile({ scope: inside.previous, by: 'property', context: again });
  }
}

function tablesOf(scopes: readonly Scope[]): Tables {
  const definitions: Definition[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (definition: Definition) => {
    const key = JSON.stringify(definition);
    let number = numbers.get(key);
    if (number === undefined) {
      number = definitions.push(definition) - 1;
      numbers.set(key, number);
    }
    return number;
  };
  const flat = scopes.map(({ terms }) => {
    const own = [...terms].filter(([name]) => !name.startsWith('@'));
    return new Map(own.map(([name, { definition }]) => [name, numberOf(definition)]));
  });
  return { definitions, scopes: scopes.map((scope, index) => tableOf(scope, index, scopes, flat)) };
}

function tableOf(
  scope: Scope,
  index: number,
  scopes: readonly Scope[],
  flat: readonly Map<string, number>[],
): ScopeTable {
  const own = flat[index]!;
  let like = -1;
  let terms = difference(new Map(), own);
  for (let other = 0; other < index; other++) {
    const found = difference(flat[other]!, own);
    if (Object.keys(found).length < Object.keys(terms).length) {
      like = other;
      terms = found;
    }
  }
  const reached = (found: readonly (Scope | null | undefined)[]) =>
    found.flatMap((each, context) => (each ? [[context, scopes.indexOf(each)] as const] : []));
  return {
    like,
    terms,
    ...(scope.previous ? { previous: scopes.indexOf(scope.previous) } : {}),
    byType: reached(scope.byType),
    byProperty: reached(scope.byProperty),
    byUrls: urlsFrom(scope.byUrl, []).map(([urls, to]) => [urls, scopes.indexOf(to)] as const),
  };
}

function difference(from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>): Record<string, number> {
  const terms: Record<string, number> = {};
  for (const [name, number] of to) if (from.get(name) !== number) terms[name] = number;
  for (const name of from.keys()) if (!to.has(name)) terms[name] = -1;
  return terms;
}

function urlsFrom({ scope, next }: UrlNode, urls: readonly string[]): (readonly [readonly string[], Scope])[] {
  const below = [...next].flatMap(([url, node]) => urlsFrom(node, [...urls, url]));
  return scope ? [[urls, scope], ...below] : below;
}
