import { createHash, randomBytes } from 'node:crypto';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { disclosableClaims } from '@symbolon/credential';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { prepareSdJwtVc, signSdJwtVc } from '@symbolon/securing/sd-jwt/sign';
import t from 'tap';
import { credentialType } from './credential-type.ts';

t.test('the library of others finds the type of a credential, whole and as it was when it was issued', async (t) => {
  const { vct, text, integrity } = credentialType('https://issuer.example');
  const { privateKey, publicKeyMultibase } = generateKey('P-256');
  const controller = `did:key:${publicKeyMultibase}`;
  const signer = signerFromKey({ verificationMethod: `${controller}#${publicKeyMultibase}`, controller, privateKey });
  const claims = { iss: controller, name: 'Ana', achievement: { name: 'Welding' } };
  const seed = randomBytes(32);
  const given = { claims, disclosable: disclosableClaims, vct, vctIntegrity: integrity, issuedAt: new Date(), seed };
  const sdJwt = await signSdJwtVc(prepareSdJwtVc(given), signer);
  const asked: unknown[] = [];
  const lib = new SDJwtVcInstance({
    hasher: (data, algorithm) =>
      createHash(algorithm.replace('-', ''))
        .update(typeof data === 'string' ? data : Buffer.from(data))
        .digest(),
    hashAlg: 'sha-256',
    verifier: async () => true,
    loadTypeMetadataFormat: true,
    vctFetcher: async (...about) => {
      asked.push(about);
      return JSON.parse(text);
    },
  });
  const { typeMetadata } = await lib.verify(sdJwt);
  t.same(asked, [[vct, `sha256-${createHash('sha256').update(text).digest('base64')}`]]);
  const { mergedTypeMetadata } = typeMetadata!;
  t.match(mergedTypeMetadata, { vct, display: [{ locale: 'en', name: 'Skills certificate' }] });
  const of = (name: string) => mergedTypeMetadata.claims?.find(({ path }) => path.length === 1 && path[0] === name);
  t.match(of('name'), { sd: 'always', display: [{ locale: 'en', label: 'Name' }] });
  t.match(of('achievement'), { sd: 'never' });
  const always = mergedTypeMetadata.claims?.filter(({ sd }) => sd === 'always').map(({ path }) => path);
  t.same(new Set(always?.map(String)), new Set(disclosableClaims.map(String)), 'it says what can be kept back');
});
