export {
  type ContextDocument,
  contextDocument,
  contextUrls,
  credentialsContextUrl,
  credentialsV1ContextUrl,
  loadContextDocument,
  openBadgesContextUrl,
  skillsContextUrl,
} from './jsonld.ts';
