// Libraries that come without types: only what is used of them.
declare module 'jsonld' {
  const jsonld: { toRDF(document: object, options: object): Promise<object> };
  export default jsonld;
}

declare module 'rdf-canonize' {
  export function canonize(dataset: object, options: object): Promise<string>;
}
