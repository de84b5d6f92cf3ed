import t from 'tap';
import { parseTrustList, TrustListError, trustRegistry } from '../index.ts';

const institution = {
  did: 'did:web:issuer.example',
  names: { en: 'Demo' },
  validFrom: '2026-01-01T00:00:00Z',
  verificationMethod: [
    {
      id: 'did:web:issuer.example#1',
      type: 'Multikey',
      controller: 'did:web:issuer.example',
      publicKeyMultibase: 'z6Mk',
    },
  ],
};
const list = {
  type: 'TrustList',
  id: 'https://operator.example/list',
  name: 'List',
  issued: '2026-11-01T00:00:00Z',
  nextUpdate: '2026-12-01T00:00:00Z',
  sequence: 3,
  institutions: [institution],
};

t.test('a trust list is read as it is, and a fault in it is named by its place', (t) => {
  t.same(parseTrustList(list), list);
  const certified = { ...list, institutions: [{ ...institution, certificates: ['MIIBaQ=='] }] };
  t.same(trustRegistry([parseTrustList(certified)]).certificateHolders(), [
    { did: institution.did, certificates: ['MIIBaQ=='] },
  ]);
  t.same(trustRegistry([parseTrustList(list)]).certificateHolders(), []);
  const wrong: [unknown, RegExp][] = [
    [[], /trust list must be an object/],
    [{ ...list, type: 'List' }, /type/],
    [{ ...list, sequence: '3' }, /sequence/],
    [{ ...list, sequence: -1 }, /sequence/],
    [{ ...list, issued: 'yesterday' }, /issued/],
    [{ ...list, extra: 1 }, /extra/],
    [{ ...list, institutions: {} }, /institutions/],
    [{ ...list, institutions: [institution, institution] }, /twice/],
    [{ ...list, institutions: [{ ...institution, did: 'issuer.example' }] }, /institutions\[0\].did/],
    [{ ...list, institutions: [{ ...institution, names: { km: 'x' } }] }, /names.en/],
    [{ ...list, institutions: [{ ...institution, scopes: {} }] }, /scopes must be left out/],
    [{ ...list, institutions: [{ ...institution, scope: { occupation: [] } }] }, /scope.occupation must be left out/],
    [{ ...list, institutions: [{ ...institution, country: 'Cambodia' }] }, /country/],
    [{ ...list, institutions: [{ ...institution, certificates: 'MIIB' }] }, /certificates must be an array/],
    [{ ...list, institutions: [{ ...institution, certificates: ['-----BEGIN'] }] }, /certificates\[0\].*base64/],
    [{ ...list, institutions: [{ ...institution, contact: { url: 'javascript:1' } }] }, /contact.url/],
    [
      {
        ...list,
        institutions: [
          {
            ...institution,
            verificationMethod: [
              { id: 'x', type: 'JsonWebKey', controller: 'did:web:a', publicKeyJwk: { d: 'secret' } },
            ],
          },
        ],
      },
      /publicKeyJwk/,
    ],
  ];
  for (const [value, words] of wrong) t.throws(() => parseTrustList(value), words, String(words));
  t.throws(() => parseTrustList({ ...list, issued: 'x' }), TrustListError);
  t.end();
});

t.test('of several lists the first that knows an issuer speaks for it', (t) => {
  const other = {
    ...list,
    name: 'Other',
    issued: '2026-11-10T00:00:00Z',
    institutions: [{ ...institution, names: { en: 'Otherwise' } }],
  };
  const registry = trustRegistry([parseTrustList(list), parseTrustList(other)]);
  const now = new Date('2026-11-20T00:00:00Z');
  t.match(registry.findIssuer('did:web:issuer.example', { occupations: [], issuedAt: now, now }), {
    names: { en: 'Demo' },
    source: 'List',
    inScope: true,
  });
  t.equal(registry.findIssuer('did:web:nobody.example', { occupations: [], issuedAt: now, now }), undefined);
  t.equal(registry.issued?.toISOString(), '2026-11-10T00:00:00.000Z');
  t.equal(registry.trustedKeys('did:web:issuer.example').length, 1);
  t.same(registry.trustedKeys('did:web:nobody.example'), []);
  t.equal(trustRegistry([]).issued, undefined);
  const ministry = { ...institution, actions: ['recognize'], validFrom: '2026-11-19T00:00:00Z' };
  const { anchors } = trustRegistry([parseTrustList({ ...list, institutions: [ministry] })]);
  t.equal(anchors('recognize', now).length, 1);
  t.same(anchors('decide', now), []);
  t.same(anchors('recognize', new Date('2026-11-18T00:00:00Z')), [], 'it recognises nobody yet');
  t.end();
});
