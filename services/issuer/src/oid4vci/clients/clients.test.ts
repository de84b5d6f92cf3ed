import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { compactVerify, importJWK } from 'jose';
import t from 'tap';
import { configurationIds, type Secured } from '../../claims/holder/formats.ts';
import { claimMasonry } from '../../claims/testing.ts';
import { testIssuer } from '../../testing.ts';
import { offerLink, offerLinkByValue } from '../credential-offer/offer.ts';
import { Browser, clientSecret, startIdentityProvider } from '../testing/identity-provider.ts';
import { verifyIndependently, type World } from '../testing/independent.ts';
import { type Binding, type HolderKey, holderKeyPair } from '../testing/wallet.ts';
import type { Client } from './client.ts';
import { credoBySigningIn, credoClient } from './credo.ts';
import { openid4vcClient } from './openid4vc.ts';
import { sphereonClient } from './sphereon.ts';
import { draft13Client, strictClient } from './strict.ts';

const clients: Client[] = [openid4vcClient, credoClient, sphereonClient, strictClient, draft13Client];

const port = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
});
const origin = `http://localhost:${port}`;
const aud = `${origin}/institutions/demo`;
const provider = await startIdentityProvider(t, `${aud}/oid4vci/sign-in`, { sok: 'S-1001' });
const issuer = await testIssuer(t, { ISSUER_URL: origin, ALLOW_LOOPBACK: provider });
// Other people's clients know the day; all else stands still.
issuer.setTime(new Date().toISOString());
await issuer.app.listen({ host: 'localhost', port });
const didDocument = (await issuer.app.inject({ url: '/institutions/demo/did.json' })).json();

const world: World = {
  resolve: async () => didDocument,
  async verifyCompact(jws, jwk) {
    const { payload } = await compactVerify(jws, await importJWK(jwk, 'ES256'));
    return JSON.parse(new TextDecoder().decode(payload));
  },
};

const keys: [HolderKey['algorithm'], Binding][] = [
  ['Ed25519', 'did:key'],
  ['P-256', 'did:key'],
  ['P-256', 'did:jwk'],
  ['P-256', 'jwk'],
];

/** Rows of the table: client and configuration, and what came of each kind of key. */
const table = new Map<string, string[]>();

for (const client of clients) {
  t.test(`${client.name} takes a credential in each form that it knows, bound to each kind of key`, async (t) => {
    for (const configuration of configurationIds) {
      const cells: string[] = [];
      for (const [algorithm, binding] of keys) {
        const limit = client.limit?.({ configuration, binding, algorithm });
        if (limit !== undefined) {
          cells.push(`no: ${limit}`);
          continue;
        }
        issuer.setTime(new Date().toISOString());
        const claim = await claimMasonry(issuer);
        // By reference and by value in turn.
        const link = binding === 'did:key' ? offerLink : offerLinkByValue;
        const key = holderKeyPair(algorithm);
        let secured: Secured;
        try {
          secured = await client.claim({
            offer: link(issuer.context, claim.claim),
            txCode: claim.txCode!,
            configuration,
            key,
            binding,
          });
          await verifyIndependently(configuration, secured, world);
          cells.push('yes');
        } catch (error) {
          t.fail(`${configuration}, ${binding} with ${algorithm}: ${error}`, { error });
          cells.push('fails');
        }
      }
      table.set(`${client.name} | ${configuration}`, cells);
    }
    t.ok(table.size > 0);
  });
}

t.test('Credo signs its holder in at the school, and waits for a certificate that is paused', async (t) => {
  const { app, context, headers } = issuer;
  const wallet = { clientId: 'example-wallet', redirectUri: 'eudi-openid4ci://authorize' };
  const { clientId, redirectUri } = wallet;
  const settings = {
    identityProvider: { issuer: provider, clientId: 'symbolon', personClaim: 'student_number', scopes: ['school'] },
    wallets: [{ clientId, name: 'Example Wallet', redirectUris: [redirectUri] }],
  };
  const put = { method: 'PUT', url: '/institutions/demo/wallet-settings', headers } as const;
  await app.inject({ ...put, payload: { ...settings, clientSecret } });
  issuer.setTime(new Date().toISOString());
  const { id, path, claim } = await claimMasonry(issuer, {}, { name: 'Sok Dara', identifier: 'S-1001' });
  const pause = (status: boolean) => {
    const credentialStatus = { type: 'BitstringStatusListEntry', statusPurpose: 'suspension' };
    const url = '/institutions/demo/credentials/status';
    return app.inject({ method: 'POST', url, headers, payload: { credentialId: id, credentialStatus, status } });
  };
  await pause(true);
  const secured = await credoBySigningIn({
    offer: offerLink(context, claim),
    key: holderKeyPair('P-256'),
    wallet,
    async signIn(url) {
      const browser = new Browser();
      return (await browser.choose(await browser.signIn(url, 'sok'), id)).url;
    },
    async ready() {
      await pause(false);
    },
  });
  await verifyIndependently('skills-sd-jwt', secured, world);
  const view = (await app.inject({ url: `${path}/claim`, headers })).json();
  t.match(view, { state: 'claimed', wallet: { client: 'example-wallet' } });
});

t.test('the table of what passes is the one in the documentation', async (t) => {
  const head = keys.map(([algorithm, binding]) => `${binding}, ${algorithm}`);
  const rows = [...table].map(([name, cells]) => `| ${name} | ${cells.join(' | ')} |`);
  const text = [`| client | form | ${head.join(' | ')} |`, `|---|---|${head.map(() => '---|').join('')}`, ...rows].join(
    '\n',
  );
  const page = new URL('../../../../../docs/wallets.md', import.meta.url);
  const now = await readFile(page, 'utf8');
  const wanted = `${now.split('<!-- table -->')[0]}<!-- table -->\n${text}\n<!-- end -->${now.split('<!-- end -->')[1]}`;
  if (process.env.UPDATE_DOCS) await writeFile(page, wanted);
  t.equal(await readFile(page, 'utf8'), wanted, 'UPDATE_DOCS=1 writes it anew');
});
