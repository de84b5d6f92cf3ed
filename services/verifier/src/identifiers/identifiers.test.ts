import { didKeySigner } from '@symbolon/verification/testing';
import t from 'tap';
import { testVerifier } from '../testing.ts';

t.test('DIDs are resolved in the shape of DID Resolution', async (t) => {
  const { service, world } = await testVerifier(t);
  const resolve = async (did: string, accept = 'application/did-resolution') => {
    const reply = await service.inject({ url: `/1.0/identifiers/${did}`, headers: { accept } });
    return { status: reply.statusCode, type: String(reply.headers['content-type']), body: reply.json() };
  };
  const older = 'application/ld+json;profile="https://w3id.org/did-resolution"';
  const { controller } = didKeySigner();
  for (const did of [controller, encodeURIComponent(controller), world.did, encodeURIComponent(world.did)]) {
    const found = await resolve(did);
    t.match(found, {
      status: 200,
      type: /^application\/did-resolution/,
      body: { '@context': /did-resolution/, didDocumentMetadata: {}, didResolutionMetadata: {} },
    });
    t.equal(found.body.didDocument.id, did.includes('web') ? world.did : controller);
    t.match((await resolve(did, 'application/did+json')).body, {
      id: found.body.didDocument.id,
      assertionMethod: [String],
    });
  }
  t.match(await resolve(controller, '*/*'), {
    status: 200,
    type: /^application\/json/,
    body: { didDocument: { id: controller } },
  });
  t.match(await resolve(controller, older), { status: 200, body: { didDocument: { id: controller } } });

  const wrong: [string, number, string, string][] = [
    [controller.replace('did:', 'notDid:'), 400, 'INVALID_DID', 'invalidDid'],
    [controller.replace('key:z', 'key:'), 400, 'INVALID_DID', 'invalidDid'],
    [controller.replace('key:', 'key:-4:'), 400, 'INVALID_DID', 'invalidDid'],
    ['did:key:@', 400, 'INVALID_DID', 'invalidDid'],
    ['did:key:', 400, 'INVALID_DID', 'invalidDid'],
    // An x25519 key, which does not sign.
    ['did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc', 400, 'INVALID_DID', 'invalidDid'],
    // Four bytes after the code of an Ed25519 key.
    ['did:key:zTjsVPtY', 400, 'INVALID_DID', 'invalidPublicKeyLength'],
    [`${controller}/path%5E?a=b`, 400, 'INVALID_DID_URL', 'invalidDidUrl'],
    [world.did.replace('demo', 'nobody'), 404, 'NOT_FOUND', 'notFound'],
    ['did:web:10.0.0.1', 502, 'INTERNAL_ERROR', 'unreachable'],
  ];
  for (const [did, status, type, word] of wrong) {
    const path = encodeURIComponent(decodeURIComponent(did.includes('path') ? did : did.replaceAll('%', '%25')));
    t.match(
      await resolve(path),
      {
        status,
        body: { didDocument: null, didResolutionMetadata: { error: { type: `https://www.w3.org/ns/did#${type}` } } },
      },
      did,
    );
    const part = did.includes('path') ? 'didDereferencingMetadata' : 'didResolutionMetadata';
    t.match(await resolve(path, older), { status, body: { didDocumentMetadata: {}, [part]: { error: word } } }, did);
    t.strictSame((await resolve(path, older)).body.didDocument, {}, 'in the older profile it is empty');
  }
  // As the test suite of did:key asks.
  const method = `${controller}#${controller.slice('did:key:'.length)}`;
  t.match(await resolve(encodeURIComponent(method), older), {
    status: 200,
    body: { didDocument: { id: method, type: 'Multikey', controller }, didDereferencingMetadata: {} },
  });
  const asked: [path: string, metadata: string, word: string][] = [
    ['did:experimental:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b', 'didResolutionMetadata', 'invalidDid'],
    [`${controller}?publicKeyFormat=unknown`, 'didResolutionMetadata', 'unsupportedPublicKeyType'],
    [
      `${encodeURIComponent(method)}?publicKeyFormat=Ed25519VerificationKey2018&enableExperimentalPublicKeyTypes=false`,
      'didDereferencingMetadata',
      'invalidPublicKeyType',
    ],
    [encodeURIComponent(`${controller}#other`), 'didDereferencingMetadata', 'notFound'],
  ];
  for (const [path, metadata, error] of asked) {
    const { status, body } = await resolve(path, older);
    t.ok(status >= 400);
    t.match(body, { didDocument: {}, didDocumentMetadata: {}, [metadata]: { error } }, path);
  }
  const reply = await service.inject({ url: `/1.0/identifiers/did:example:123` });
  t.equal(reply.statusCode, 501);
  t.equal(reply.headers['access-control-allow-origin'], '*');
});
