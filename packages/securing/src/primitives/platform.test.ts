import type { PublicKey } from '@symbolon/dids';
import t, { type Test } from 'tap';
import { didKeySigner } from '../testing/world.ts';
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
