import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { base64urlnopad } from '@scure/base';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { holderName, readSkill, toVcdm11, type UnsignedCredential } from '@symbolon/credential';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { prepareCredential, signEd25519Signature2020, signJwtVc11 } from '@symbolon/securing/sign';
import { testAuthority } from '@symbolon/securing/testing';
import { certificateLookup } from '@symbolon/securing/x5c';
import t, { type Test } from 'tap';
import {
  type Reason,
  type Verdict,
  type VerificationEnvironment,
  type VerifyOptions,
  verifyCredential,
} from '../index.ts';
import { didKeySigner, newSigner, startWorld, type World } from '../testing/world.ts';

const day = 24 * 60 * 60 * 1000;
const index = 94_567;

async function world(t: Test): Promise<World> {
  const made = await startWorld();
  t.teardown(() => made.stop());
  await made.publishToken();
  return made;
}

const check = (
  w: World,
  input: unknown,
  options: VerifyOptions = {},
  environment: VerificationEnvironment = w.environment,
) => verifyCredential(input, options, environment);

/** Keeps those disclosures of which the holder shows the name or, for elements of arrays, the value. */
function show(sdJwt: string, chosen: (content: unknown[]) => boolean): string {
  const [jwt, ...rest] = sdJwt.split('~').slice(0, -1);
  return [jwt, ...rest.filter((each) => chosen(JSON.parse(Buffer.from(each, 'base64url').toString()))), ''].join('~');
}
const nothing = () => false;

t.test('an SD-JWT has the verdict that its other forms have, shown whole or in part', async (t) => {
  const w = await world(t);
  const others = await w.environmentOf([]);
  const partial = {
    ...(w.credential().credentialSubject as object),
    partialRecognition: { id: 'urn:x', type: 'PartialRecognition', recognisedUnit: ['U1'], missingUnit: ['U2'] },
  };
  const scope = { ...w.institution, scope: { occupations: [{ scheme: 'isco-08', code: '9999' }] } };
  type Case = [Verdict, Reason, Record<string, unknown>?, VerifyOptions?, VerificationEnvironment?];
  const cases: Case[] = [
    ['accept', 'good'],
    ['accept', 'partial', { credentialSubject: partial }],
    ['review', 'expired', { validUntil: '2026-06-01T00:00:00Z' }],
    ['review', 'not-yet-valid', { validFrom: '2027-01-01T00:00:00Z' }],
    ['review', 'issuer-unknown', {}, {}, others],
    ['accept', 'good', {}, { acceptedIssuers: [w.did] }, others],
    ['review', 'issuer-out-of-scope', {}, {}, w.environmentOf([scope])],
    ['review', 'expired', {}, { at: new Date('2032-01-01T00:00:00Z') }],
  ];
  for (const [verdict, reason, changes, options, environment] of cases) {
    const whole = await w.issueSdJwt(changes);
    const ldp = await check(w, await w.issue(changes), options, environment);
    t.match(ldp, { verdict, reason, verified: true });
    for (const text of [whole, show(whole, nothing), ` ${whole}\n`]) {
      const result = await check(w, text, options, environment);
      t.match(result, { verdict, reason, verified: true }, reason);
      t.same(
        result.checks.map(({ check, outcome, code }) => [check, outcome, code]),
        ldp.checks.map(({ check, outcome, code }) => [check, outcome, code]),
      );
      t.same(result.issuer?.known && result.issuer.names, ldp.issuer?.known && ldp.issuer.names);
    }
  }
});

