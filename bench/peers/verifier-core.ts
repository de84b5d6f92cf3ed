import type { UnsignedCredential } from '@symbolon/credential';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { prepareCredential, signDataIntegrity } from '@symbolon/securing/sign';

type Core = {
  verifyCredential(options: object): Promise<{ log?: { id: string; valid: boolean }[]; errors?: unknown }>;
};

/**
 * `@digitalcredentials/verifier-core`. At its first badge it fetches the JSON Schema of Open Badges. That request is
 * answered here, by a schema that allows everything, because nothing leaves this machine; it makes the peer quicker.
 */
export async function verifierCorePeer(load: <Module>(name: string) => Promise<Module>, badge: string) {
  const { verifyCredential } = await load<Core>('@digitalcredentials/verifier-core');
  const verify = async (text: string): Promise<boolean> => {
    const { log } = await verifyCredential({ credential: JSON.parse(text), knownDIDRegistries: [] });
    return log?.find(({ id }) => id === 'valid_signature')?.valid === true;
  };
  const { fetch } = globalThis;
  globalThis.fetch = async (input) => {
    if (String(input) !== schema) throw new Error(`${String(input)} is not fetched while it is measured.`);
    return Response.json({});
  };
  try {
    await verify(badge);
  } finally {
    globalThis.fetch = fetch;
  }
  return { verify };
}

const schema = 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json';

/** The credential in words that the peer knows: without our own context, without status, issued by a did:key. */
export async function badgeOf(credential: UnsignedCredential): Promise<object> {
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const did = `did:key:${publicKeyMultibase}`;
  const verificationMethod = `${did}#${publicKeyMultibase}`;
  const signer = signerFromKey({ verificationMethod, controller: did, privateKey });
  const { credentialStatus: _, credentialSchema: _____, credentialSubject, ...rest } = credential;
  const { recognitionRoute: __, achievement, ...subject } = credentialSubject;
  const { frameworkLevel: ___, nameByLanguage: ____, ...award } = achievement;
  const badge = {
    ...rest,
    '@context': credential['@context'].slice(0, 2),
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { ...credential.issuer, id: did },
    credentialSubject: {
      ...subject,
      type: ['AchievementSubject'],
      achievement: { ...award, type: ['Achievement'] },
    },
  };
  const { proof, ...signed } = await signDataIntegrity(await prepareCredential(badge), [signer], {
    created: new Date('2026-11-06T00:00:00Z'),
  });
  return { ...signed, proof };
}
