import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Award, buildSkillsCredential, type Holder, type UnsignedCredential } from '@symbolon/credential';
import { buildPaperCredential, encodePaper, paperUrl } from '@symbolon/paper';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { prepareCredential, signDataIntegrity, signVcJwt } from '@symbolon/securing/sign';
import { buildStatusListCredential, encodeBitstring, minimumEntries } from '@symbolon/status-list';
import type { TrustedInstitution } from '@symbolon/verification';

type Json = Record<string, unknown>;

/** A training institution's host on loopback: DID document and status lists, with a real key. */
export async function startIssuer(names: Record<string, string>) {
  const requests: { url: string; headers: Record<string, unknown> }[] = [];
  const bodies = new Map<string, { type: string; text: string }>();
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers });
    const body = bodies.get(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*');
    if (!body) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': body.type, 'cache-control': 'no-cache' }).end(body.text);
  });
  const port = await listen(server, 0);
  const origin = `http://127.0.0.1:${port}`;
  const did = `did:web:127.0.0.1%3A${port}:institutions:demo`;
  const base = `${origin}/status-lists/demo`;
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const signer = signerFromKey({ verificationMethod: `${did}#key-1`, controller: did, privateKey });
  const verificationMethod = [{ id: `${did}#key-1`, type: 'Multikey', controller: did, publicKeyMultibase }];
  bodies.set('/institutions/demo/did.json', {
    type: 'application/did+json',
    text: JSON.stringify({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod,
      assertionMethod: [`${did}#key-1`],
    }),
  });

  const bits = { revocation: new Uint8Array(minimumEntries / 8), suspension: new Uint8Array(minimumEntries / 8) };
  async function publish(purpose: keyof typeof bits): Promise<void> {
    const list = buildStatusListCredential({
      id: `${base}/${purpose}/0`,
      issuer: did,
      statusPurpose: purpose,
      encodedList: await encodeBitstring(bits[purpose]),
      ttl: 1000,
      validFrom: new Date('2026-01-01T00:00:00Z'),
    });
    bodies.set(`/status-lists/demo/${purpose}/0`, { type: 'application/vc', text: JSON.stringify(await sign(list)) });
  }
  async function sign(document: object): Promise<Json> {
    const signed = await signDataIntegrity(await prepareCredential(document), [signer], { created: new Date() });
    return { ...signed, proof: [signed.proof].flat() };
  }
  await publish('revocation');
  await publish('suspension');

  let issued = 100;
  /** The unsigned credential of one holder; each takes the next place in the status lists. */
  function whole(holder: Holder, award: Partial<Award> = {}): UnsignedCredential {
    issued += 1;
    const units = [1, 2, 3].map((number) => ({ code: `WLD-30${number}`, title: { en: `Unit ${number} of welding` } }));
    return buildSkillsCredential({
      institution: { did, name: names.en ?? 'Institution' },
      achievement: {
        id: `${origin}/institutions/demo/achievements/smaw/versions/1`,
        achievement: 'smaw',
        version: 1,
        name: { en: 'Shielded metal arc welding', km: 'ការផ្សារអាកដោយដៃ' },
        description: { en: 'Welds plates by hand.' },
        criteria: { en: 'Assessed at work.' },
        achievementType: 'Certificate',
        route: 'recognition-of-prior-learning',
        units,
        occupations: [{ scheme: 'isco-08', code: '7212' }],
        level: { framework: 'ph-pqf', level: '2' },
        languages: ['en', 'km'],
      },
      holder,
      award: { validFrom: '2026-07-01T00:00:00Z', validUntil: '2096-06-30T23:59:59Z', ...award },
      credentialId: `${origin}/institutions/demo/credentials/${issued}`,
      credentialStatus: (['revocation', 'suspension'] as const).map((statusPurpose) => ({
        type: 'BitstringStatusListEntry' as const,
        statusPurpose,
        statusListIndex: String(issued),
        statusListCredential: `${base}/${statusPurpose}/0`,
      })),
    });
  }
  /** Text of the QR code of a credential, with the address of the page that it opens. */
  async function code(credential: UnsignedCredential, pageUrl: string): Promise<string> {
    const prepared = await prepareCredential(buildPaperCredential(credential));
    return paperUrl(encodePaper(await signDataIntegrity(prepared, [signer], { created: new Date() })), pageUrl);
  }
  /** Sets or clears the bit of a credential and publishes the list again. */
  async function setStatus(credential: UnsignedCredential, purpose: keyof typeof bits, value: boolean): Promise<void> {
    const [entry] = [credential.credentialStatus ?? []].flat();
    const index = Number(entry?.statusListIndex);
    const mask = 128 >> (index % 8);
    const byte = bits[purpose][index >> 3] ?? 0;
    bits[purpose][index >> 3] = value ? byte | mask : byte & ~mask;
    await publish(purpose);
  }
  const institution: TrustedInstitution = {
    did,
    names: { en: 'Institution', ...names },
    country: 'KH',
    contact: { telephone: '+855 63 123 456', email: 'office@demo.example' },
    validFrom: '2020-01-01T00:00:00Z',
    verificationMethod,
    statusListBase: base,
  };
  return {
    did,
    origin,
    base,
    institution,
    requests,
    whole,
    code,
    sign,
    setStatus,
    jwt: async (document: object) => signVcJwt(await prepareCredential(document), signer),
    stop: () => close(server),
    restart: () => listen(server, port),
  };
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
