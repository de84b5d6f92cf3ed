import { fork } from 'node:child_process';
import type { UnsignedCredential } from '@symbolon/credential';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { prepareCredential, signDataIntegrity } from '@symbolon/securing/sign';
import { buildStatusListCredential, encodeBitstring, minimumEntries } from '@symbolon/status-list';

type Core = {
  verifyCredential(options: object): Promise<{ log?: { id: string; valid: boolean }[]; errors?: unknown }>;
};

/**
 * `@digitalcredentials/verifier-core`. At its first badge it fetches the JSON Schema of Open Badges. That request is
 * answered here, by a schema that allows everything, because nothing leaves this machine; it makes the peer quicker.
 */
export async function verifierCorePeer(load: <Module>(name: string) => Promise<Module>, badge: string) {
  const { verifyCredential } = await load<Core>('@digitalcredentials/verifier-core');
  const verify = async (text: string, steps = ['valid_signature']): Promise<boolean> => {
    const { log } = await verifyCredential({ credential: JSON.parse(text), knownDIDRegistries: [] });
    return steps.every((step) => log?.find(({ id }) => id === step)?.valid === true);
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
  return { verify, verifyWithStatus: (text: string) => verify(text, ['valid_signature', 'revocation_status']) };
}

const schema = 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json';

/** The credential in words that the peer knows: without our own context, issued by a did:key. */
export async function badgesOf(credential: UnsignedCredential) {
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const did = `did:key:${publicKeyMultibase}`;
  const signer = signerFromKey({ verificationMethod: `${did}#${publicKeyMultibase}`, controller: did, privateKey });
  const created = new Date('2026-11-06T00:00:00Z');
  const sign = async (document: object) => {
    const { proof, ...signed } = await signDataIntegrity(await prepareCredential(document), [signer], { created });
    return { ...signed, proof };
  };
  // The peer fetches the schema that a credential names.
  const { credentialStatus: _, credentialSchema: _schema, credentialSubject, ...rest } = credential;
  const { recognitionRoute: _route, achievement, ...subject } = credentialSubject;
  const { frameworkLevel: _level, nameByLanguage: _names, ...award } = achievement;
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
  const host = fork(new URL('./status-host.ts', import.meta.url));
  const said = () => new Promise<unknown>((resolve) => host.once('message', resolve));
  const url = `http://127.0.0.1:${await said()}/status/1`;
  const list = JSON.stringify(
    await sign(
      buildStatusListCredential({
        id: url,
        issuer: did,
        statusPurpose: 'revocation',
        encodedList: await encodeBitstring(new Uint8Array(minimumEntries / 8)),
        ttl: 3_000,
        validFrom: created,
      }),
    ),
  );
  const ready = said();
  host.send(list);
  await ready;
  const credentialStatus = {
    id: `${url}#94567`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '94567',
    statusListCredential: url,
  };
  return {
    plain: JSON.stringify(await sign(badge)),
    withStatus: JSON.stringify(await sign({ ...badge, credentialStatus })),
    list: { url, text: list },
    stop: () => host.kill(),
  };
}
