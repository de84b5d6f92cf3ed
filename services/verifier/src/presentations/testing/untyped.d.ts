// What the tests use of these libraries beside what packages/securing declares.
declare module '@digitalbazaar/vc' {
  export function createPresentation(options: {
    holder: string;
    verifiableCredential: object[];
    verify: boolean;
  }): Promise<object> | object;
  export function signPresentation(options: {
    presentation: object;
    challenge: string;
    domain: string;
    suite: object;
    documentLoader: (url: string) => Promise<object>;
  }): Promise<object>;
}
