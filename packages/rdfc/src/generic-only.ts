// To be loaded before everything else (`node --import`): every document goes to jsonld.js and rdf-canonize, in each thread.
import { useGenericPath } from './canonicalizer.ts';

useGenericPath();
