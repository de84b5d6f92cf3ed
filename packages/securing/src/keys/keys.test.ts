import { createPublicKey, verify } from 'node:crypto';
import t from 'tap';
import { deriveSealingKey, generateKey, sealKey, signerFromKey, unsealKey } from './index.ts';

const algorithms = ['Ed25519', 'P-256', 'P-384'] as const;

t.test('a key signs raw signatures that its published form verifies', async (t) => {
  for (const algorithm of algorithms) {
    const key = generateKey(algorithm);
    const signer = signerFromKey({
      verificationMethod: 'did:x:y#1',
      controller: 'did:x:y',
      privateKey: key.privateKey,
    });
    t.match(signer, {
      algorithm,
      publicKeyMultibase: key.publicKeyMultibase,
      publicJwk: key.publicJwk,
      controller: 'did:x:y',
    });
    const bytes = new TextEncoder().encode('a message');
    const signature = await signer.sign(bytes);
    t.equal(signature.length, algorithm === 'P-384' ? 96 : 64);
    const publicKey = createPublicKey({ key: { ...key.publicJwk }, format: 'jwk' });
    const digest = { Ed25519: null, 'P-256': 'sha256', 'P-384': 'sha384' }[algorithm];
    t.ok(verify(digest, bytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature));
    t.notMatch(JSON.stringify(signer), /privateKey|"d"/, 'nothing of the private part is in sight');
  }
  t.throws(() => signerFromKey({ verificationMethod: 'a', controller: 'a', privateKey: new Uint8Array(48) }));
});

t.test('a sealed key opens only with its passphrase, for its verification method, unchanged', async (t) => {
  const salt = new Uint8Array(16).fill(7);
  const [own, other] = await Promise.all([
    deriveSealingKey('correct horse', salt),
    deriveSealingKey('correct hors', salt),
  ]);
  const { privateKey } = generateKey('Ed25519');
  const sealed = sealKey(privateKey, own, 'did:x:y#1');
  t.same(new Uint8Array(unsealKey(sealed, own, 'did:x:y#1')), privateKey);
  t.notSame(sealKey(privateKey, own, 'did:x:y#1'), sealed, 'each sealing has a nonce of its own');
  t.notOk(Buffer.from(sealed).includes(Buffer.from(privateKey.slice(16))));
  t.throws(() => unsealKey(sealed, other, 'did:x:y#1'), /does not open/);
  t.throws(() => unsealKey(sealed, own, 'did:x:y#2'), /does not open/, 'in the row of another method');
  for (const index of [1, 13, 29, sealed.length - 1]) {
    const changed = Uint8Array.from(sealed);
    changed[index]! ^= 1;
    t.throws(() => unsealKey(changed, own, 'did:x:y#1'), /does not open/);
  }
  for (const bytes of [new Uint8Array(), sealed.subarray(0, 29), Uint8Array.of(2, ...sealed.subarray(1))])
    t.throws(() => unsealKey(bytes, own, 'did:x:y#1'), /not a sealed key/);
  t.throws(() => deriveSealingKey('x', new Uint8Array(8)), /salt/);
  t.same(
    await deriveSealingKey('cafe\u0301', salt),
    await deriveSealingKey('caf\u00e9', salt),
    'however the passphrase was typed',
  );
});
