export type { Alignment } from './alignment.ts';
export {
  type ContextDocument,
  contextDocument,
  contextUrls,
  credentialsContextUrl,
  credentialsV1ContextUrl,
  jointContextUrl,
  loadContextDocument,
  occupationContextUrl,
  openBadgesContextUrl,
  recognitionContextUrl,
  skillsContextUrl,
  vcBarcodesContextUrl,
} from './jsonld.ts';
export { occupationOf } from './occupation-code.ts';
