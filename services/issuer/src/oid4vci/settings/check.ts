import { X509Certificate } from 'node:crypto';
import { type PublicKey, publicKeyFromJwk } from '@symbolon/dids';
import { problemOfOwnChain } from '@symbolon/securing/x5c';
import { redirectProblem } from './redirect-uri.ts';
import type { WalletSettings } from './settings.ts';

type Finding = { pointer: string; detail: string };
type World = { now: Date; ownKey: PublicKey; allowLoopback: readonly string[] };

/** Gives what cannot be used in the settings, each with its place. */
export function checkSettings(settings: WalletSettings, { now, ownKey, allowLoopback }: World): Finding[] {
  const found: Finding[] = [];
  const say = (pointer: string, detail: string | undefined) => {
    if (detail !== undefined) found.push({ pointer, detail });
  };
  const { identityProvider, wallets = [], attesters = {}, certificateChain, keyAttestation } = settings;
  if (identityProvider) say('/identityProvider/issuer', issuerProblem(identityProvider.issuer, allowLoopback));
  const names = new Set<string>();
  for (const [index, { clientId, redirectUris }] of wallets.entries()) {
    if (names.has(clientId)) say(`/wallets/${index}/clientId`, 'Another wallet has this clientId.');
    names.add(clientId);
    for (const [at, uri] of redirectUris.entries()) say(`/wallets/${index}/redirectUris/${at}`, redirectProblem(uri));
  }
  for (const [index, text] of (attesters.certificates ?? []).entries())
    say(`/attesters/certificates/${index}`, isCertificate(text) ? undefined : 'This is no certificate.');
  for (const [index, jwk] of (attesters.keys ?? []).entries())
    say(
      `/attesters/keys/${index}`,
      isKey(jwk) ? undefined : 'This is no public key for signatures, Ed25519, P-256 or P-384.',
    );
  if (certificateChain) say('/certificateChain', problemOfOwnChain(certificateChain, ownKey, now));
  const trustsNobody = !attesters.certificates && !attesters.keys;
  if (trustsNobody && (settings.walletAttestationRequired || keyAttestation || settings.profile === 'haip'))
    say('/attesters', 'Name who attests, or no wallet can come.');
  if (settings.profile === 'haip') {
    if (!certificateChain) say('/certificateChain', 'HAIP 1.0 §6.1.1 needs the chain of the signing key.');
    if (!identityProvider) say('/identityProvider', 'HAIP 1.0 §4 needs the authorization code flow.');
  }
  return found;
}

function issuerProblem(text: string, allowLoopback: readonly string[]): string | undefined {
  const url = URL.parse(text);
  if (!url || url.search || url.hash || url.username || url.password)
    return 'This is not the address of an OpenID Provider.';
  if (url.protocol === 'https:' || allowLoopback.includes(url.origin)) return undefined;
  return 'An OpenID Provider has an https address.';
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(Buffer.from(text, 'base64')).raw.length > 0;
  } catch {
    return false;
  }
}

function isKey(jwk: unknown): boolean {
  try {
    return publicKeyFromJwk(jwk).publicKeyMultibase !== '';
  } catch {
    return false;
  }
}
