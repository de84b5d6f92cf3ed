import { didKeySigner } from '@symbolon/verification/testing';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import t from 'tap';
import { createVerifier } from '../verifier.ts';
import { send, startAsking, welding } from './testing/setting.ts';
import { encrypted, post, presentJwt, presentSdJwt, presentTo, readLink, respond } from './testing/strict-wallet.ts';

const asking = await startAsking(t);

// y = 0 and y = 1 on edwards25519: keys of small order, under which one signature fits many messages.
const smallOrder = [0, 1].map((y) => {
  const x = Buffer.from([y, ...Array(31).fill(0)]).toString('base64url');
  return `did:jwk:${Buffer.from(JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x })).toString('base64url')}`;
});

/** A presentation whose signature is the one that a key of small order takes for anything. */
function unsignedBy(did: string, { nonce, client_id: aud }: { nonce: string; client_id: string }, jwt: string): string {
  const vp = {
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiablePresentation'],
    holder: did,
    verifiableCredential: [jwt],
  };
  const parts = [
    { alg: 'EdDSA', kid: `${did}#0` },
    { iss: did, nonce, aud, vp },
  ];
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${Buffer.from([1, ...Array(63).fill(0)]).toString('base64url')}`;
}

t.test('a wallet is asked, answers, and the employer sees the verdict', async (t) => {
  const { ask, look, holder, issue } = asking;
  const credential = await issue();
  for (const asked of [{ achievements: [welding.achievement] }, { alignments: [welding.occupation] }, { all: true }]) {
    for (const way of ['decentralized_identifier', 'redirect_uri']) {
      for (const responseMode of ['direct_post', 'direct_post.jwt']) {
        const made = await ask(asked, { responseMode });
        t.equal(made.status, 201);
        t.match(await look(made), { state: 'waiting' });
        const request = await readLink(made.links.openid4vp[way]!);
        t.equal(request.response_mode, responseMode);
        const vp_token = { ldp_vc: [await presentTo(request, [credential], holder)] };
        t.match(await respond(request, { vp_token }), { status: 200, body: {} });
        t.match(await look(made), {
          state: 'answered',
          protocol: 'openid4vp-1.0',
          answer: {
            verdict: 'accept',
            reason: 'good',
            holder: [holder.controller],
            credentialResults: [{ verdict: 'accept', credential: { name: 'Shielded Metal Arc Welding NC II' } }],
          },
        });
      }
    }
  }
});

t.test('what is no answer to the request is refused in words, counted, and changes nothing', async (t) => {
  const { ask, look, holder, issue, world, pool, url } = asking;
  const credential = await issue();
  const asked = { achievements: [welding.achievement] };
  const made = await ask(asked);
  const request = await readLink(made.links.openid4vp.decentralized_identifier!);
  const other = await ask(asked);
  const foreign = await readLink(other.links.openid4vp.decentralized_identifier!);
  const ldp = async (...changes: Parameters<typeof presentTo>[3][]) => ({
    ldp_vc: [await presentTo(request, [credential], holder, changes[0])],
  });
  const good = await ldp();
  const hour = 3_600_000;
  const text = JSON.stringify(good.ldp_vc[0]);
  const masonry = await issue(holder.controller, {
    credentialSubject: {
      ...(world.credential().credentialSubject as object),
      id: holder.controller,
      achievement: {
        id: 'urn:masonry',
        type: ['Achievement'],
        name: 'Masonry',
        description: 'x',
        criteria: { narrative: 'x' },
      },
    },
  });
  const stolenKey = didKeySigner();
  const cases: [what: string, parameters: Record<string, unknown>, refusal: string][] = [
    ['the nonce of another request', { vp_token: await ldp({ nonce: foreign.nonce }) }, 'INVALID_CHALLENGE_ERROR'],
    ['the state of another request', { vp_token: good, state: foreign.state }, 'MALFORMED_VALUE_ERROR'],
    [
      'made for another verifier',
      { vp_token: await ldp({ audience: 'decentralized_identifier:did:web:evil.example' }) },
      'INVALID_DOMAIN_ERROR',
    ],
    [
      'the client_id without its prefix',
      { vp_token: await ldp({ audience: request.client_id.split(':').slice(1).join(':') }) },
      'INVALID_DOMAIN_ERROR',
    ],
    [
      'from the future',
      { vp_token: await ldp({ created: new Date(world.clock.now + hour) }) },
      'PROOF_VERIFICATION_ERROR',
    ],
    [
      'changed after it was signed',
      { vp_token: { ldp_vc: [JSON.parse(text.replace('"VerifiablePresentation"', '"VerifiablePresentation","X"'))] } },
      'UNSUPPORTED|PROOF_VERIFICATION_ERROR|PROOF_TRANSFORMATION_ERROR',
    ],
    [
      'signed by another key than the holder’s',
      { vp_token: { ldp_vc: [{ ...(await presentTo(request, [credential], stolenKey)), holder: holder.controller }] } },
      'PROOF_VERIFICATION_ERROR',
    ],
    ['not signed', { vp_token: { ldp_vc: [{ ...good.ldp_vc[0], proof: undefined }] } }, 'NO_PROOF'],
    [
      'something else than was asked',
      { vp_token: { ldp_vc: [await presentTo(request, [masonry], holder)] } },
      'NOT_WHAT_WAS_ASKED',
    ],
    ['for a query that was not asked', { vp_token: { passport: good.ldp_vc } }, 'NOT_WHAT_WAS_ASKED'],
    ['two for one query', { vp_token: { ldp_vc: [good.ldp_vc[0], good.ldp_vc[0]] } }, 'NOT_WHAT_WAS_ASKED'],
    ['without credentials', { vp_token: { ldp_vc: [await presentTo(request, [], holder)] } }, 'NO_CREDENTIAL'],
    ['no presentation', { vp_token: {} }, 'NO_PRESENTATION'],
    ['the vp_token of a draft', { vp_token: good.ldp_vc[0] }, 'MALFORMED_VALUE_ERROR'],
    ['nonsense', { vp_token: 'nonsense' }, 'MALFORMED_VALUE_ERROR'],
    ['encrypted although that was not asked', { response: 'a.b.c.d.e' }, 'MALFORMED_VALUE_ERROR'],
  ];
  for (const [what, parameters, refusal] of cases) {
    const { status, body } = await respond(request, parameters);
    t.match(
      { status, body },
      { status: 400, body: { error: 'invalid_request', error_description: /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/ } },
      what,
    );
    t.match(await look(made), { state: 'waiting', lastRefusal: new RegExp(`^(${refusal})$`) }, what);
  }
  t.match(
    await respond(foreign, { vp_token: good }),
    { status: 400 },
    'what was made for one request answers no other',
  );
  t.match(
    await respond(request, { vp_token: good }),
    { status: 200 },
    'and after all of that the right answer is taken',
  );
  t.match(await respond(request, { vp_token: good }), { status: 410 }, 'once');
  t.match(await look(made), { state: 'answered', answer: { verdict: 'accept' } });

  await Promise.all(Array.from({ length: 20 }, () => respond(foreign, { vp_token: good })));
  const own = { ldp_vc: [await presentTo(foreign, [credential], holder)] };
  t.match(await respond(foreign, { vp_token: own }), { status: 410 }, 'guessing ends');

  const strange = await fetch(`${url}/openid4vp/${'A'.repeat(22)}/redirect_uri/response`, {
    method: 'POST',
    body: new URLSearchParams({ vp_token: '{}' }),
  });
  t.match({ status: strange.status, body: await strange.json() }, { status: 404, body: { error: 'invalid_request' } });
  const { rows } = await pool.query('select * from verifier.presentation_request');
  const link = new URL(made.links.interaction).pathname.split('/').at(-1)!;
  t.notMatch(
    JSON.stringify(rows.map((row) => ({ ...row, answer: null }))),
    new RegExp(`${link}|${made.token}|${request.nonce}`),
  );
});

t.test('of many answers at once to one request exactly one counts, whichever instance took it', async (t) => {
  const { ask, look, holder, issue } = asking;
  const second = await createVerifier({ ...asking.config, port: 0 }, asking.world.now);
  t.teardown(() => second.close());
  const twin = await second.listen({ host: '127.0.0.1', port: 0 });
  const made = await ask({ all: true });
  const request = await readLink(made.links.openid4vp.redirect_uri!);
  const answers = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const vp_token = { ldp_vc: [await presentTo(request, [await issue()], holder)] };
      const response_uri = index % 2 ? request.response_uri : request.response_uri.replace(asking.url, twin);
      return (await respond({ ...request, response_uri }, { vp_token })).status;
    }),
  );
  t.same(answers.toSorted(), [200, ...Array(7).fill(410)]);
  t.match(await look(made), { state: 'answered', answer: { verdict: 'accept' } });
});

t.test('a credential that is bad is an answer, with the verdict that it has everywhere', async (t) => {
  const { ask, look, holder, issue, world } = asking;
  const show = async (credential: unknown) => {
    const made = await ask({ all: true });
    const request = await readLink(made.links.openid4vp.decentralized_identifier!);
    t.match(await respond(request, { vp_token: { ldp_vc: [await presentTo(request, [credential], holder)] } }), {
      status: 200,
    });
    return (await look(made)).answer;
  };
  t.match(await show(await issue('did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK')), {
    verdict: 'reject',
    reason: 'foreign-holder',
  });
  t.match(await show(await issue(holder.controller, { validUntil: '2026-06-30T00:00:00Z' })), {
    verdict: 'review',
    reason: 'expired',
  });
  const changed = { ...(await issue()), name: 'Master of everything' };
  t.match(await show(changed), {
    verdict: 'reject',
    reason: 'not-genuine',
    credentialResults: [{ credential: undefined }],
  });
  const { proof: _, ...unsigned } = await issue();
  t.match(await show(unsigned), { verdict: 'reject', reason: 'no-proof' });
  world.lists.revocation[94_567 >> 3]! |= 128 >> (94_567 % 8);
  await world.publish('revocation');
  world.clock.now += 3_600_000;
  t.match(await show(await issue()), { verdict: 'reject', reason: 'revoked' });
  world.lists.revocation.fill(0);
  await world.publish('revocation');
  world.clock.now += 3_600_000;
});

t.test(
  'an encrypted response is for this request alone, and none that was asked to be encrypted comes open',
  async (t) => {
    const { ask, look, holder, issue } = asking;
    const made = await ask({ all: true }, { responseMode: 'direct_post.jwt' });
    const request = await readLink(made.links.openid4vp.decentralized_identifier!);
    const other = await readLink(
      (await ask({ all: true }, { responseMode: 'direct_post.jwt' })).links.openid4vp.redirect_uri!,
    );
    const vp_token = { ldp_vc: [await presentTo(request, [await issue()], holder)] };
    const open = { state: request.state, vp_token: JSON.stringify(vp_token) };
    t.match(await post(request.response_uri, open), { status: 400, body: { error_description: /encrypted/ } });
    const forOther = await encrypted(other, { state: request.state, vp_token });
    t.match(await post(request.response_uri, { response: forOther }), { status: 400 });
    const right = await encrypted(request, { state: request.state, vp_token });
    t.match(await post(request.response_uri, { response: `${right.slice(0, -5)}AAAAA` }), { status: 400 });
    const [key] = request.client_metadata.jwks!.keys as [JWK];
    const content = Buffer.from(JSON.stringify({ state: request.state, vp_token }));
    const jwe = async (header: object, jwk: JWK | Uint8Array = key) =>
      new CompactEncrypt(content)
        .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: String(key.kid), ...header })
        .encrypt(jwk instanceof Uint8Array ? jwk : await importJWK(jwk, 'ECDH-ES'));
    const wrong = [
      await jwe({ kid: (other.client_metadata.jwks!.keys as [JWK])[0].kid }),
      await jwe({ enc: 'A256CBC-HS512' }),
      await jwe({ alg: 'ECDH-ES+A256KW' }),
      await jwe({ alg: 'dir' }, new Uint8Array(32)),
      // A JWT that is signed, or not even that, is none.
      await presentJwt(request, [], holder, { state: request.state, vp_token }),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${content.toString('base64url')}.`,
    ];
    for (const [place, response] of wrong.entries())
      t.match(await post(request.response_uri, { response }), { status: 400 }, String(place));
    t.match(await post(request.response_uri, { response: right }), { status: 200 });
    t.match(await look(made), { state: 'answered', answer: { verdict: 'accept' } });
  },
);

