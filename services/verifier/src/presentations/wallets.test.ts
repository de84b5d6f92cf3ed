import { readFile, writeFile } from 'node:fs/promises';
import t from 'tap';
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