t.test('what is kept back is missing, and never reads as not achieved', async (t) => {
  const w = await world(t);
  const achievement = 'https://issuer.example/achievements/1';
  const unit = (code: string) => ({
    id: `${achievement}#${code}`,
    type: ['ResultDescription'],
    name: code,
    resultType: 'Status',
    unitCode: code,
  });
  const subject = {
    id: 'did:example:1',
    type: ['AchievementSubject', 'RecognisedSkillSubject'],
    name: 'Maria Santos Reyes',
    identifier: [
      { type: 'IdentityObject', hashed: false, identityHash: 'MARIA REYES', identityType: 'ext:latinName' },
      { type: 'IdentityObject', hashed: false, identityHash: '1990-01-02', identityType: 'ext:dateOfBirth' },
      {
        type: 'IdentityObject',
        hashed: true,
        identityHash: `sha256$${'0f'.repeat(32)}`,
        salt: 's',
        identityType: 'ext:documentNumber',
      },
    ],
    recognitionRoute: 'work',
    result: [
      { id: 'urn:r1', type: ['Result'], resultDescription: `${achievement}#U1`, status: 'Completed' },
      { id: 'urn:r2', type: ['Result'], resultDescription: `${achievement}#grade`, value: '82' },
    ],
    achievement: {
      id: achievement,
      type: ['Achievement', 'SkillsAchievement'],
      name: 'Welding',
      resultDescription: [
        unit('U1'),
        unit('U2'),
        { id: `${achievement}#grade`, type: ['ResultDescription'], name: 'Result', resultType: 'Result' },
      ],
    },
  };
  const whole = await w.issueSdJwt({ credentialSubject: subject });
  const read = async (text: string) => {
    const { credential, verdict } = await check(w, text);
    t.equal(verdict, 'accept');
    return readSkill(credential!);
  };
  t.match(await read(whole), {
    holder: {
      name: 'Maria Santos Reyes',
      latinName: 'MARIA REYES',
      dateOfBirth: '1990-01-02',
      documentNumberHash: { salt: 's' },
    },
    route: 'work',
    result: '82',
    units: [
      { code: 'U1', recognised: true },
      { code: 'U2', recognised: true },
    ],
  });
  const little = await read(show(whole, nothing));
  t.same(little.holder, {});
  t.equal(little.result, undefined);
  t.same(
    little.units.map(({ recognised }) => recognised),
    [true, true],
    'of a whole recognition every unit is',
  );

  const partialRecognition = { id: 'urn:p', type: 'PartialRecognition', recognisedUnit: ['U1'], missingUnit: ['U2'] };
  const part = await w.issueSdJwt({ credentialSubject: { ...subject, partialRecognition } });
  t.match(await read(part), {
    units: [
      { code: 'U1', recognised: true },
      { code: 'U2', recognised: false },
    ],
    partial: { missingUnit: ['U2'] },
  });
  const one = await check(
    w,
    show(part, ([, value]) => value === 'U1'),
  );
  t.match(one, { verdict: 'accept', reason: 'partial' }, 'that it is a part cannot be kept back');
  t.match(readSkill(one.credential!), {
    units: [{ code: 'U1', recognised: true }],
    partial: { recognisedUnit: ['U1'], missingUnit: [] },
  });
  const none = await check(w, show(part, nothing));
  t.match(none, { verdict: 'accept', reason: 'partial' });
  t.same(readSkill(none.credential!).units, [], 'of a unit of which nothing is shown nothing is said');
  t.equal(holderName(none.credential!), undefined);
  t.notMatch(JSON.stringify(none), /Maria|MARIA|1990|6f1c9ad2/);
});

t.test('one revocation takes back all forms, and a status that is not known is never good', async (t) => {
  const w = await world(t);
  const document = w.credential() as unknown as UnsignedCredential;
  const [signer] = w.keys;
  const created = new Date('2026-11-01T00:00:00Z');
  const older = await prepareCredential(toVcdm11(document, { proofType: 'Ed25519Signature2020' }));
  const forms = [
    await w.issue(),
    await w.issueJwt(),
    await w.issueSdJwt(),
    await signJwtVc11(await prepareCredential(toVcdm11(document)), signer!),
    await signEd25519Signature2020(older, signer!, { created }),
  ];
  const set = async (purpose: 'revocation' | 'suspension' | 'refresh', bit: boolean) => {
    const byte = w.lists[purpose][index >> 3]!;
    const mask = 0x80 >> (index & 7);
    w.lists[purpose][index >> 3] = bit ? byte | mask : byte & ~mask;
    await w.publish(purpose);
    await w.publishToken();
    w.clock.now += 10_000;
  };
  const all = async (verdict: Verdict, reason: Reason) => {
    for (const form of forms) t.match(await check(w, form), { verdict, reason }, reason);
  };
  await all('accept', 'good');
  await set('suspension', true);
  await all('review', 'suspended');
  await set('revocation', true);
  await all('reject', 'revoked');
  await set('suspension', false);
  await all('reject', 'revoked');
  t.match((await check(w, forms[2])).status, [
    { statusPurpose: 'revocation', set: true, freshness: 'fresh', statusListIndex: String(index) },
    { statusPurpose: 'suspension', set: false },
    { statusPurpose: 'refresh', set: false },
  ]);
  await set('refresh', true);
  t.match(await check(w, forms[2]), { verdict: 'reject', reason: 'superseded' }, 'a newer one takes its place');
  for (const refresh_list of [undefined, 7, { bits: 1, lst: 'AAAA' }, { bits: 1, lst: 'eNrbuRgAAhcBXQ' }]) {
    await w.publishToken((claims) => ({ ...claims, refresh_list }));
    w.clock.now += 10_000;
    t.match(await check(w, forms[2]), { verdict: 'reject', reason: 'revoked' }, 'why is unknown, that it was is not');
  }
  w.routes.delete('/status-lists/demo/token/0');
  w.clock.now += 40 * day;
  t.match(await check(w, forms[2]), { verdict: 'reject', reason: 'revoked' }, 'at any age');

  const fresh = await world(t);
  const good = await fresh.issueSdJwt();
  const expect = async (reason: Reason, name: string) => {
    fresh.clock.now += 10_000;
    t.match(await check(fresh, good, {}, fresh.environmentOf()), { verdict: 'review', reason }, name);
  };
  const lists: [string, (claims: Record<string, unknown>) => Record<string, unknown>][] = [
    ['of another address', (claims) => ({ ...claims, sub: `${String(claims.sub)}1` })],
    ['that has expired', (claims) => ({ ...claims, exp: 1 })],
    ['of tomorrow', (claims) => ({ ...claims, iat: 9e9 })],
    ['with a value of its own', (claims) => ({ ...claims, status_list: { bits: 8, lst: lstOf(3) } })],
    ['too short', (claims) => ({ ...claims, status_list: { bits: 1, lst: 'eNrbuRgAAhcBXQ' } })],
    ['that cannot be read', (claims) => ({ ...claims, status_list: { bits: 1, lst: 'AAAA' } })],
    ['without a list', ({ status_list: _, ...claims }) => claims],
  ];
  for (const [name, change] of lists) {
    await fresh.publishToken(change);
    await expect('status-unknown', name);
  }
  const stranger = newSigner(fresh.did, 'key-9');
  await fresh.publishToken(undefined, stranger);
  await expect('status-unknown', 'of a key that is not the issuer’s');
  fresh.routes.set('/status-lists/demo/token/0', fresh.routes.get('/status-lists/demo/revocation/0')!);
  await expect('status-unknown', 'of the other kind');
  fresh.routes.delete('/status-lists/demo/token/0');
  await expect('status-unknown', 'that is not there');

  await fresh.publishToken();
  const elsewhere = await fresh.issueSdJwt();
  t.match(await check(fresh, elsewhere), { verdict: 'accept' });
  fresh.clock.now += day / 2;
  fresh.routes.delete('/status-lists/demo/token/0');
  t.match(await check(fresh, elsewhere), { verdict: 'review', reason: 'status-stale' });
});

