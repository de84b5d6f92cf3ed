import { Problem } from '@symbolon/problem';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import { changeInstitution } from '../../audit/append.ts';
import { sha256 } from '../../claims/claim.ts';
import type { IssuerContext } from '../../context.ts';
import { InstitutionParams, problemResponses } from '../../http.ts';
import { callerOf, institutionOnly } from '../../institutions/authenticate.ts';
import { signersInUse } from '../../keys/keys.ts';
import { listKeys } from '../../keys/store.ts';
import { outdateAllStatusLists } from '../../status/store.ts';
import { checkSettings } from './check.ts';
import { forgetWalletSettings } from './known.ts';
import { type WalletSettings, WalletSettingsSchema } from './settings.ts';
import { findStoredSettings, storeSettings } from './store.ts';

const Body = Type.Object(
  {
    ...WalletSettingsSchema.properties,
    clientSecret: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description:
          'Of this service at the identity provider. Kept sealed, never shown; left out, the one before stays',
      }),
    ),
  },
  { additionalProperties: false },
);

/** What the secret is sealed for: it opens for this provider and this client alone. */
export const secretName = (institutionId: string, { identityProvider }: WalletSettings): string =>
  `client secret ${institutionId} ${identityProvider?.issuer} ${identityProvider?.clientId}`;

/** Settings for wallets, kept by each institution. */
export function registerWalletSettings(app: Service, context: IssuerContext): void {
  const route = '/institutions/:institution/wallet-settings';
  const shared = { tags: ['wallets'], params: InstitutionParams };
  const View = Type.Object({ ...WalletSettingsSchema.properties, hasClientSecret: Type.Boolean() });
  const view = async (institutionId: string) => {
    const stored = await findStoredSettings(context.pool, institutionId);
    return { ...stored?.settings, hasClientSecret: Boolean(stored?.sealedClientSecret) };
  };

  app.get(
    route,
    {
      ...institutionOnly(context),
      schema: { ...shared, summary: 'What is demanded of wallets', response: { 200: View, ...problemResponses } },
    },
    async ({ params }) => view(params.institution),
  );

  app.put(
    route,
    {
      ...institutionOnly(context),
      schema: {
        ...shared,
        summary: 'Sets what is demanded of wallets, all at once; {} is the plain case',
        body: Body,
        response: { 200: View, ...problemResponses },
      },
    },
    async (request) => {
      const { institution, actor } = callerOf(request);
      const { clientSecret, ...settings } = request.body;
      const { pool, clock, keys, config } = context;
      const ownKey = signersInUse(context, institution.did, await listKeys(pool, institution.id))['P-256'];
      const errors = checkSettings(settings, { now: clock(), ownKey, allowLoopback: config.allowLoopback });
      if (errors.length > 0) throw new Problem(400, 'The settings cannot be used', { errors });
      const name = secretName(institution.id, settings);
      await changeInstitution(context, institution.id, actor, async ({ client, at, audit }) => {
        const before = await findStoredSettings(client, institution.id);
        const kept = before && secretName(institution.id, before.settings) === name ? before.sealedClientSecret : null;
        const sealedClientSecret = clientSecret === undefined ? kept : keys.sealSecret(clientSecret, name);
        await storeSettings(client, institution.id, { settings, sealedClientSecret }, at);
        // They are signed with the certificate chain that stands in the settings.
        await outdateAllStatusLists(client, institution.id);
        audit('wallet-settings.changed', institution.did, {
          sha256: sha256(JSON.stringify(settings)).toString('hex'),
          ...(clientSecret === undefined ? {} : { clientSecret: 'changed' }),
        });
      });
      forgetWalletSettings(context, institution.id);
      return view(institution.id);
    },
  );
}
