import type { JsonObject } from './json.ts';
import { jsonLiteral, literalOf } from './literals.ts';
import { escapeLiteral, schemeLength } from './n-quads.ts';
import { BlankNode, Entry, Node } from './quads.ts';
import { handOver } from './reasons.ts';
import {
  coercions,
  containers,
  i18n,
  isLanguageTag,
  kinds,
  NotCompiled,
  type Predicate,
  rdfFirst,
  rdfNil,
  rdfRest,
  rdfType,
  type Scope,
  type Term,
} from './scope.ts';

const deepest = 64;
/** Stands for the label that a blank node will have: behind all that is written otherwise. */
const unlabelled = '_:';

/**
 * One walk through a document: collects its statements as expansion and deserialization (JSON-LD 1.1 API §5.1, §8.1) would give them in
 * safe mode. Throws `HandOver` at what it does not cover, and `NotCompiled`.
 */
export class Walk {
  readonly nodes: Node[] = [];
  readonly blanks: BlankNode[] = [];
  hasDirections = false;
  #labelled: Map<string, BlankNode> | undefined;
  #depth = 0;

  document(document: JsonObject, initial: Scope): void {
    if (!('@context' in document)) handOver('no context');
    const node = this.#node(document, initial, undefined, undefined);
    if (node.entries.length === 0) handOver('empty node');
  }

