import {
  credentialsContextUrl,
  jointContextUrl,
  occupationContextUrl,
  openBadgesContextUrl,
  skillsContextUrl,
  vcBarcodesContextUrl,
} from '@symbolon/contexts';
import t from 'tap';
import { CompiledContexts } from '../compiled.ts';
import { heldContexts } from '../context-source.ts';
import held from './held.json' with { type: 'json' };
import { makeTables } from './make.ts';
import type { Tables } from './tables.ts';

t.test('the tables are what jsonld.js makes of the held contexts', async (t) => {
  t.equal(JSON.stringify(held), JSON.stringify(await makeTables()), 'node packages/rdfc/src/tables/write.ts');
});

t.test('what is issued here is canonicalized at once by the tables, with nothing compiled', (t) => {
  const achievement = { id: 'urn:a', type: ['Achievement', 'SkillsAchievement'], nameByLanguage: { km: 'ជាងឥដ្ឋ' } };
  const credential = {
    '@context': [credentialsContextUrl, openBadgesContextUrl, skillsContextUrl],
    type: ['VerifiableCredential', 'OpenBadgeCredential', 'SkillsCredential'],
    issuer: { id: 'did:example:issuer', type: ['Profile'], name: 'Centre' },
    credentialSubject: { type: ['AchievementSubject', 'RecognisedSkillSubject'], achievement },
  };
  const joint = {
    ...credential,
    '@context': [...credential['@context'], jointContextUrl],
    type: [...credential.type, 'JointCredential'],
    awardingBody: ['did:example:issuer', { id: 'did:example:other', type: ['Profile'], name: 'Ministry' }],
  };
  const types = ['SkillsAchievement', 'OccupationalAchievement'];
  const small = {
    '@context': [credentialsContextUrl, vcBarcodesContextUrl, skillsContextUrl, occupationContextUrl],
    type: ['VerifiableCredential', 'SkillsCredentialSummary'],
    issuer: 'did:example:issuer',
    credentialStatus: { type: 'TerseBitstringStatusListEntry', terseStatusListIndex: 1 },
    credentialSubject: {
      type: ['RecognisedSkillSubject'],
      achievement: {
        id: 'urn:a',
        type: types,
        occupation: ['isco-08:7112'],
        frameworkLevel: { type: 'FrameworkLevel' },
      },
    },
  };
  const presentation = {
    '@context': credentialsContextUrl,
    type: 'VerifiablePresentation',
    verifiableCredential: [credential],
  };
  const compiled = new CompiledContexts(heldContexts, held as unknown as Tables);
  for (const document of [credential, joint, small, presentation])
    t.match(compiled.walk(document, 'SHA-256'), { blankNodes: Number });
  t.match(compiled.walk({ ...credential, unknown: 1 }, 'SHA-256'), { reason: 'undefined member' });
  t.end();
});
