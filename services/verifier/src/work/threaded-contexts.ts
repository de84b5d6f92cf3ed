import { type ContextSource, heldContexts, TransformationError } from '@symbolon/securing/verify';
import type { Pool } from './pool.ts';

/**
 * Gives the contexts that are held here, with the pool as the place of all that the compiled ones do not cover: a walk by compiled
 * contexts takes a few milliseconds for the largest document, jsonld.js and rdf-canonize may take seconds and do not yield.
 */
export function threadedContexts(pool: Pool): ContextSource {
  return {
    ...heldContexts,
    async elsewhere(document, digest) {
      const { text, refused, fault } = await pool.run({ document, digest });
      if (text !== undefined) return text;
      if (refused) throw new TransformationError(refused.reason, refused.term, undefined);
      throw new Error(`A document could not be canonicalized: ${fault}`);
    },
  };
}
