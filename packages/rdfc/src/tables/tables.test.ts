import { credentialsContextUrl, openBadgesContextUrl, skillsContextUrl } from '@symbolon/contexts';
import t from 'tap';
import { canonicalizerFor } from '../canonicalizer.ts';
import held from './held.json' with { type: 'json' };
import { makeTables } from './make.ts';

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
  const presentation = {
    '@context': credentialsContextUrl,
    type: 'VerifiablePresentation',
    verifiableCredential: [credential],
  };
  for (const document of [credential, presentation]) t.ok(canonicalizerFor().canonicalizeNow(document, 'SHA-256'));
  t.equal(canonicalizerFor().canonicalizeNow({ ...credential, unknown: 1 }, 'SHA-256'), undefined);
  t.end();
});
