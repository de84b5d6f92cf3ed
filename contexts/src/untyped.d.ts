// Packages without types that the tests compare with.
declare module '@digitalbazaar/*' {
  export const contexts: Map<string, object>;
}
declare module '@digitalcredentials/*' {
  export const contexts: Map<string, object>;
}
declare module 'ed25519-signature-2020-context' {
  export const contexts: Map<string, object>;
}
declare module 'jsonld' {
  const jsonld: { canonize(document: object, options: object): Promise<string> };
  export default jsonld;
}
