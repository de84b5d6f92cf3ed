import { createPublicKey, scryptSync, verify } from 'node:crypto';
import t from 'tap';
import { deriveSealingKey, generateKey, generatePassphrase, sealKey, signerFromKey, unsealKey } from './index.ts';
import { randomBitsOf } from './passphrase.ts';

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

t.test('256 random bits need no slow derivation; every other passphrase gets it', async (t) => {
  const salt = new Uint8Array(16).fill(7);
  const slow = (text: string) => scryptSync(text, salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 2 ** 20 });
  const made = generatePassphrase();
  t.not(generatePassphrase(), made);
  const key = await deriveSealingKey(made, salt);
  t.equal(key.length, 32);
  t.same(await deriveSealingKey(made, salt), key);
  t.notSame(await deriveSealingKey(made, new Uint8Array(16)), key, 'each installation has a key of its own');
  t.notSame(await deriveSealingKey(generatePassphrase(), salt), key);
  // RFC 5869 by the tool of others: `openssl kdf` with this input, this salt and the info "symbolon sealing key".
  const fixed = 'symbolon-256.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8.FgljUnCY';
  t.equal(
    Buffer.from(await deriveSealingKey(fixed, salt)).toString('hex'),
    '9b9c8df3220e6a3c7d806bc3d211a1390a13ec306626c4a81483d95dbbaf9642',
    'fixed for ever',
  );
  // In the form but not made by it, as a person's text would be; and what stands around it.
  const typed = `symbolon-256.${'a'.repeat(43)}.aaaaaaaa`;
  for (const other of [typed, `${made} `, made.slice(0, -1), made.replace('256', '257'), 'correct horse'])
    t.equal(randomBitsOf(other), undefined);
  t.same(await deriveSealingKey(typed, salt), slow(typed));
});