const lstOf = (value: number) => base64urlnopad.encode(deflateSync(new Uint8Array(100_000).fill(value)));

t.test('a list of the other kind cannot be spoilt for others', async (t) => {
  const w = await world(t);
  const environment = w.environmentOf();
  const attacker = didKeySigner();
  const list = `${w.base}/revocation/0`;
  const status = [
    { statusPurpose: 'revocation', statusListIndex: '7', statusListCredential: list, type: 'BitstringStatusListEntry' },
  ];
  const text = await w.issueSdJwt(
    { issuer: { id: attacker.controller, name: 'x' }, credentialStatus: status },
    { signer: attacker, uri: list },
  );
  t.match(await check(w, text, {}, environment), { verdict: 'review' });
  t.match(await check(w, await w.issue(), {}, environment), { verdict: 'accept' });
});

t.test('who presents it is proven by the key that it is bound to', async (t) => {
  const w = await world(t);
  const holder = didKeySigner();
  const keyBinding = { nonce: 'n-0S6', audience: 'decentralized_identifier:did:web:verifier.example' };
  const bound = await w.issueSdJwt({}, { holderBinding: { jwk: holder.publicJwk } });
  const bind = async (presented: string, nonce = keyBinding.nonce) => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = {
      iat: w.clock.now / 1_000,
      aud: keyBinding.audience,
      nonce,
      sd_hash: createHash('sha256').update(presented).digest('base64url'),
    };
    const input = `${encode({ alg: 'EdDSA', typ: 'kb+jwt' })}.${encode(payload)}`;
    return `${presented}${input}.${Buffer.from(await holder.sign(Buffer.from(input))).toString('base64url')}`;
  };
  const shown = show(bound, ([, name]) => name === 'name');
  const result = await check(w, await bind(shown), { keyBinding });
  t.match(result, {
    verdict: 'accept',
    reason: 'good',
    claims: { name: 'Maria Santos Reyes', cnf: { jwk: holder.publicJwk } },
  });
  t.match(result.checks.at(-1), { check: 'holder', outcome: 'passed' });
  t.match(await check(w, await bind(shown, 'old'), { keyBinding }), {
    verdict: 'reject',
    problemDetails: [{ code: 'INVALID_CHALLENGE_ERROR' }],
  });
  t.match(await check(w, bound, { keyBinding }), { verdict: 'reject', reason: 'not-genuine' });
  t.match(await check(w, await w.issueSdJwt(), { keyBinding }), { verdict: 'review', reason: 'holder-unknown' });
  t.match(await check(w, await bind(shown)), { verdict: 'accept' }, 'on paper nobody asked');
});

