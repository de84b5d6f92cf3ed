import { createHash, createPrivateKey, hkdfSync, X509Certificate } from 'node:crypto';
import { signerFromKey } from '@symbolon/securing/keys';
import type { Signer } from '@symbolon/securing/sign';
import { ConfigError } from '@symbolon/service';
import type { PresentationsConfig } from '../config.ts';

/** Client identifier prefixes under which a wallet can be asked (OpenID4VP 1.0 §5.9.3); `did` is that of drafts before 22. */
export const signedPrefixes = ['decentralized_identifier', 'x509_hash', 'x509_san_dns', 'did'] as const;
export type SignedPrefix = (typeof signedPrefixes)[number];

/** Who asks: the verifier's DID and key, and its certificate where it has one. */
export type Identity = {
  did: string;
  signer: Signer;
  /** Base64 DER, leaf first (RFC 7515 §4.1.6). */
  x5c: string[] | undefined;
  /** The whole client_id with its prefix; a prefix that is absent cannot be used here. */
  clientIds: Partial<Record<SignedPrefix, string>>;
  /** Seals the keys of encrypted responses. */
  sealingKey: Uint8Array;
  /** From it the secret is derived by which each callback is signed. */
  callbackKey: Uint8Array;
};

/** Reads key and certificates. Throws a ConfigError where they are not a P-256 key and its chain for the host of `url`. */
export function openIdentity(config: PresentationsConfig, url: string, now: Date): Identity {
  const privateKey = readPrivateKey(config.key);
  const { host, hostname } = new URL(url);
  const did = `did:web:${host.replace(':', '%3A')}`;
  const signer = signerFromKey({ verificationMethod: `${did}#key-1`, controller: did, privateKey });
  if (signer.algorithm !== 'P-256')
    throw new ConfigError('VERIFIER_KEY_FILE holds no P-256 key, the one kind that every wallet verifies.');
  const chain = config.certificates === undefined ? undefined : readChain(config.certificates);
  const [leaf] = chain ?? [];
  if (leaf) checkLeaf(leaf, privateKey, hostname, now);
  return {
    did,
    signer,
    x5c: chain?.map(({ raw }) => raw.toString('base64')),
    clientIds: {
      decentralized_identifier: `decentralized_identifier:${did}`,
      ...(leaf
        ? {
            x509_hash: `x509_hash:${createHash('sha256').update(leaf.raw).digest('base64url')}`,
            x509_san_dns: `x509_san_dns:${hostname}`,
          }
        : {}),
      did,
    },
    sealingKey: derived(privateKey, 'decryption keys'),
    callbackKey: derived(privateKey, 'callbacks'),
  };
}

/** The verifier's DID document (did:web): the key that signs its requests, by the type that wallets know longest (Credo knows no newer). */
export const didDocument = ({ did, signer }: Identity) => ({
  '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
  id: did,
  verificationMethod: [
    { id: signer.verificationMethod, type: 'JsonWebKey2020', controller: did, publicKeyJwk: signer.publicJwk },
  ],
  authentication: [signer.verificationMethod],
  assertionMethod: [signer.verificationMethod],
});

function readPrivateKey(pem: string): Uint8Array {
  try {
    return createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new ConfigError('VERIFIER_KEY_FILE holds no private key in PEM form (PKCS#8).', { cause });
  }
}

function readChain(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    const chain = blocks.map((block) => new X509Certificate(block));
    if (chain.length > 0) return chain;
  } catch {
    // Told below in the same words.
  }
  throw new ConfigError('VERIFIER_CERTIFICATE_FILE holds no certificates in PEM form.');
}

function checkLeaf(leaf: X509Certificate, privateKey: Uint8Array, hostname: string, now: Date): void {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  if (!leaf.checkPrivateKey(key))
    throw new ConfigError('The first certificate of VERIFIER_CERTIFICATE_FILE is not that of VERIFIER_KEY_FILE.');
  if (leaf.checkHost(hostname, { subject: 'never' }) === undefined)
    throw new ConfigError(`The certificate of VERIFIER_CERTIFICATE_FILE does not name ${hostname} (subjectAltName).`);
  if (new Date(leaf.validTo) <= now) throw new ConfigError('The certificate of VERIFIER_CERTIFICATE_FILE has ended.');
}

const derived = (privateKey: Uint8Array, purpose: string) =>
  new Uint8Array(hkdfSync('sha256', privateKey, new Uint8Array(), `symbolon verifier: ${purpose}`, 32));
