import { OutOfTime } from '@symbolon/verification';
import t from 'tap';
import { patient } from './answer/patience.ts';
import { begin, present } from './testing/exchange-wallet.ts';
import { send, startAsking, welding } from './testing/setting.ts';
import { post } from './testing/strict-wallet.ts';
import { busy } from './wallet-error.ts';

t.test('the Learner Credential Wallet answers by an exchange, signed with Ed25519Signature2020', async (t) => {
  const { ask, look, holder, issue, url } = await startAsking(t);
  const credential = await issue();
  for (const asked of [{ achievements: [welding.achievement] }, { alignments: [welding.occupation] }, { all: true }]) {
    const made = await ask(asked);
    const link = new URL(made.links.learnerCredentialWallet);
    t.equal(link.origin + link.pathname, 'https://lcw.app/request');
    const { exchange, request, protocols } = await begin(made.links.interaction);
    t.match(JSON.parse(link.searchParams.get('request')!), { protocols: { vcapi: exchange } });
    t.match(protocols['oid4vp-1.0'], made.links.openid4vp.decentralized_identifier!);
    t.match(request, { domain: url, challenge: /^[\w-]{40,}$/ });
    const verifiablePresentation = await present(request, [{ type: ['Other'] }, credential], holder);
    t.match(verifiablePresentation, { proof: { type: 'Ed25519Signature2020' } });
    t.same(await send(exchange, { verifiablePresentation }), { status: 200, body: {} });
    t.match(await look(made), {
      state: 'answered',
      protocol: 'vcapi',
      answer: { verdict: 'accept', holder: [holder.controller], credentialResults: [{ verdict: 'accept' }] },
    });
    t.match(await send(exchange, { verifiablePresentation }), { status: 410, body: { detail: /once/ } });
  }
});

t.test('where no thread is to be had for long, the wallet is told to come again, and nothing is counted', async (t) => {
  const environment = { contexts: { elsewhere: () => Promise.reject(new OutOfTime(true)) } } as never;
  const { environment: waiting, wasBusy } = patient(environment, 20);
  await t.rejects(waiting.contexts!.elsewhere!({}, 'SHA-256'), OutOfTime);
  t.equal(wasBusy(), true);
  t.match(busy(), { status: 503, error: 'temporarily_unavailable', refusal: undefined });
});

t.test('an exchange takes no presentation of another request, and none without proof', async (t) => {
  const { ask, look, holder, issue } = await startAsking(t);
  const credential = await issue();
  const [one, other] = [await ask({ all: true }), await ask({ all: true })];
  const [first, second] = [await begin(one.links.interaction), await begin(other.links.interaction)];
  const verifiablePresentation = await present(first.request, [credential], holder);
  const { proof: _, ...unsigned } = verifiablePresentation as Record<string, unknown>;
  t.match(await send(second.exchange, { verifiablePresentation }), {
    status: 400,
    body: { code: 'INVALID_CHALLENGE_ERROR' },
  });
  const domain = 'https://evil.example';
  const lured = await present({ ...first.request, domain }, [credential], holder);
  t.match(await send(first.exchange, { verifiablePresentation: lured }), {
    status: 400,
    body: { code: 'INVALID_DOMAIN_ERROR' },
  });
  t.match(await send(first.exchange, { verifiablePresentation: unsigned }), {
    status: 400,
    body: { code: 'NO_PROOF' },
  });
  t.match(await send(first.exchange, { verifiablePresentation: 5 }), { status: 400 });
  t.match(await send(first.exchange, []), { status: 400 });
  t.match(await post(first.exchange, { a: 'b' }), { status: 415 });
  t.match(await look(one), { state: 'waiting', lastRefusal: 'NO_PROOF' });
  // The same presentation, sent by the way of another protocol.
  const { openid4vp } = one.links;
  const response = new URL(openid4vp.redirect_uri!).searchParams;
  const vp_token = JSON.stringify({ ldp_vc: [verifiablePresentation] });
  const form = { state: response.get('state')!, vp_token };
  t.match(await post(response.get('response_uri')!, form), { status: 400 });
  t.match(await send(first.exchange, { verifiablePresentation }), { status: 200 });
});
