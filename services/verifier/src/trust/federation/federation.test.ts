import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createEntityConfiguration, createEntityStatement } from '@openid-federation/core';
import { publicKeyFromJwk } from '@symbolon/dids';
import { startWorld } from '@symbolon/verification/testing';
import t from 'tap';
import { openTrustSource, type TrustSource } from '../source.ts';

type Json = Record<string, unknown>;

/** An entity of a federation: its statements are made by a library of others. */
function entity(id: string, number = '1') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: `${id}#${number}`, alg: 'ES256', use: 'sig' } as Json & {
    kid: string;
  };
  const signJwtCallback = async ({ toBeSigned }: { toBeSigned: Uint8Array }) => raw(privateKey, toBeSigned);
  const header = { kid: jwk.kid, typ: 'entity-statement+jwt', alg: 'ES256' };
  const common = { iss: id, iat: 1_795_000_000, exp: 1_795_800_000 };
  return {
    id,
    jwk,
    privateKey,
    multikey: publicKeyFromJwk(jwk as never).publicKeyMultibase,
    configuration: (more: Json = {}) =>
      createEntityConfiguration({
        header,
        signJwtCallback,
        claims: {
          ...common,
          sub: id,
          jwks: { keys: [jwk] },
          metadata: {
            federation_entity: {
              organization_name: `Registry at ${id}`,
              federation_list_endpoint: `${id}/list`,
              federation_fetch_endpoint: `${id}/fetch`,
            },
          },
          ...more,
        },
      } as never),
    about: (sub: string, name: string, of: Json, more: Json = {}) =>
      createEntityStatement({
        header,
        jwk,
        signJwtCallback,
        claims: {
          ...common,
          sub,
          jwks: { keys: [of] },
          metadata: { federation_entity: { organization_name: name, homepage_uri: 'https://school.example' } },
          ...more,
        },
      } as never),
  };
}

const raw = (key: KeyObject, bytes: Uint8Array) =>
  new Uint8Array(sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }));

