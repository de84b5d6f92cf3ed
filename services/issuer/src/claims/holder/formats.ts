import { randomBytes } from 'node:crypto';
import { disclosableClaims, forHolder, toSdJwtClaims, toVcdm11, type UnsignedCredential } from '@symbolon/credential';
import type { PublicKey } from '@symbolon/dids';
import { type HolderBinding as Confirmation, prepareSdJwtVc, signSdJwtVc } from '@symbolon/securing/sd-jwt/sign';
import { verifySdJwtVc } from '@symbolon/securing/sd-jwt/verify';
import {
  prepareCredential,
  type Signer,
  signDataIntegrity,
  signEd25519Signature2020,
  signJwtVc11,
} from '@symbolon/securing/sign';
import {
  type JsonObject,
  type SecuringResult,
  type VerifyingOptions,
  verifyDataIntegrity,
  verifyVcJwt,
} from '@symbolon/securing/verify';
import type { TokenStatusEntry } from '@symbolon/status-list';
import { method2020 } from '../../keys/did-document.ts';
import type { Signers } from '../../keys/keys.ts';
import { credentialType } from './credential-type.ts';

/** The holder's key, as the proof of possession showed it. */
export type HolderBinding = {
  key: PublicKey;
  /** DID of the holder: its own, or the did:jwk of a key that came as a JWK. */
  did: string;
  /** What an SD-JWT says of the key (RFC 7800): `kid` where the proof named a DID, `jwk` where it held the key. */
  confirmation: Confirmation;
};

/** What a copy for a wallet is made of. */
export type Original = {
  /** The credential as it was issued, without its proof. */
  document: UnsignedCredential;
  holder: HolderBinding;
  /** The moment of the record; a retry signs the same. */
  at: Date;
  issuerUrl: string;
  tokenStatus: TokenStatusEntry;
};

/** Built and checked, before a key has touched it: the text that is recorded, and how it is signed. */
export type Unsigned = { text: string; sign(signers: Signers, chain?: CertificateChain): Promise<Secured> };
/** Certificates (base64 DER) of the P-256 key, its own first, where the institution has set one. */
type CertificateChain = readonly string[] | undefined;
/** As it goes to the wallet: a JSON object for Data Integrity, a text for all else. */
export type Secured = string | JsonObject;

type OwnKey = VerifyingOptions & { purpose: 'assertionMethod' };

export type CredentialFormat = {
  /** Credential Format Identifier (OID4VCI 1.0 Appendix A). */
  format: 'ldp_vc' | 'jwt_vc_json' | 'dc+sd-jwt';
  build(original: Original): Promise<Unsigned>;
  /** By the code that a stranger would use. */
  verify(secured: Secured, options: OwnKey): Promise<SecuringResult>;
};

// ES256 is the one algorithm that every reader of JWTs has. Wallets find the key by the type of 2020 alone.
const es256 = ({ 'P-256': signer }: Signers): Signer => ({
  ...signer,
  verificationMethod: method2020(signer.verificationMethod),
});
const ed25519 = ({ Ed25519: signer }: Signers): Signer => ({
  ...signer,
  verificationMethod: method2020(signer.verificationMethod),
});

/** All forms in which one credential goes into wallets, by the name of their Credential Configuration. */
export const credentialFormats = {
  'skills-sd-jwt': {
    format: 'dc+sd-jwt',
    async build({ document, holder, at, issuerUrl, tokenStatus }) {
      const { vct, integrity } = credentialType(issuerUrl);
      const prepared = prepareSdJwtVc({
        claims: { ...toSdJwtClaims(document) },
        disclosable: disclosableClaims,
        vct,
        vctIntegrity: integrity,
        issuedAt: at,
        holderBinding: holder.confirmation,
        status: tokenStatus,
        seed: randomBytes(32),
      });
      const { payload, disclosures } = prepared;
      return {
        text: JSON.stringify({ payload, disclosures }),
        sign: async (signers, x5c) => signSdJwtVc(prepared, es256(signers), x5c ? { x5c } : {}),
      };
    },
    verify: async (secured, options) => verifySdJwtVc(String(secured), options),
  },
  'skills-data-integrity': {
    format: 'ldp_vc',
    async build({ document, holder, at }) {
      const prepared = await prepareCredential(forHolder(document, holder.did));
      return {
        text: JSON.stringify(prepared.document),
        // Open Badges 3.0 §B.1.15 wants a list of proofs, even of one.
        sign: async ({ Ed25519 }) => listed(await signDataIntegrity(prepared, [Ed25519], { created: at })),
      };
    },
    verify: async (secured, options) => verifyDataIntegrity(secured, options),
  },
  'skills-jwt': {
    format: 'jwt_vc_json',
    async build({ document, holder }) {
      const prepared = await prepareCredential(toVcdm11(forHolder(document, holder.did)));
      return {
        text: JSON.stringify(prepared.document),
        sign: async (signers) => signJwtVc11(prepared, es256(signers)),
      };
    },
    verify: async (secured, options) => verifyVcJwt(String(secured), options),
  },
  'skills-ed25519-2020': {
    format: 'ldp_vc',
    async build({ document, holder, at }) {
      const twin = toVcdm11(forHolder(document, holder.did), { proofType: 'Ed25519Signature2020' });
      const prepared = await prepareCredential(twin);
      return {
        text: JSON.stringify(prepared.document),
        sign: async (signers) => signEd25519Signature2020(prepared, ed25519(signers), { created: at }),
      };
    },
    verify: async (secured, options) => verifyDataIntegrity(secured, options),
  },
} as const satisfies Record<string, CredentialFormat>;

export type ConfigurationId = keyof typeof credentialFormats;
export const configurationIds = Object.keys(credentialFormats) as ConfigurationId[];
export const isConfigurationId = (id: unknown): id is ConfigurationId =>
  typeof id === 'string' && Object.hasOwn(credentialFormats, id);

const listed = (signed: JsonObject): JsonObject => ({ ...signed, proof: [signed.proof].flat() });
