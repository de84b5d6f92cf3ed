import { credentialsContextUrl, openBadgesContextUrl, skillsContextUrl } from '@symbolon/contexts';
import type { JsonObject } from '../json.ts';
import { peculiarContexts } from './contexts.ts';

const badge = [credentialsContextUrl, openBadgesContextUrl];
const literals = [credentialsContextUrl, peculiarContexts.find((url) => url.endsWith('/literals'))!];

/** Documents by which an error was found once, or that a rule of the walk is there for. */
export const finds: Record<string, JsonObject> = {
  'a property with an IRI and a blank node, whose hash has them in this order': {
    '@context': badge,
    id: 'did:example:a',
    type: 'VerifiableCredential',
    evidence: { type: 'Image', caption: [{ type: 'Image' }, { id: 'did:example:b', type: 'Profile' }] },
  },
  'a property with numbers and a blank node': {
    '@context': badge,
    type: ['Address', 'RubricCriterionLevel'],
    level: [{ type: 'Image' }, false, 1.5],
  },
  'lines that are equal in a hash, but are two statements': {
    '@context': badge,
    type: 'VerifiableCredential',
    credentialSubject: [{ name: 'a' }, { name: 'b' }],
  },
  'one literal as text and as number, which jsonld.js lets stand twice': {
    '@context': literals,
    id: 'urn:a',
    integer: [1, '1'],
  },
  'texts that differ in direction alone, of which jsonld.js keeps the first': {
    '@context': literals,
    id: 'urn:a',
    text: [
      { '@value': 'a', '@language': 'ar' },
      { '@value': 'a', '@language': 'ar', '@direction': 'rtl' },
    ],
  },
  'an object that is described in two places': {
    '@context': [...badge, skillsContextUrl],
    type: 'VerifiableCredential',
    issuer: { id: 'urn:b', type: 'Profile', name: 'b' },
    credentialSubject: { id: 'urn:b', type: 'Profile', name: ['b', 'c'] },
  },
  'characters that code units and code points order differently': {
    '@context': credentialsContextUrl,
    id: 'urn:a',
    name: ['\u{1F600}', '\uffee'],
  },
  'an alike credential twice in a presentation': {
    '@context': credentialsContextUrl,
    type: 'VerifiablePresentation',
    verifiableCredential: ['a', 'a'].map((name) => ({ '@context': badge, type: 'VerifiableCredential', name })),
  },
  'a presentation with a credential that is but an id, which JSON-LD drops': {
    '@context': credentialsContextUrl,
    type: 'VerifiablePresentation',
    verifiableCredential: [{ id: 'urn:a' }],
  },
  // Written as text: in a program's own words it would be the prototype.
  'a member __proto__ in a JSON literal': JSON.parse(
    `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"https://example.org/a","type":["JsonSchema"],
      "jsonSchema":{"type":"object","__proto__":{"id":"mailto:a@example.org"}}}`,
  ),
};
