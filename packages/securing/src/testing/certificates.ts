import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';

/** The key that is certified: its private part as PKCS#8 DER, or the public one where somebody else keeps that. */
type Certified = { privateKey: Uint8Array; publicJwk?: never } | { publicJwk: object; privateKey?: never };
type Request = Certified & {
  /** Alternative names. */
  uri?: string;
  dns?: string;
  /** Whether it may certify others. */
  ca?: boolean;
  notBefore?: Date;
  notAfter?: Date;
};

/** A certificate authority of a test. */
export type TestAuthority = {
  /** Base64 DER, as in `x5c`. */
  certificate: string;
  issue(request: Request): string;
  /** An authority below this one; with `ca: false` one that has no right to certify. */
  below(change?: { ca?: boolean }): TestAuthority;
};

/** Gives a self-signed certificate authority (X.509 v3, P-256). */
export function testAuthority(name = 'Test authority'): TestAuthority {
  const key = newKey();
  const names = { issuer: name, subject: name };
  return authority(name, key, certificate({ ...names, key, privateKey: pkcs8(key), ca: true }));
}

function authority(name: string, key: KeyObject, own: string): TestAuthority {
  return {
    certificate: own,
    issue: (request) => certificate({ issuer: name, subject: 'Test issuer', key, ...request }),
    below({ ca = true } = {}) {
      const [subject, inner] = [`${name}, below`, newKey()];
      return authority(subject, inner, certificate({ issuer: name, subject, key, privateKey: pkcs8(inner), ca }));
    },
  };
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pkcs8 = (key: KeyObject): Uint8Array => key.export({ format: 'der', type: 'pkcs8' });

// DER (ITU-T X.690), as much of it as a certificate needs.
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}
const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const text = (tag: number, value: string) => der(tag, Buffer.from(value));
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const time = (date: Date) => text(0x18, `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`);
const commonName = (name: string) => sequence(der(0x31, sequence(oid('550403'), text(0x0c, name))));
const extension = (id: string, isCritical: boolean, value: Uint8Array) =>
  sequence(oid(id), ...(isCritical ? [der(0x01, Uint8Array.of(255))] : []), der(0x04, value));
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));

function certificate(request: Request & { issuer: string; subject: string; key: KeyObject }): string {
  const { issuer, subject, key, privateKey, publicJwk, uri, dns, ca = false } = request;
  const { notBefore = new Date('2026-01-01T00:00:00Z'), notAfter = new Date('2036-01-01T00:00:00Z') } = request;
  const publicKey = publicJwk
    ? createPublicKey({ key: publicJwk as JsonWebKey, format: 'jwk' })
    : createPublicKey(createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' }));
  const names = [...(uri ? [text(0x86, uri)] : []), ...(dns ? [text(0x82, dns)] : [])];
  const extensions = [
    extension('551d13', true, sequence(...(ca ? [der(0x01, Uint8Array.of(255))] : []))),
    ...(names.length > 0 ? [extension('551d11', false, sequence(...names))] : []),
  ];
  const content = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, Buffer.concat([Uint8Array.of(1), randomBytes(8)])),
    ecdsaWithSha256,
    commonName(issuer),
    sequence(time(notBefore), time(notAfter)),
    commonName(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Uint8Array.of(0), sign('sha256', content, key));
  return sequence(content, ecdsaWithSha256, signature).toString('base64');
}