t.test('a request ends: by time, by the wallet, by whoever asked', async (t) => {
  const { ask, look, holder, issue, world, pool, url } = asking;
  const late = await ask({ all: true }, { expiresIn: 60 });
  const request = await readLink(late.links.openid4vp.decentralized_identifier!);
  const vp_token = { ldp_vc: [await presentTo(request, [await issue()], holder)] };
  world.clock.now += 61_000;
  t.match(await look(late), { state: 'expired' });
  t.match(await respond(request, { vp_token }), { status: 410, body: { error: 'invalid_request' } });

  const declined = await ask({ all: true });
  const asked = await readLink(declined.links.openid4vp.redirect_uri!);
  t.match(await respond(asked, { error: 'access_denied' }), { status: 200 });
  t.match(await look(declined), { state: 'declined' });

  const withdrawn = await ask({ all: true });
  const headers = { authorization: `Bearer ${withdrawn.token}` };
  const address = `${url}/presentation-requests/${withdrawn.id}`;
  t.equal((await fetch(address, { method: 'DELETE', headers })).status, 204);
  await t.rejects(readLink(withdrawn.links.openid4vp.decentralized_identifier!), /ended/);
  for (const authorization of [undefined, 'Bearer x', `Bearer ${declined.token}`]) {
    const reply = await fetch(address, authorization === undefined ? {} : { headers: { authorization } });
    t.ok([401, 404].includes(reply.status), 'the answer is for whoever asked');
  }
  world.clock.now += 3_600_000;
  const isEmpty = async () => (await pool.query('select 1 from verifier.presentation_request')).rowCount === 0;
  for (let tries = 0; tries < 100 && !(await isEmpty()); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  t.ok(await isEmpty(), 'what has had its time is removed');
});

t.test('what cannot be asked is told', async (t) => {
  const { url } = asking;
  const bodies: unknown[] = [
    {},
    { asked: {} },
    { asked: { all: false } },
    { asked: { all: true, achievements: ['urn:a'] } },
    { asked: { achievements: [] } },
    { asked: { achievements: ['not an address'] } },
    { asked: { all: true }, expiresIn: 5 },
    { asked: { all: true }, expiresIn: 1e9 },
    { asked: { all: true }, responseMode: 'fragment' },
    { asked: { all: true }, callback: 'https://elsewhere.example/' },
    { asked: { all: true }, more: 1 },
    [],
    { asked: { achievements: Array(201).fill('urn:a') } },
  ];
  for (const body of bodies) {
    const { status, body: problem } = await send(`${url}/presentation-requests`, body);
    t.match({ status, problem }, { status: 400, problem: { title: String } }, JSON.stringify(body).slice(0, 80));
  }
});

t.test('a wallet of the drafts answers a presentation definition', async (t) => {
  const { ask, look, holder, issue, issueJwt, url } = asking;
  const credential = await issue();
  const jwt = await issueJwt();
  for (const form of ['one', 'several', 'jwt'] as const) {
    const made = await ask({ achievements: [welding.achievement] });
    const request = await readLink(made.links.openid4vp.did!);
    const { host } = new URL(url);
    t.match(request, { client_id: `did:web:${host.replace(':', '%3A')}`, client_id_scheme: 'did' });
    t.match(request.presentation_definition, {
      id: made.id,
      input_descriptors: [{ constraints: { fields: [{}, { filter: { enum: [welding.achievement] } }] } }],
    });
    const submission = (path: string, definition_id = made.id) => ({
      id: 'submission',
      definition_id,
      descriptor_map: [
        {
          id: 'credential',
          format: 'ldp_vp',
          path,
          path_nested: { format: 'ldp_vc', path: '$.verifiableCredential[0]' },
        },
      ],
    });
    const presentation = await presentTo(request, [credential], holder);
    const answer = {
      one: { vp_token: presentation, presentation_submission: submission('$') },
      several: { vp_token: [presentation], presentation_submission: submission('$[0]') },
      jwt: {
        vp_token: await presentJwt(request, [jwt], holder),
        presentation_submission: submission('$'),
      },
    }[form];
    const bad = [
      { ...answer, presentation_submission: undefined },
      { ...answer, presentation_submission: submission('$', 'another') },
      { ...answer, presentation_submission: submission('$[7]') },
      { ...answer, presentation_submission: { ...submission('$'), descriptor_map: [{ id: 'other', path: '$' }] } },
    ];
    for (const each of bad) t.match(await respond(request, JSON.parse(JSON.stringify(each))), { status: 400 });
    t.match(await respond(request, answer), { status: 200 }, form);
    t.match(await look(made), { state: 'answered', protocol: 'openid4vp-draft', answer: { verdict: 'accept' } });
  }
});

t.test('a presentation as a JWT, with the credential as a JWT inside', async (t) => {
  const { ask, look, holder, issueJwt } = asking;
  const made = await ask({ achievements: [welding.achievement] });
  const request = await readLink(made.links.openid4vp.decentralized_identifier!);
  const jwt = await issueJwt();
  const wrong = [
    await presentJwt({ ...request, nonce: 'another' }, [jwt], holder),
    await presentJwt({ ...request, client_id: 'another' }, [jwt], holder),
    await presentJwt(request, [jwt], holder, { iat: 1_900_000_000 }),
    await presentJwt(request, [jwt], holder, { exp: 1_600_000_000 }),
    await presentJwt(request, [jwt], didKeySigner(), { iss: holder.controller }),
    (await presentJwt(request, [jwt], holder)).replace(
      /^[^.]+/,
      Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url'),
    ),
    (await presentJwt(request, [jwt], holder)).replace(
      /^[^.]+/,
      Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: holder.verificationMethod })).toString('base64url'),
    ),
    ...smallOrder.map((did) => unsignedBy(did, request, jwt)),
  ];
  for (const [index, presentation] of wrong.entries())
    t.match(await respond(request, { vp_token: { jwt_vc_json: [presentation] } }), { status: 400 }, String(index));
  const presentation = await presentJwt(request, [jwt], holder);
  t.match(
    await respond(request, { vp_token: { ldp_vc: [presentation] } }),
    { status: 400 },
    'under the query of another form',
  );
  t.match(await respond(request, { vp_token: { jwt_vc_json: [presentation] } }), { status: 200 });
  t.match(await look(made), { state: 'answered', answer: { verdict: 'accept', holder: [holder.controller] } });
});

