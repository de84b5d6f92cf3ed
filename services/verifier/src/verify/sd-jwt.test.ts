import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { testAuthority } from '@symbolon/securing/testing';
import t from 'tap';
import { testVerifier } from '../testing.ts';

t.test('an SD-JWT is verified like any other form; the trust list knows a certificate too', async (t) => {
  const folder = t.testdir({});
  const { world, post } = await testVerifier(t, { TRUST_LIST: folder });
  const authority = testAuthority();
  await world.publishToken();
  const { privateKey } = generateKey('P-256');
  const signer = signerFromKey({ verificationMethod: `${world.did}#x5c`, controller: world.did, privateKey });
  const x5c = [authority.issue({ privateKey, uri: world.did })];
  const byDid = await world.issueSdJwt();
  const byCertificate = await world.issueSdJwt({}, { signer, x5c, iss: undefined });
  const verify = async (verifiableCredential: string, options = {}) => {
    const { status, body } = await post('/credentials/verify', { verifiableCredential, options });
    t.equal(status, 200);
    return body;
  };
  t.match(await verify(byDid), { verdict: 'review', reason: 'issuer-unknown', claims: { name: 'Maria Santos Reyes' } });
  t.match(await verify(byCertificate), { verdict: 'review', reason: 'issuer-key-unknown' });

  // The folder is the operator's own list; another verifier finds the institution in it.
  const file = join(folder, 'demo.json');
  writeFileSync(file, JSON.stringify({ ...world.institution, certificates: [authority.certificate] }));
  // A list is as old as its files, and the clock of the test stands still.
  for (const path of [file, folder]) utimesSync(path, world.now(), world.now());
  const known = await testVerifier(t, { TRUST_LIST: folder, ALLOW_LOOPBACK: world.origin });
  for (const verifiableCredential of [byDid, byCertificate]) {
    const { body } = await known.post('/credentials/verify', { verifiableCredential });
    t.match(body, {
      verified: true,
      verdict: 'accept',
      reason: 'good',
      issuer: { names: { en: 'Demo Training Centre' } },
    });
  }
  const quiet = await known.post('/credentials/verify', {
    verifiableCredential: byDid,
    options: { returnCredential: false },
  });
  t.match(quiet.body, { verdict: 'accept' });
  t.notMatch(JSON.stringify(quiet.body), /Maria/, 'who wants no credential back gets no claims either');
  t.match(await verify('a.b.c~d~'), { verdict: 'reject', reason: 'unreadable' });
});
