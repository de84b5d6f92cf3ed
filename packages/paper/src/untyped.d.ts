declare module '@digitalbazaar/cborld' {
  type Options = {
    registryEntryId?: number;
    typeTableLoader: (options: { registryEntryId: number }) => unknown;
    documentLoader: (url: string) => unknown;
  };
  export function encode(options: Options & { jsonldDocument: object }): Promise<Uint8Array>;
  export function decode(options: Options & { cborldBytes: Uint8Array }): Promise<object>;
}