t.test('a browser that asks the wallets of its device brings the answer for this origin alone', async (t) => {
  const { ask, look, holder, issue, url } = asking;
  for (const responseMode of ['direct_post', 'direct_post.jwt']) {
    const made = await ask({ all: true }, { responseMode });
    const address = made.links.digitalCredentials;
    const { requests } = await (await fetch(address)).json();
    const [signed, unsigned] = requests;
    const response_mode = responseMode === 'direct_post' ? 'dc_api' : 'dc_api.jwt';
    t.match(unsigned, { protocol: 'openid4vp-v1-unsigned', data: { response_type: 'vp_token', response_mode } });
    const { protocol, data } = unsigned;
    t.notOk(
      'client_id' in data || 'response_uri' in data || 'state' in data,
      'the browser says who asks, and carries the answer',
    );
    t.equal(signed.protocol, 'openid4vp-v1-signed');
    const object = JSON.parse(Buffer.from(signed.data.request.split('.')[1], 'base64url').toString());
    t.match(object, { client_id: /^x509_hash:/, expected_origins: [url], nonce: data.nonce, response_mode });
    const to = async (audience: string) => {
      const vp_token = { ldp_vc: [await presentTo({ ...data, client_id: audience }, [await issue()], holder)] };
      return responseMode === 'direct_post' ? { vp_token } : { response: await encrypted(data, { vp_token }) };
    };
    const own = `origin:${url}`;
    t.match(await send(address, { protocol, data: await to('origin:https://evil.example') }), { status: 400 });
    t.match(await send(address, { protocol: signed.protocol, data: await to(own) }), { status: 400 });
    t.match(await send(address, { protocol, data: await to(object.client_id) }), { status: 400 });
    t.match(await send(address, { protocol: 'other', data: {} }), { status: 400 });
    const [last, audience] = responseMode === 'direct_post' ? [protocol, own] : [signed.protocol, object.client_id];
    t.match(await send(address, { protocol: last, data: await to(audience) }), { status: 200 });
    t.match(await look(made), { state: 'answered', protocol: 'dc-api', answer: { verdict: 'accept' } });
  }
});

