import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { testAuthority } from '@symbolon/securing/testing';
import t from 'tap';
import { openIdentity } from './identity.ts';
import { startAsking, welding } from './testing/setting.ts';
import { type Form, wallets } from './testing/wallets.ts';

const modes = ['direct_post', 'direct_post.jwt'];

t.test('each wallet, by each way and in each form, is answered, and the page of documentation says so', async (t) => {
  const { ask, look, holder, issue, issueJwt, issueSdJwt } = await startAsking(t);
  const credentials = { ldp_vc: await issue(), jwt_vc_json: await issueJwt(), 'dc+sd-jwt': await issueSdJwt() };
  const rows: string[] = [];
  for (const wallet of wallets) {
    for (const way of wallet.links) {
      for (const responseMode of way === 'interaction' ? ['direct_post'] : modes) {
        const passed: Form[] = [];
        for (const form of wallet.forms.filter((form) => way !== 'did' || form !== 'dc+sd-jwt')) {
          const what = `${wallet.name}, ${way}, ${responseMode}, ${form}`;
          const made = await ask({ alignments: [welding.occupation] }, { responseMode });
          const link = way === 'interaction' ? made.links.interaction : made.links.openid4vp[way]!;
          const status = await wallet.show(link, { form, credential: credentials[form], holder });
          t.equal(status, 200, what);
          const standing = await look(made);
          if (t.match(standing, { state: 'answered', answer: { verdict: 'accept', reason: 'good' } }, what))
            passed.push(form);
        }
        const mode = way === 'interaction' ? 'exchange' : responseMode;
        rows.push(`| ${wallet.name} | ${way} | ${mode} | ${passed.join(', ')} |`);
      }
    }
  }
  const page = new URL('../../../../docs/showing.md', import.meta.url);
  const text = await readFile(page, 'utf8');
  const table = ['| wallet | asked by | answers by | forms that passed |', '|---|---|---|---|', ...rows].join('\n');
  const wanted = text.replace(/(<!-- made by wallets\.test\.ts -->\n)[\s\S]*?(\n<!-- end -->)/, `$1${table}$2`);
  if (process.env.UPDATE_DOCS) await writeFile(page, wanted);
  else t.equal(text, wanted, 'docs/showing.md says what passes; UPDATE_DOCS=1 writes it anew');
});

t.test('a key or a certificate that wallets would refuse stops the start in words', async (t) => {
  const now = new Date('2026-11-20T10:00:00Z');
  const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const [own, other] = [p256(), p256()];
  const pemOf = (key: typeof own) => key.export({ format: 'pem', type: 'pkcs8' }).toString();
  const certify = (key: typeof own, more: { dns?: string; notAfter?: Date }) =>
    `-----BEGIN CERTIFICATE-----\n${testAuthority().issue({ privateKey: key.export({ format: 'der', type: 'pkcs8' }), ...more })}\n-----END CERTIFICATE-----`;
  const dns = 'verifier.example';
  const open = (key: string, certificates?: string) =>
    openIdentity(
      { databaseUrl: '', databaseConnections: 1, key, certificates, callbackHosts: [], keepMinutes: 1 },
      `https://${dns}`,
      now,
    );
  t.match(open(pemOf(own)).clientIds, {
    decentralized_identifier: 'decentralized_identifier:did:web:verifier.example',
    x509_hash: undefined,
  });
  t.match(open(pemOf(own), certify(own, { dns })).clientIds, {
    x509_hash: /^x509_hash:[\w-]{43}$/,
    x509_san_dns: `x509_san_dns:${dns}`,
  });
  const cases: [key: string, certificates: string | undefined, words: RegExp][] = [
    ['nonsense', undefined, /VERIFIER_KEY_FILE holds no private key/],
    [pemOf(generateKeyPairSync('ed25519').privateKey as typeof own), undefined, /no P-256 key/],
    [pemOf(own), 'nonsense', /VERIFIER_CERTIFICATE_FILE holds no certificates/],
    [pemOf(own), certify(other, { dns }), /not that of VERIFIER_KEY_FILE/],
    [pemOf(own), certify(own, { dns: 'other.example' }), /does not name verifier\.example/],
    [pemOf(own), certify(own, { dns, notAfter: new Date('2026-11-01T00:00:00Z') }), /has ended/],
  ];
  for (const [key, certificates, words] of cases) t.throws(() => open(key, certificates), words, String(words));
});
