export type { Alignment } from './alignment.ts';
export {
  type ContextDocument,
  contextDocument,
  contextUrls,
  credentialsContextUrl,
  credentialsV1ContextUrl,
  jointContextUrl,
  loadContextDocument,
  openBadgesContextUrl,
  recognitionContextUrl,
  skillsContextUrl,
  vcBarcodesContextUrl,
} from './jsonld.ts';
