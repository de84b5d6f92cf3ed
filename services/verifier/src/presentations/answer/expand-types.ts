import { type ContextDocument, loadContextDocument } from '@symbolon/contexts';

type Terms = Record<string, unknown>;

/**
 * Gives the types of a verified credential as the IRIs that its contexts give them, which is how a DCQL query names them (OpenID4VP 1.0
 * §B.1.1). A type that none of them defines is left out. The first definition counts: these contexts are protected.
 */
export async function expandTypes(credential: Record<string, unknown>): Promise<string[]> {
  const urls = [credential['@context']].flat().filter((url) => typeof url === 'string');
  const contexts = await Promise.all(urls.map(loadContextDocument));
  const terms = contexts.flatMap((context) => (context ? termsOf(context) : []));
  return [credential.type].flat().flatMap((type) => (typeof type === 'string' ? (expand(type, terms) ?? []) : []));
}

const termsOf = ({ '@context': context }: ContextDocument): Terms[] =>
  [context].flat().filter((part): part is Terms => typeof part === 'object' && part !== null);

function expand(name: string, terms: Terms[]): string | undefined {
  const definition = terms.find((each) => Object.hasOwn(each, name))?.[name];
  const iri = typeof definition === 'string' ? definition : (definition as Terms | undefined)?.['@id'];
  if (typeof iri !== 'string') return undefined;
  const [prefix = '', ...rest] = iri.split(':');
  const base =
    rest.length > 0 && prefix !== name ? terms.find((each) => Object.hasOwn(each, prefix))?.[prefix] : undefined;
  return typeof base === 'string' ? base + rest.join(':') : iri;
}
