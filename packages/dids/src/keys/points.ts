import type { KeyAlgorithm } from './multikey.ts';

type Curve = { p: bigint; b: bigint; bytes: number };

// SEC 2 / FIPS 186-5. Both primes are 3 mod 4, so a square root is one exponentiation; a is −3 for both.
const curves: Record<'P-256' | 'P-384', Curve> = {
  'P-256': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    bytes: 32,
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    bytes: 48,
  },
};

const toBigInt = (bytes: Uint8Array) =>
  BigInt(`0x${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`);
const toBytes = (value: bigint, length: number) =>
  Uint8Array.from({ length }, (_, index) => Number((value >> BigInt(8 * (length - 1 - index))) & 0xffn));

function power(base: bigint, exponent: bigint, p: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % p;
    square = (square * square) % p;
  }
  return result;
}

const rightSide = (x: bigint, { p, b }: Curve) => (((x * x * x - 3n * x + b) % p) + p) % p;

/** Gives x and y of a compressed point (SEC 1 §2.3.4). Throws where the bytes are not a point of the curve. */
export function decompressPoint(algorithm: 'P-256' | 'P-384', key: Uint8Array): { x: Uint8Array; y: Uint8Array } {
  const curve = curves[algorithm];
  const sign = key[0];
  if (key.length !== curve.bytes + 1 || (sign !== 2 && sign !== 3)) throw new Error('this is not a compressed point');
  const x = toBigInt(key.subarray(1));
  if (x >= curve.p) throw new Error(`this is not a point of ${algorithm}`);
  const square = rightSide(x, curve);
  let y = power(square, (curve.p + 1n) / 4n, curve.p);
  if ((y * y) % curve.p !== square) throw new Error(`this is not a point of ${algorithm}`);
  if (Number(y & 1n) !== sign - 2) y = curve.p - y;
  return { x: key.slice(1), y: toBytes(y, curve.bytes) };
}

/** Gives the compressed point of x and y. Throws where they are not a point of the curve (an invalid-curve key). */
export function compressPoint(algorithm: 'P-256' | 'P-384', x: Uint8Array, y: Uint8Array): Uint8Array {
  const curve = curves[algorithm];
  if (x.length !== curve.bytes || y.length !== curve.bytes)
    throw new Error(`a coordinate of ${algorithm} has ${curve.bytes} bytes`);
  const [xValue, yValue] = [toBigInt(x), toBigInt(y)];
  if (xValue >= curve.p || yValue >= curve.p || (yValue * yValue) % curve.p !== rightSide(xValue, curve))
    throw new Error(`this is not a point of ${algorithm}`);
  return Uint8Array.of(yValue & 1n ? 3 : 2, ...x);
}

// y of the points of small order on edwards25519, little endian, sign bit cleared: 0, 1, the two of order 8, −1. A signature under
// such a key fits many messages (RFC 8032 §8.9 names the cofactor; libsodium refuses the same list).
const smallOrder = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
]);

/** Throws where an Ed25519 key is of small order or not written in the one canonical way (RFC 8032 §5.1.3: y below 2²⁵⁵−19). */
export function checkEd25519Key(key: Uint8Array): void {
  const unsigned = Uint8Array.from(key);
  unsigned[31] = unsigned[31]! & 0x7f;
  const y = toBigInt(unsigned.toReversed());
  if (y >= 2n ** 255n - 19n) throw new Error('the Ed25519 key is not in canonical form');
  if (smallOrder.has([...unsigned].map((byte) => byte.toString(16).padStart(2, '0')).join('')))
    throw new Error('the Ed25519 key is of small order and proves nothing');
}

export const isCurve = (algorithm: KeyAlgorithm): algorithm is 'P-256' | 'P-384' => algorithm !== 'Ed25519';
