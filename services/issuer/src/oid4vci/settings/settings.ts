import { type Static, Type } from 'typebox';
import { configurationIds } from '../../claims/holder/formats.ts';

const closed = { additionalProperties: false };
const Text = (maxLength = 200) => Type.String({ minLength: 1, maxLength, pattern: '^[\\x20-\\x7e]+$' });
const Certificate = Type.String({ maxLength: 10_000, pattern: '^[A-Za-z0-9+/]+={0,2}$', description: 'Base64 DER' });
const Levels = Type.Array(Text(), { minItems: 1, maxItems: 10 });

/** A wallet that may come by the authorization code flow without an attestation. */
const Wallet = Type.Object(
  {
    clientId: Text(500),
    name: Type.String({ minLength: 1, maxLength: 80, description: 'As it is shown to the holder' }),
    redirectUris: Type.Array(Text(1000), { minItems: 1, maxItems: 10 }),
  },
  closed,
);

/** The institution's own OpenID Provider, where its people sign in. */
const IdentityProvider = Type.Object(
  {
    issuer: Type.String({ format: 'uri', maxLength: 500 }),
    clientId: Text(),
    scopes: Type.Optional(Type.Array(Text(100), { maxItems: 10, description: 'Beside openid' })),
    personClaim: Text(100),
  },
  closed,
);

/** Who may attest wallets and their keys: certificate authorities, or keys by `kid`. */
const Attesters = Type.Object(
  {
    certificates: Type.Optional(Type.Array(Certificate, { minItems: 1, maxItems: 20 })),
    keys: Type.Optional(
      Type.Array(Type.Object({ kid: Text() }, { additionalProperties: true }), { minItems: 1, maxItems: 20 }),
    ),
  },
  closed,
);

const KeyAttestation = Type.Object(
  {
    configurations: Type.Array(Type.Enum([...configurationIds]), { minItems: 1, uniqueItems: true }),
    keyStorage: Type.Optional(Levels),
    userAuthentication: Type.Optional(Levels),
  },
  closed,
);

export const WalletSettingsSchema = Type.Object(
  {
    identityProvider: Type.Optional(IdentityProvider),
    wallets: Type.Optional(Type.Array(Wallet, { minItems: 1, maxItems: 100 })),
    attesters: Type.Optional(Attesters),
    walletAttestationRequired: Type.Optional(Type.Boolean()),
    keyAttestation: Type.Optional(KeyAttestation),
    certificateChain: Type.Optional(
      Type.Array(Certificate, { minItems: 1, maxItems: 5, description: 'Of the P-256 key in use, its own first' }),
    ),
    encryptionRequired: Type.Optional(Type.Boolean()),
    profile: Type.Optional(Type.Enum(['haip'])),
  },
  closed,
);

/** What an institution demands of wallets; an empty object is the plain case. */
export type WalletSettings = Static<typeof WalletSettingsSchema>;

export const isHaip = ({ profile }: WalletSettings): boolean => profile === 'haip';

/** Whether a wallet must authenticate itself by an attestation. */
export const demandsWalletAttestation = (settings: WalletSettings): boolean =>
  isHaip(settings) || settings.walletAttestationRequired === true;