  #blank(): BlankNode {
    const blank = new BlankNode(this.blanks.length);
    this.blanks.push(blank);
    return blank;
  }

  /** Collects what an object says. `scope` is the active context around it, `outer` the term by which it was reached. */
  #node(object: JsonObject, around: Scope, property: string | undefined, graph: BlankNode | undefined): Node {
    if (++this.#depth > deepest) handOver('depth');
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== Object.prototype && prototype !== null) handOver('json');
    let contextKey = '';
    let idKey = '';
    let typeKey = '';
    // In such a loop, members are read without being looked up.
    for (const key in object) {
      if (key === 'type' || key === '@type') {
        if (typeKey !== '') handOver('type');
        typeKey = key;
      } else if (key === 'id' || key === '@id') {
        if (idKey !== '') handOver('id');
        idKey = key;
      } else if (key === '@context') contextKey = key;
    }
    const scope = contextKey === '' ? around : embedded(around, object[contextKey]);
    if (!scope.isCovered) handOver('context kind');
    const entries: Entry[] = [];
    let active = scope;
    if (typeKey !== '') {
      if (scope.terms.get(typeKey)?.kind !== kinds.type) handOver('type');
      active = types(entries, object[typeKey], scope);
      if (!active.isCovered) handOver('context kind');
    }
    const node =
      idKey === ''
        ? new Node(unlabelled, this.#blank(), graph, entries)
        : this.#subject(object[idKey], active, graph, entries);

    for (const key in object) {
      const term = active.terms.get(key);
      if (term === undefined) handOver(key.startsWith('@') ? 'keyword' : 'undefined member');
      if (term.kind === kinds.property) {
        const value = object[key];
        if (typeof value === 'string' && term.context < 0 && term.container === containers.set)
          entries.push(this.#text(term.predicate, term, value, active));
        else if (value !== null && value !== undefined) this.#property(node, key, term, value, active);
        else if (term.coercion === coercions.json)
          entries.push(new Entry(term.predicate, jsonLiteral(value), undefined, ''));
        // What was read above has to mean the same here.
      } else if (
        key === idKey ? term.kind !== kinds.id : key === typeKey ? term.kind !== kinds.type : key !== contextKey
      )
        handOver('member kind');
    }
    if (idKey !== '' && active.terms.get(idKey)!.kind !== kinds.id) handOver('member kind');
    if (typeKey !== '' && active.terms.get(typeKey)!.kind !== kinds.type) handOver('member kind');

    this.#depth--;
    if (node.entries.length > 0) this.nodes.push(node);
    else if (property !== undefined && active.terms.get(property)?.container === containers.graph)
      handOver('empty node');
    return node;
  }

  #subject(id: unknown, scope: Scope, graph: BlankNode | undefined, entries: Entry[]): Node {
    if (typeof id !== 'string') handOver('id');
    if (id.startsWith('_:')) return new Node(unlabelled, this.#labelledBlank(id), graph, entries);
    return new Node(reference(id, scope), undefined, graph, entries);
  }

  #labelledBlank(id: string): BlankNode {
    if (schemeLength(id) === 0) handOver('iri');
    this.#labelled ??= new Map();
    let blank = this.#labelled.get(id);
    if (!blank) {
      blank = this.#blank();
      this.#labelled.set(id, blank);
    }
    return blank;
  }

  /** Gives a statement of a text. `term` says what becomes of it. */
  #text(predicate: Predicate, term: Term, text: string, scope: Scope): Entry {
    const { coercion } = term;
    if (coercion === coercions.literal) {
      const literal = `"${escapeLiteral(text)}`;
      if (term.twinEnd === '') return new Entry(predicate, literal + term.literalEnd, undefined, '');
      this.hasDirections = true;
      return new Entry(predicate, literal + term.literalEnd, undefined, literal + term.twinEnd);
    }
    if (coercion === coercions.json) return new Entry(predicate, jsonLiteral(text), undefined, '');
    const meant = coercion === coercions.vocab ? scope.terms.get(text) : undefined;
    if (meant !== undefined) {
      if (meant.reference === '') handOver('iri');
      return new Entry(predicate, meant.reference, undefined, '');
    }
    if (text.startsWith('_:')) return new Entry(predicate, unlabelled, this.#labelledBlank(text), '');
    return new Entry(predicate, reference(text, scope), undefined, '');
  }

  /** Collects the value of a property that is no plain text. */
  #property(node: Node, key: string, term: Term, value: unknown, active: Scope): void {
    if (term.coercion === coercions.json) {
      node.entries.push(new Entry(term.predicate, jsonLiteral(value), undefined, ''));
      return;
    }
    // Under a property with a scoped context, values are read as that context defines the property.
    const scope = term.context < 0 ? active : propertyScoped(active, term.context);
    if (!scope.isCovered) handOver('context kind');
    if (term.container === containers.language && isPlainObject(value)) {
      if (term.context >= 0) handOver('member kind');
      this.#languageMap(node, term, value);
    } else if (term.container === containers.list) this.#list(node, key, term, value, scope);
    else this.#values(node, key, term, value, scope);
  }

  #values(node: Node, key: string, term: Term, value: unknown, scope: Scope): void {
    if (Array.isArray(value)) {
      if (++this.#depth > deepest) handOver('depth');
      for (let index = 0; index < value.length; index++) this.#values(node, key, term, value[index], scope);
      this.#depth--;
    } else if (term.container === containers.graph) {
      if (value === null || value === undefined) return;
      if (!isPlainObject(value) || Object.hasOwn(value, '@value')) handOver('graph');
      const graph = this.#blank();
      const content = this.#child(value, key, scope, graph);
      if (content.entries.length === 0) handOver('empty node');
      node.entries.push(new Entry(term.predicate, unlabelled, graph, ''));
    } else if (value !== null && value !== undefined) {
      node.entries.push(this.#object(node, key, term, value, scope));
    }
  }

  /** Gives a single value as object of a statement. */
  #object(node: Node, key: string, term: Term, value: unknown, scope: Scope): Entry {
    if (isPlainObject(value)) {
      if (Object.hasOwn(value, '@value')) {
        if (scope.previous?.terms.get(key)?.container === containers.graph) handOver('empty node');
        return this.#valueObject(term.predicate, value);
      }
      const child = this.#child(value, key, scope, node.graph);
      return new Entry(term.predicate, child.subject, child.blank, '');
    }
    // With a scoped context, the property has to mean the same inside of it.
    const inner = term.context < 0 ? term : scope.terms.get(key);
    if (inner?.kind !== kinds.property || inner.container !== term.container) handOver('member kind');
    if (typeof value === 'string') return this.#text(term.predicate, inner, value, scope);
    if (typeof value !== 'number' && typeof value !== 'boolean') handOver('json');
    return new Entry(term.predicate, literalOf(value, inner.typedEnd), undefined, '');
  }

  /** Walks an object below a property (JSON-LD 1.1 API §5.1.2, steps 7 and 8: first back out of a type's context, then into the property's). */
  #child(object: JsonObject, key: string, scope: Scope, graph: BlankNode | undefined): Node {
    let inner = scope;
    if (scope.previous !== undefined && !isReference(object)) inner = scope.previous;
    const context = scope.terms.get(key)?.context ?? -1;
    if (context >= 0) inner = propertyScoped(inner, context);
    return this.#node(object, inner, key, graph);
  }

  /** A text with its language and direction (JSON-LD 1.1 §4.2.4). */
  #valueObject(predicate: Predicate, object: JsonObject): Entry {
    const text = object['@value'];
    if (typeof text !== 'string') handOver('value');
    let tag = '';
    let direction = '';
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (key === '@language') {
        if (value === null) continue;
        if (typeof value !== 'string' || !isLanguageTag(value)) handOver('language');
        tag = value.toLowerCase();
      } else if (key === '@direction') {
        if (value !== 'ltr' && value !== 'rtl') handOver('language');
        direction = value;
      } else if (key !== '@value') handOver('value');
    }
    return this.#languageLiteral(predicate, text, tag, direction);
  }

  #languageLiteral(predicate: Predicate, text: string, tag: string, direction: string): Entry {
    const literal = `"${escapeLiteral(text)}"`;
    const plain = tag === '' ? literal : `${literal}@${tag}`;
    if (direction === '') return new Entry(predicate, plain, undefined, '');
    this.hasDirections = true;
    return new Entry(predicate, `${literal}^^<${i18n}${tag}_${direction}>`, undefined, plain);
  }

  #languageMap(node: Node, term: Term, map: JsonObject): void {
    for (const tag of Object.keys(map)) {
      if (!isLanguageTag(tag)) handOver('language');
      const value = map[tag];
      const texts: unknown[] = Array.isArray(value) ? value : [value];
      for (const text of texts) {
        if (text === null) continue;
        if (typeof text !== 'string') handOver('language map');
        node.entries.push(this.#languageLiteral(term.predicate, text, tag.toLowerCase(), term.direction));
      }
    }
  }

  /** A list becomes a chain of blank nodes (JSON-LD 1.1 API §8.4). */
  #list(node: Node, key: string, term: Term, value: unknown, scope: Scope): void {
    const items: unknown[] = Array.isArray(value) ? value : [value];
    let last = node;
    let predicate = term.predicate;
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      if (item === null || item === undefined) continue;
      if (Array.isArray(item)) handOver('list');
      const cell = new Node(unlabelled, this.#blank(), node.graph, []);
      last.entries.push(new Entry(predicate, unlabelled, cell.blank, ''));
      const { object, blank, twin } = this.#object(cell, key, term, item, scope);
      cell.entries.push(new Entry(rdfFirst, object, blank, twin));
      this.nodes.push(cell);
      last = cell;
      predicate = rdfRest;
    }
    last.entries.push(new Entry(predicate, rdfNil, undefined, ''));
  }
}

const isPlainObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether an object only points to another: it is read in the context around it. */
function isReference(object: JsonObject): boolean {
  let isThere = false;
  for (const key in object) {
    if (key !== 'id' && key !== '@id') return false;
    if (isThere) return false;
    isThere = true;
  }
  return isThere;
}

/** Adds the types of a node to its statements and gives the active context that they make. */
function types(entries: Entry[], value: unknown, scope: Scope): Scope {
  if (typeof value === 'string') {
    const term = addType(entries, value, scope);
    return term !== undefined && term.context >= 0 ? typeScoped(scope, term.context) : scope;
  }
  if (!Array.isArray(value)) handOver('type');
  let scoping: string[] | undefined;
  for (let index = 0; index < value.length; index++) {
    const type: unknown = value[index];
    if (typeof type !== 'string') handOver('type');
    const term = addType(entries, type, scope);
    if (term === undefined || term.context < 0) continue;
    if (scoping === undefined) scoping = [type];
    else scoping.push(type);
  }
  if (scoping === undefined) return scope;
  // JSON-LD 1.1 API §5.1.2, step 11: in lexicographical order, each as the context at the start defines it.
  if (scoping.length > 1) scoping.sort();
  let active = scope;
  for (const type of scoping) active = typeScoped(active, scope.terms.get(type)!.context);
  return active;
}

function addType(entries: Entry[], type: string, scope: Scope): Term | undefined {
  const term = scope.terms.get(type);
  const object = term === undefined ? reference(type, scope) : term.reference;
  if (object === '') handOver('type');
  entries.push(new Entry(rdfType, object, undefined, ''));
  return term;
}

/** Gives an IRI in angle brackets. */
function reference(iri: string, scope: Scope): string {
  const colon = schemeLength(iri);
  if (colon === 0 || iri.startsWith('_:')) handOver('iri');
  if (scope.prefixes?.has(iri.slice(0, colon)) && !iri.startsWith('//', colon + 1)) handOver('iri');
  return `<${iri}>`;
}

function typeScoped(scope: Scope, context: number): Scope {
  const found = scope.byType[context];
  if (found) return found;
  if (found === null) handOver('context refused');
  throw new NotCompiled({ scope, by: 'type', context });
}

function propertyScoped(scope: Scope, context: number): Scope {
  const found = scope.byProperty[context];
  if (found) return found;
  if (found === null) handOver('context refused');
  throw new NotCompiled({ scope, by: 'property', context });
}

function embedded(scope: Scope, context: unknown): Scope {
  let place = scope.byUrl;
  const urls: unknown[] = Array.isArray(context) ? context : [context];
  if (urls.length === 0) handOver('context');
  for (const url of urls) {
    if (typeof url !== 'string') handOver('context');
    const next = place.next.get(url);
    if (next === undefined) throw new NotCompiled({ scope, by: 'urls', urls: urls as string[] });
    place = next;
  }
  if (place.scope) return place.scope;
  if (place.scope === null) handOver('context refused');
  throw new NotCompiled({ scope, by: 'urls', urls: urls as string[] });
}
