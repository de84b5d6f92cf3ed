import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { type PublicKey, publicKeyFromJwk } from '@symbolon/dids';
import t, { type Test } from 'tap';
import { didKeySigner } from '../testing/world.ts';
import { ed25519Signing, ed25519Verifying } from './ed25519-node.ts';
import type { Platform } from './platform.ts';
import { platform as inBrowser } from './platform-browser.ts';
import { platform as inNode } from './platform-node.ts';

const text = 'ทดสอบ \u{1F393}';

async function agrees(t: Test, platform: Platform): Promise<void> {
  for (const digest of ['SHA-256', 'SHA-384'] as const)
    t.same(new Uint8Array(await platform.digest(digest, text)), new Uint8Array(await inNode.digest(digest, text)));
  const bytes = new TextEncoder().encode(text);
  for (const algorithm of ['Ed25519', 'P-256', 'P-384'] as const) {
    const signer = didKeySigner(algorithm);
    const signature = new Uint8Array(await signer.sign(bytes));
    const check = (key: PublicKey, message: Uint8Array, value: Uint8Array) => platform.verify(key, message, value);
    t.equal(await check(signer, bytes, signature), true, algorithm);
    t.equal(await check(didKeySigner(algorithm), bytes, signature), false, 'another key');
    t.equal(await check(signer, bytes.subarray(1), signature), false, 'another message');
    t.equal(await check(signer, bytes, signature.with(5, signature[5]! ^ 1)), false, 'another signature');
    t.equal(await check(signer, bytes, new Uint8Array(signature.length)), false, 'a signature of nothing');
  }
}

t.test('Node', (t) => agrees(t, inNode));
t.test('a browser with WebCrypto', (t) => agrees(t, inBrowser));

t.test('a browser without Ed25519, and a page without WebCrypto', async (t) => {
  const { subtle } = globalThis.crypto;
  t.intercept(subtle, 'importKey', {
    value: () => Promise.reject(new DOMException('unknown algorithm', 'NotSupportedError')),
  });
  await agrees(t, inBrowser);
  t.intercept(globalThis, 'crypto', { value: { getRandomValues: (array: Uint8Array) => array.fill(7) } });
  // The module looks for WebCrypto when it is loaded.
  const url = new URL('./platform-browser.ts?without-webcrypto', import.meta.url).href;
  const { platform }: { platform: Platform } = await import(url);
  await agrees(t, platform);
});

t.test('libsodium and OpenSSL sign and judge alike', async (t) => {
  for (let count = 0; count < 20; count++) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const bytes = new Uint8Array(count * 7).fill(count);
    const signature = ed25519Signing(privateKey)(bytes);
    t.same(signature, new Uint8Array(ed25519Signing(privateKey, null)(bytes)));
    const key = publicKeyFromJwk(publicKey.export({ format: 'jwk' }));
    t.ok(ed25519Verifying(key)(bytes, signature) && ed25519Verifying(key, null)(bytes, signature));
    t.notOk(ed25519Verifying(key)(bytes, signature.with(count, signature[count]! ^ 4)));
  }
  // RFC 8032 §7.1, test 2.
  const seed = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';
  const der = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex');
  const vector = ed25519Signing(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))(Uint8Array.of(0x72));
  t.match(Buffer.from(vector).toString('hex'), /^92a009a9f0d4cab8720e820b5f642540/);
});

t.test('signatures that libraries of Ed25519 disagree about are judged as OpenSSL does', async (t) => {
  const { Point } = ed25519;
  const order = Point.Fn.ORDER;
  const number = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const little = (value: bigint) =>
    Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));
  const zero = Point.ZERO;
  const torsion = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', true);
  const judged = new Map<string, boolean[]>();
  const judge = (what: string, point: Uint8Array, message: Uint8Array, signature: Uint8Array) => {
    const key = { publicJwk: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(point).toString('base64url') } } as PublicKey;
    const byOpenSsl = ed25519Verifying(key, null)(message, signature);
    t.equal(ed25519Verifying(key)(message, signature), byOpenSsl, what);
    judged.set(what, [...(judged.get(what) ?? []), byOpenSsl]);
  };
  for (let count = 1; count <= 32; count++) {
    const message = Uint8Array.of(count);
    const secret = BigInt(count) * 1_000_003n;
    const nonce = Point.BASE.multiply(77n + BigInt(count));
    const of = (key: typeof zero, commitment: typeof zero, known = 77n + BigInt(count)) => {
      const [a, r] = [key.toBytes(), commitment.toBytes()];
      const challenge = number(sha512(Uint8Array.from([...r, ...a, ...message]))) % order;
      return { a, r, s: (known + challenge * secret) % order };
    };
    const own = Point.BASE.multiply(secret);
    const mixed = of(own.add(torsion), nonce);
    judge('a key with a part of small order', mixed.a, message, Uint8Array.from([...mixed.r, ...little(mixed.s)]));
    const shifted = of(own, nonce.add(torsion));
    judge('a commitment with one', shifted.a, message, Uint8Array.from([...shifted.r, ...little(shifted.s)]));
    const good = of(own, nonce);
    judge('as it should be', good.a, message, Uint8Array.from([...good.r, ...little(good.s)]));
    judge('a number above the order', good.a, message, Uint8Array.from([...good.r, ...little(good.s + order)]));
    const small = torsion.multiply(BigInt(count % 8) || 8n);
    judge('a key of small order', small.toBytes(), message, Uint8Array.from([...zero.toBytes(), ...little(0n)]));
    const bare = of(own, zero, 0n);
    judge('a commitment of small order', bare.a, message, Uint8Array.from([...bare.r, ...little(bare.s)]));
  }
  t.ok(judged.get('as it should be')?.every(Boolean));
  t.notOk(judged.get('a number above the order')?.some(Boolean));
});
