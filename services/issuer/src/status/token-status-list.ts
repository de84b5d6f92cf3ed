import { Problem } from '@symbolon/problem';
import { signStatusListToken } from '@symbolon/securing/sign';
import type { Service } from '@symbolon/service';
import { buildStatusListToken, type TokenStatusEntry, tokenRefreshList, tokenStatusList } from '@symbolon/status-list';
import { Type } from 'typebox';
import type { IssuerContext } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { InstitutionParams, problemResponses } from '../http.ts';
import { findInstitution } from '../institutions/store.ts';
import { jwkMethod } from '../keys/did-document.ts';
import { signersInUse } from '../keys/keys.ts';
import { listKeys } from '../keys/store.ts';
import { chainOf } from '../oid4vci/settings/chain.ts';
import { walletSettings } from '../oid4vci/settings/known.ts';
import { type PublishedList, renewAfter, timeToLive, validFor } from './publish.ts';
import { type StatusPlace, statusListBase } from './reserve.ts';
import { listSetIndexes, lockStatusList } from './store.ts';
import { findTokenStatusList, storeTokenStatusList, type TokenStatusListRow } from './token-status-list-store.ts';

const listUrl = (issuerUrl: string, institutionId: string, group: number) =>
  `${statusListBase(issuerUrl, institutionId)}/token/${group}`;

/** Gives the `status_list` of an SD-JWT VC (Token Status List §6.1), at the same place as in the other lists of the group. */
export function tokenStatusEntry(
  issuerUrl: string,
  institutionId: string,
  { group, index }: StatusPlace,
): TokenStatusEntry {
  return { idx: index, uri: listUrl(issuerUrl, institutionId, group) };
}

/** Serves the lists of revocation and suspension as one Status List Token. */
export function registerTokenStatusList(app: Service, context: IssuerContext): void {
  app.get(
    '/status-lists/:institution/token/:number',
    {
      schema: {
        tags: ['public'],
        summary: 'A Status List Token (Token Status List), for credentials that are SD-JWTs',
        params: Type.Object({
          ...InstitutionParams.properties,
          number: Type.String({ pattern: '^(0|[1-9][0-9]{0,8})$' }),
        }),
        produces: ['application/statuslist+jwt'],
        response: { 200: Type.Unknown(), ...problemResponses },
      },
    },
    async ({ params, headers }, reply) => {
      const list = await publishTokenStatusList(context, params.institution, Number(params.number));
      if (!list) throw new Problem(404, 'There is no such status list');
      reply.headers({
        etag: list.etag,
        'last-modified': list.publishedAt.toUTCString(),
        'cache-control': 'public, max-age=1, must-revalidate',
      });
      const known = (headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
      if (known.includes(list.etag)) return reply.code(304).send();
      return reply.type('application/statuslist+jwt').send(list.text);
    },
  );
}

/** The lists as the world may see them now; signed anew where a status has changed since, or a day has passed. */
async function publishTokenStatusList(
  context: IssuerContext,
  institutionId: string,
  group: number,
): Promise<PublishedList | undefined> {
  const row = await findTokenStatusList(context.pool, institutionId, group);
  if (!row) return undefined;
  return published(context, row) ?? (await renew(context, institutionId, group));
}

function published({ clock }: IssuerContext, row: TokenStatusListRow): PublishedList | undefined {
  const { revocationVersion, suspensionVersion, published: last } = row;
  if (last?.revocationVersion !== revocationVersion || last.suspensionVersion !== suspensionVersion) return undefined;
  const age = clock().getTime() - last.at.getTime();
  if (age > renewAfter || age < 0) return undefined;
  const etag = `"${revocationVersion}.${suspensionVersion}-${last.at.getTime()}"`;
  return { text: last.text, publishedAt: last.at, etag };
}

/** Under the locks of both lists, so that what is signed belongs to the versions that stand beside it. */
function renew(context: IssuerContext, institutionId: string, group: number): Promise<PublishedList> {
  return transaction(context.pool, async (client) => {
    await lockStatusList(client, institutionId, 'revocation', group);
    await lockStatusList(client, institutionId, 'suspension', group);
    const row = (await findTokenStatusList(client, institutionId, group))!;
    const done = published(context, row);
    if (done) return done;
    const { did } = (await findInstitution(client, institutionId))!;
    const signers = signersInUse(context, did, await listKeys(client, institutionId));
    const at = context.clock();
    const claims = await buildStatusListToken({
      uri: listUrl(context.config.issuerUrl, institutionId, group),
      issuer: did,
      list: tokenStatusList(
        await listSetIndexes(client, institutionId, 'revocation', group),
        await listSetIndexes(client, institutionId, 'suspension', group),
      ),
      // Set with a revocation and never alone, so the version of that list is this one's too.
      refresh: tokenRefreshList(await listSetIndexes(client, institutionId, 'refresh', group)),
      issuedAt: at,
      expires: new Date(at.getTime() + validFor),
      ttl: timeToLive / 1_000,
    });
    // ES256 is the one algorithm that every reader of an SD-JWT knows.
    const { verificationMethod, ...key } = signers['P-256'];
    const signer = { ...key, verificationMethod: jwkMethod(verificationMethod) };
    const { settings } = await walletSettings(context, institutionId);
    const x5c = chainOf(settings, signer, at);
    const text = await signStatusListToken(claims, signer, x5c ? { x5c } : {});
    const { revocationVersion, suspensionVersion } = row;
    const list = { revocationVersion, suspensionVersion, at, text };
    await storeTokenStatusList(client, institutionId, group, list);
    return published(context, { ...row, published: list })!;
  });
}
