import { publicKeyFromMultibase } from '@symbolon/dids';
import { buildPaperCredential, decodePaper, encodePaper, paperUrl } from '@symbolon/paper';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { prepareCredential, signDataIntegrity } from '@symbolon/securing/sign';
import { verifyDataIntegrity } from '@symbolon/securing/verify';
import qrcode from 'qrcode';
import { referenceForWork } from '../../packages/paper/src/reference.fixture.ts';
import type { Bench } from '../bench.ts';
import { measure } from '../measure.ts';
import type { Section } from '../report.ts';

const created = new Date('2026-11-20T03:04:05Z');

/** The QR code of the reference certificate: how large it is, and what it costs to write and to read. */
export async function paper({ quick }: Bench): Promise<Section[]> {
  const did = referenceForWork.issuer.id;
  const verificationMethod = `${did}#key-1`;
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const signer = signerFromKey({ verificationMethod, controller: did, privateKey });
  const publicKey = publicKeyFromMultibase(publicKeyMultibase);
  const make = async () =>
    signDataIntegrity(await prepareCredential(buildPaperCredential(referenceForWork)), [signer], { created });
  const securing = {
    verificationMethod: async () => ({ found: true as const, id: verificationMethod, controller: did, publicKey }),
    purpose: 'assertionMethod' as const,
    now: created,
  };
  const address = 'https://verify.skills.gov.kh';
  const document = await make();
  const bytes = encodePaper(document);
  const url = paperUrl(bytes, address);
  const { version, modules } = qrcode.create(url, { errorCorrectionLevel: 'M' });

  const check = async () => {
    const { verified } = await verifyDataIntegrity(decodePaper(url), securing);
    if (!verified) throw new Error('The small credential does not verify once it is read back.');
  };
  const rates = await measure(
    [
      { name: 'build and sign the small credential', run: make },
      { name: 'pack it into the text of the code', run: () => paperUrl(encodePaper(document), address) },
      { name: 'draw the code', run: () => qrcode.create(url, { errorCorrectionLevel: 'M' }) },
      { name: 'unpack the text of the code', run: () => decodePaper(url) },
      { name: 'unpack it and verify its proof', run: check },
    ],
    quick ? { rounds: 3, milliseconds: 100 } : { rounds: 7, milliseconds: 250 },
  );
  return [
    {
      title: 'The QR code of the reference certificate',
      rows: [
        { what: 'JSON of the small credential, bytes', value: Buffer.byteLength(JSON.stringify(document)) },
        { what: 'CBOR-LD, bytes', value: bytes.length },
        { what: 'text in the code, characters', value: url.length },
        { what: 'version at level M', value: version },
        { what: 'modules a side', value: modules.size },
      ],
    },
    {
      title: 'Writing and reading it',
      rows: rates.map(({ name, perCpuSecond }) => ({
        what: name,
        'per CPU-second': perCpuSecond,
        'ms each': 1000 / perCpuSecond,
      })),
    },
  ];
}