t.test('an issuer that a certificate names is known by the trust list', async (t) => {
  const w = await world(t);
  const { privateKey } = generateKey('P-256');
  const signer = signerFromKey({ verificationMethod: `${w.did}#x5c`, controller: w.did, privateKey });
  const authority = testAuthority();
  const x5c = [authority.issue({ privateKey, uri: w.did, dns: 'issuer.example' })];
  const environment = w.environmentOf([{ ...w.institution, certificates: [authority.certificate] }]);
  const issuerKeys = { byCertificate: certificateLookup({ known: environment.trust.certificateHolders, now: w.now }) };
  const known = { ...environment, issuerKeys };
  for (const iss of [undefined, 'https://issuer.example']) {
    const text = await w.issueSdJwt({}, { signer, x5c, iss });
    t.match(await check(w, text, {}, known), { verdict: 'accept', reason: 'good', issuer: { did: w.did } });
    t.match(await check(w, text, {}, environment), { verdict: 'review', reason: 'issuer-key-unknown' }, 'in a page');
    const nobody = certificateLookup({ known: w.environment.trust.certificateHolders, now: w.now });
    t.match(await check(w, text, {}, { ...known, issuerKeys: { byCertificate: nobody } }), {
      verdict: 'review',
      reason: 'issuer-key-unknown',
    });
  }
  const forged = await w.issueSdJwt({}, { signer: { ...signer, sign: didKeySigner().sign }, x5c, iss: undefined });
  t.match(await check(w, forged, {}, known), { verdict: 'reject', reason: 'not-genuine' });
});

t.test('credentials of other kinds are read as far as they go; malformed ones are named', async (t) => {
  const w = await world(t);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const craft = async (payload: object) => {
    const [signer] = w.keys;
    const input = `${encode({ alg: 'EdDSA', typ: 'dc+sd-jwt', kid: signer!.verificationMethod })}.${encode({ iss: w.did, vct: 'urn:eudi:pid:1', ...payload })}`;
    return `${input}.${Buffer.from(await signer!.sign(Buffer.from(input))).toString('base64url')}~`;
  };
  t.match(await check(w, await craft({ iat: 1_795_000_000, given_name: 'Ana' })), {
    verdict: 'accept',
    credential: { type: ['VerifiableCredential'], vct: 'urn:eudi:pid:1', credentialSubject: { given_name: 'Ana' } },
    claims: { given_name: 'Ana' },
  });
  const achievement = { id: 'https://issuer.example/a', name: 'Welding' };
  for (const wrong of [
    { achievement: 'Welding' },
    { achievement: {} },
    { achievement, name: 7 },
    { achievement, awardedDate: 'soon' },
    { achievement, recognitionRoute: 'luck' },
    { achievement, partialRecognition: 'all' },
    { achievement, partialRecognition: { recognisedUnit: [7], missingUnit: [] } },
    { achievement, result: [7] },
    { achievement, documentNumber: 'P1' },
    { achievement, status: 'good' },
    { achievement, status: { status_list: { idx: '7', uri: w.base } } },
  ])
    t.match(await check(w, await craft(wrong)), { verdict: 'reject', reason: 'malformed' }, JSON.stringify(wrong));
  t.match(await check(w, await craft({ achievement, status: { other: {} } })), {
    verdict: 'review',
    reason: 'status-unknown',
  });
  t.match(await check(w, await craft({ achievement, type: 'X', id: 'did:example:thief', '@context': 'x' })), {
    credential: { credentialSubject: { type: ['AchievementSubject', 'RecognisedSkillSubject'], id: undefined } },
  });
  t.match(await check(w, 'a.b.c~'), { verdict: 'reject', reason: 'unreadable' });
  t.match(await check(w, (await craft({})).replace(/~$/, '~x')), { verdict: 'reject' });
});

t.test('the library of others finds the same status in the same list', async (t) => {
  const w = await world(t);
  const [signer] = w.keys;
  const key = createPublicKey({ key: signer!.publicJwk as never, format: 'jwk' });
  const lib = new SDJwtVcInstance({
    hasher: (data, algorithm) =>
      createHash(algorithm.replace('-', ''))
        .update(typeof data === 'string' ? data : Buffer.from(data))
        .digest(),
    hashAlg: 'sha-256',
    saltGenerator: () => randomBytes(16).toString('base64url'),
    verifier: async (data, signature) => verify(null, Buffer.from(data), key, Buffer.from(signature, 'base64url')),
    statusListFetcher: async (uri) => new TextDecoder().decode((await w.fetch(uri)).body),
  });
  const text = await w.issueSdJwt();
  const currentDate = w.clock.now / 1_000;
  t.match(await lib.verify(text, { currentDate }), { payload: { name: 'Maria Santos Reyes' } });
  w.lists.suspension[index >> 3]! |= 0x80 >> (index & 7);
  await w.publishToken();
  await t.rejects(lib.verify(text, { currentDate }), /Status is not valid/);
});
