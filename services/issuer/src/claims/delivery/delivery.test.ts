import { SMTPServer } from 'smtp-server';
import t from 'tap';
import { readEnv, toConfig } from '../../config.ts';
import { testIssuer } from '../../testing.ts';
import { claimMasonry } from '../testing.ts';
import { smtpMail } from './mail.ts';

type Taken = { from: string; to: string[]; data: string; user: string | undefined };

/** A real SMTP server that keeps what it takes, and takes nothing for `refused@`. */
async function smtpServer(t: { teardown(handler: () => void): void }) {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      password === 'secret' && username ? done(null, { user: username }) : done(new Error('535 no')),
    onRcptTo: ({ address }, _session, done) => (address.startsWith('refused@') ? done(new Error('550 no')) : done()),
    onData(stream, { envelope, user }, done) {
      let data = '';
      stream.on('data', (chunk) => {
        data += chunk;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope;
        taken.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), data, user });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.server.address() as { port: number };
  return { taken, url: `smtp://school@127.0.0.1:${port}` };
}

t.test(
  'the address of a claim page is sent by mail, its digits are not, and the mail address is kept nowhere',
  async (t) => {
    const { taken, url } = await smtpServer(t);
    const issuer = await testIssuer(t);
    const { app, headers, context } = issuer;
    const claim = await claimMasonry(issuer);
    const send = (payload: object) =>
      app.inject({ method: 'POST', url: `${claim.path}/claim/message`, headers, payload });
    const email = 'dara@home.example';
    t.equal((await send({ email })).statusCode, 409, 'off unless it is set up');

    Object.assign(context, { mail: smtpMail({ url, password: 'secret', from: 'certificates@school.example' }) });
    t.equal((await send({ email, language: 'km' })).statusCode, 204);
    const [message] = taken;
    t.match(message, { from: 'certificates@school.example', to: [email], user: 'school' });
    const [, body = ''] = message!.data.split('\r\n\r\n');
    const text = /base64/i.test(message!.data) ? Buffer.from(body, 'base64').toString('utf8') : body;
    t.match(text.replaceAll('=\r\n', ''), claim.url!.split('/').at(-1));
    t.notMatch(text, claim.txCode!);

    t.equal((await send({ email: 'refused@home.example' })).statusCode, 502);
    t.equal((await send({ email: 'a@b.example\r\nBcc: c@d.example' })).statusCode, 400);
    t.equal((await send({ email: 'x@y.example, z@y.example' })).statusCode, 400);
    Object.assign(context, { mail: smtpMail({ url, password: 'wrong', from: 'certificates@school.example' }) });
    t.equal((await send({ email })).statusCode, 502);
    t.equal(taken.length, 1);
    const { rows } = await context.pool.query("select detail from audit_entry where event = 'claim.sent'");
    t.same(rows, [{ detail: '{"by":"email"}' }]);
  },
);

t.test('a mail server that cannot be one stops the start with the name of the variable', async (t) => {
  const given = { DATABASE_URL: 'postgres://db.example/x', MAIL_FROM: 'a@b.example' };
  const config = (env: Record<string, string>) =>
    toConfig({ ...readEnv({ ...given, ...env }), passphrase: 'x'.repeat(16) });
  t.equal(config({}).smtp, undefined);
  t.match(config({ SMTP_URL: 'smtps://mail.example' }).smtp, { from: 'a@b.example' });
  t.throws(() => config({ SMTP_URL: 'http://mail.example' }), { message: /^SMTP_URL/ });
  t.throws(() => config({ SMTP_URL: 'smtp://u:p@mail.example' }), { message: /^SMTP_URL/ });
  t.throws(() => config({ SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'School <a@b>' }), { message: /^MAIL_FROM/ });
});
