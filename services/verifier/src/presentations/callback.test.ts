import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import t from 'tap';
import { startAsking } from './testing/setting.ts';
import { presentTo, readLink, respond } from './testing/strict-wallet.ts';

type Call = { headers: IncomingHttpHeaders; body: string; status: number };

t.test(
  'an employer’s program is called back, signed, until it has understood, and learns nothing of the person',
  async (t) => {
    const calls: Call[] = [];
    // Busy at first, then redirecting, then there.
    const answers = [503, 302, 200];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const status = answers[calls.length] ?? 200;
        calls.push({ headers: request.headers, body, status });
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
      });
    }).listen(0, '127.0.0.1');
    t.teardown(() => server.close());
    await once(server, 'listening');
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const asking = await startAsking(t, { CALLBACK_HOSTS: `hr.example,${host}` }, [`http://${host}`]);
    const { ask, holder, issue, world, pool } = asking;

    const made = await ask({ all: true }, { callback: `http://${host}/told?by=verifier` });
    t.match(made, { status: 201, callbackSecret: /^whsec_/ });
    const request = await readLink(made.links.openid4vp.redirect_uri!);
    t.same(calls, [], 'nobody is told before there is something to tell');
    const vp_token = { ldp_vc: [await presentTo(request, [await issue()], holder)] };
    t.match(await respond(request, { vp_token }), { status: 200 });
    const until = async (count: number) => {
      for (let tries = 0; tries < 150 && calls.length < count; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        if (tries % 10 === 0) world.clock.now += 200_000;
      }
      t.equal(calls.length, count);
    };
    await until(3);
    const { headers, body } = calls.at(-1)!;
    // The reference library reads the clock of this machine, which here is another.
    const stamped = new Date(Number(headers['webhook-timestamp']) * 1_000);
    const expected = new Webhook(made.callbackSecret!).sign(String(headers['webhook-id']), stamped, body);
    t.equal(headers['webhook-signature'], expected, 'Standard Webhooks, by its own library');
    t.match(JSON.parse(body), {
      type: 'presentation.answered',
      data: { id: made.id, state: 'answered', verdict: 'accept' },
    });
    t.notMatch(body, /Maria|Welding|did:key/);
    world.clock.now += 3_600_000;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    t.equal(calls.length, 3, 'once it has arrived it is not sent again');
    const { rows } = await pool.query('select callback_next from verifier.presentation_request');
    t.ok(rows.every(({ callback_next }) => callback_next === null));
    for (const callback of [
      'https://elsewhere.example/',
      `http://user:word@${host}/`,
      'hr.example',
      'ftp://hr.example/',
    ])
      t.match(await ask({ all: true }, { callback }), { status: 400, errors: [{ pointer: '/callback' }] }, callback);
    t.match(await ask({ all: true }, { callback: 'https://hr.example/told' }), { status: 201 });
  },
);
