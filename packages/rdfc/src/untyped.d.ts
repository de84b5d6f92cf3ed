// Libraries that come without types: only what is used of them.
declare module 'jsonld/lib/context.js' {
  /** An active context, as far as it is read here. */
  export type ActiveContext = {
    readonly mappings: ReadonlyMap<string, Readonly<Record<string, unknown>> | null>;
    readonly protected: object;
    readonly previousContext?: ActiveContext;
    readonly '@vocab'?: string;
    readonly '@base'?: string | null;
    readonly '@language'?: string;
    readonly '@direction'?: string;
    revertToPreviousContext(): ActiveContext;
  };
  const context: {
    getInitialContext(options: object): ActiveContext;
    process(options: {
      activeCtx: ActiveContext;
      localCtx: unknown;
      options: object;
      propagate?: boolean;
      overrideProtected?: boolean;
    }): Promise<ActiveContext>;
  };
  export default context;
}

declare module 'jsonld/lib/ContextResolver.js' {
  export default class ContextResolver {
    constructor(options: { sharedCache: Map<string, unknown> });
  }
}

declare module 'jsonld/lib/events.js' {
  const events: { setupEventHandler(options: { options: object }): object };
  export default events;
}

declare module 'jsonld/lib/expand.js' {
  const expansion: { expand(options: { activeCtx: object; element: object; options: object }): Promise<unknown> };
  export default expansion;
}

declare module 'jsonld/lib/toRdf.js' {
  const rdf: { toRDF(expanded: unknown[], options: object): object };
  export default rdf;
}

declare module 'rdf-canonize/lib/RDFC10Sync.js' {
  type MessageDigest = { update(text: string): void; digest(): string };
  export default class RDFC10Sync {
    constructor(options: { createMessageDigest: () => MessageDigest; timeout: number });
    main(dataset: object): string;
  }
}