t.test(
  'the members of an OpenID Federation are known as those of a list, by statements that each superior signed',
  async (t) => {
    const world = await startWorld();
    t.teardown(() => world.stop());
    const now = () => new Date('2026-11-20T10:00:00Z');
    const serve = (path: string, body: unknown) =>
      world.routes.set(path, (_request, response) =>
        response.end(typeof body === 'string' ? body : JSON.stringify(body)),
      );
    const anchor = entity(world.origin);
    const national = entity(`${world.origin}/national`);
    const stranger = entity(world.origin);
    const [school, other, hidden, spoilt] = ['one', 'two', 'three', 'four'].map(
      (name) => `did:web:${name}.example`,
    ) as [string, string, string, string];
    const fetchPath = (of: string, sub: string) => `${of}/fetch?sub=${encodeURIComponent(sub)}`;
    serve('/.well-known/openid-federation', await anchor.configuration());
    serve('/list', [school, national.id, spoilt, 'https://nowhere.example', 7]);
    serve(fetchPath('', school), await anchor.about(school, 'School <One>', anchor.jwk));
    serve(fetchPath('', national.id), await anchor.about(national.id, 'National registry', national.jwk));
    serve('/national/.well-known/openid-federation', await national.configuration());
    serve('/national/list', [other]);
    serve(fetchPath('/national', other), await national.about(other, 'School Two', anchor.jwk));
    const list = `${world.origin}/.well-known/openid-federation`;
    const open = (key = anchor.multikey) => openTrustSource({ list, key }, { fetch: world.fetch, now });
    const known = ({ current }: TrustSource) =>
      current()
        ?.list.institutions.map(({ did }) => did)
        .sort();
    const names = async (more: [string, unknown][] = []) => {
      for (const [path, body] of more) serve(path, body);
      return known(await open());
    };

    const source = await open();
    t.match(source.registry.findIssuer(school, { occupations: [], issuedAt: now(), now: now() }), {
      names: { en: 'School <One>' },
      contact: { url: 'https://school.example' },
      inScope: true,
      source: `Registry at ${world.origin}`,
    });
    t.strictSame(await names(), [school, other], 'also below an intermediate');
    const asked = world.requests.length;
    await source.refresh();
    const again = world.requests.slice(asked);
    t.equal(again.filter((url) => url === fetchPath('', school)).length, 0, 'a statement is kept while it is young');
    t.equal(again.filter((url) => url.endsWith('/list')).length, 2, 'who is a member is asked each time');
    t.equal(again.filter((url) => url === fetchPath('', national.id)).length, 1, 'and so the keys of an intermediate');

    // The anchor has a second key, which signs what it says of members, and takes a third in its place.
    const [second, third] = [entity(world.origin, '2'), entity(world.origin, '3')];
    const publish = async (...keys: Json[]) =>
      serve('/.well-known/openid-federation', await anchor.configuration({ jwks: { keys } }));
    serve('/list', [school, national.id]);
    await publish(anchor.jwk, second.jwk);
    serve(fetchPath('', school), await second.about(school, 'School One', anchor.jwk));
    const later = await open();
    t.strictSame(known(later), [school, other]);
    await publish(anchor.jwk, third.jwk);
    await later.refresh();
    t.strictSame(
      known(later),
      [other],
      'what was signed by a key that its superior gave up does not count, though kept',
    );
    serve(fetchPath('', school), await third.about(school, 'School One', anchor.jwk));
    await later.refresh();
    const before = world.requests.length;
    await publish(anchor.jwk, second.jwk, third.jwk);
    await later.refresh();
    t.strictSame(known(later), [school, other]);
    const once = world.requests.slice(before);
    t.notOk(once.includes(fetchPath('', school)), 'what holds under the keys of today is not asked for again');
    // The intermediate gets another key from its superior, and says nothing by it yet.
    const replaced = entity(national.id, '2');
    serve(fetchPath('', national.id), await third.about(national.id, 'National registry', replaced.jwk));
    serve('/national/.well-known/openid-federation', await replaced.configuration());
    await later.refresh();
    t.strictSame(known(later), [school], 'and so below an intermediate');
    serve(fetchPath('/national', other), await replaced.about(other, 'School Two', anchor.jwk));
    await later.refresh();
    t.strictSame(known(later), [school, other], 'the new key counts at once');
    // The intermediate speaks of a member of the anchor.
    serve(fetchPath('', school), await third.about(school, 'School <One>', anchor.jwk));
    serve('/national/list', [school, other]);
    serve(fetchPath('/national', school), await replaced.about(school, 'Ministry', anchor.jwk));
    for (const listed of [
      [school, national.id],
      [national.id, school],
    ]) {
      serve('/list', listed);
      const institutions = (await open()).current()?.list.institutions ?? [];
      t.strictSame(
        institutions.find(({ did }) => did === school)?.names,
        { en: 'School <One>' },
        'the anchor names it',
      );
    }
    serve(fetchPath('', school), 'nonsense');
    t.strictSame(await names(), [other], 'whom the anchor lists and does not describe, nobody below it describes');
    serve('/.well-known/openid-federation', await anchor.configuration());
    serve('/list', [school, national.id, spoilt, 'https://nowhere.example', 7]);
    serve(fetchPath('', school), await anchor.about(school, 'School <One>', anchor.jwk));
    serve(fetchPath('', national.id), await anchor.about(national.id, 'National registry', replaced.jwk));
    serve('/national/list', [other]);

    // What one statement lacks leaves out that one; what limits the federation counts for all below.
    const wrong = async (statement: string, why: string) =>
      t.strictSame(await names([[fetchPath('', spoilt), statement]]), [school, other], why);
    await wrong(await stranger.about(spoilt, 'Four', anchor.jwk), 'signed by another key');
    await wrong(await anchor.about(hidden, 'Four', anchor.jwk), 'about somebody else');
    await wrong(await anchor.about(spoilt, 'Four', anchor.jwk, { exp: 1_795_100_000 }), 'it has ended');
    await wrong(await anchor.about(spoilt, 'Four', anchor.jwk, { iat: 1_795_700_000 }), 'it is of the future');
    await wrong(
      await anchor.about(spoilt, 'Four', anchor.jwk, { constraints: { naming_constraints: { permitted: ['.kh'] } } }),
      'a constraint that is not understood',
    );
    await wrong(
      await anchor.about(spoilt, 'Four', anchor.jwk, {
        metadata_policy: { federation_entity: { organization_name: { value: 'Ministry' } } },
      }),
      'a policy that is not applied',
    );
    await wrong('nonsense', 'not a statement');
    const good = await anchor.about(spoilt, 'School Four', anchor.jwk);
    t.strictSame(await names([[fetchPath('', spoilt), good]]), [spoilt, school, other].sort());
    const shallow = await anchor.configuration({ constraints: { max_path_length: 0 } });
    t.strictSame(
      await names([['/.well-known/openid-federation', shallow]]),
      [spoilt, school].sort(),
      'no intermediates',
    );

    await t.rejects(open(stranger.multikey), { message: /not signed by a key/ });
    await t.rejects(open('z6nonsense'), { message: /neither a did:key nor a Multikey/ });
    serve('/.well-known/openid-federation', await stranger.configuration());
    await t.rejects(open(), { message: /not signed by a key/ });
  },
);