t.test('an SD-JWT VC is shown in part, with its key binding to this request', async (t) => {
  const { ask, look, holder, issueSdJwt, world } = asking;
  const sdJwt = await issueSdJwt();
  const made = await ask({ alignments: [welding.occupation] });
  const request = await readLink(made.links.openid4vp.decentralized_identifier!);
  const query = request.dcql_query!.credentials.find(({ format }) => format === 'dc+sd-jwt')!;
  t.match(query, {
    id: 'dc_sd_jwt',
    meta: { vct_values: [`${world.origin}/credential-types/skills-credential/v1`] },
    claims: [
      { path: ['name'] },
      {},
      {},
      { path: ['achievement', 'alignment', null, 'targetUrl'], values: [welding.occupation] },
    ],
  });
  const answer = async (presentation: string) => respond(request, { vp_token: { dc_sd_jwt: [presentation] } });
  const hour = 3_600;
  const now = Math.floor(world.clock.now / 1_000);
  const show = (claims: Record<string, unknown> = {}, key = holder) =>
    presentSdJwt(request, sdJwt, key, { disclose: ['name'], claims: { iat: now, ...claims } });
  const whole = await presentSdJwt(request, sdJwt, holder, { claims: { iat: now } });
  const wrong: [string, string, string][] = [
    ['for another request', await show({ nonce: 'another' }), 'INVALID_CHALLENGE_ERROR'],
    ['for another verifier', await show({ aud: 'another' }), 'INVALID_DOMAIN_ERROR'],
    [
      'without the prefix of the client_id',
      await show({ aud: request.client_id.replace(/^[^:]+:/, '') }),
      'INVALID_DOMAIN_ERROR',
    ],
    ['from the future', await show({ iat: now + hour }), 'PROOF_VERIFICATION_ERROR'],
    ['of yesterday', await show({ iat: now - 24 * hour }), 'PROOF_VERIFICATION_ERROR'],
    ['by another key', await show({}, didKeySigner()), 'CRYPTOGRAPHIC_SECURITY_ERROR|PROOF_VERIFICATION_ERROR'],
    ['over other disclosures', await show({ sd_hash: 'x'.repeat(43) }), 'PROOF_VERIFICATION_ERROR'],
    [
      'with a disclosure more than was signed',
      `${whole.split('~').slice(0, -1).join('~')}~${(await show()).split('~').at(-1)}`,
      'PROOF_VERIFICATION_ERROR',
    ],
    ['without a key binding', sdJwt, 'PROOF_VERIFICATION_ERROR'],
    ['nothing that can be read', 'x~', 'PARSING_ERROR'],
    ['a key binding alone', `~${(await show()).split('~').at(-1)}`, 'PARSING_ERROR'],
  ];
  for (const [what, presentation, code] of wrong) {
    t.match(await answer(presentation), { status: 400 }, what);
    t.match(await look(made), { state: 'waiting', lastRefusal: new RegExp(code) }, what);
  }
  t.match(await answer(await show()), { status: 200 });
  t.match(await look(made), {
    state: 'answered',
    answer: {
      verdict: 'accept',
      reason: 'good',
      credentialResults: [{ credential: { credentialSubject: { name: 'Maria Santos Reyes' } } }],
    },
  });
});
