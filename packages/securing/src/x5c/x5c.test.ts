import { X509Certificate } from 'node:crypto';
import t from 'tap';
import { generateKey } from '../keys/index.ts';
import { testAuthority } from '../testing/certificates.ts';
import { now } from '../testing/world.ts';
import { certificateLookup } from './index.ts';

const did = 'did:web:issuer.example:institutions:demo';
const other = 'did:web:issuer.example:institutions:other';
const { privateKey, publicKeyMultibase } = generateKey('P-256');
const authority = testAuthority();
const look = certificateLookup({
  known: () => [
    { did: other, certificates: [testAuthority('Another').certificate] },
    { did, certificates: ['not a certificate', authority.certificate] },
  ],
  now: () => now,
});

t.test('a chain to a known authority gives the key of the issuer that it names', async (t) => {
  const found = { found: true, controller: did, publicKey: { publicKeyMultibase } };
  const own = authority.issue({ privateKey, uri: did, dns: 'issuer.example' });
  t.match(new X509Certificate(Buffer.from(own, 'base64')).subjectAltName, `URI:${did}, DNS:issuer.example`);
  t.match(await look([own], undefined), found);
  t.match(await look([own, authority.certificate], undefined), found, 'with the anchor');
  t.match(await look([own], 'https://issuer.example'), found, 'by the host of "iss"');
  const between = authority.below();
  t.match(await look([between.issue({ privateKey, uri: did }), between.certificate], undefined), found);
  const url = 'https://issuer.example/tenant';
  const single = certificateLookup({ known: () => [{ did, certificates: [named] }], now: () => now });
  const named = testAuthority().issue({ privateKey, uri: url });
  t.match(await single([named], undefined), found, 'a certificate of its own needs no name');
  t.match(await single([named], url), found);
});

t.test('a chain that proves nothing gives no key', async (t) => {
  const own = authority.issue({ privateKey, uri: did, dns: 'issuer.example' });
  const stranger = testAuthority();
  const impostor = stranger.below({ ca: false });
  const powerless = authority.below({ ca: false });
  const trap = `${did}", DNS:evil.example, URI:"${other}`;
  const unknown: [string, string[]][] = [
    ['of a stranger', [stranger.issue({ privateKey, uri: did })]],
    ['of a stranger with the same name', [testAuthority().issue({ privateKey, uri: did })]],
    ['of a stranger, with its anchor', [stranger.issue({ privateKey, uri: did }), stranger.certificate]],
    ['without a name', [authority.issue({ privateKey })]],
    ['with the name of another', [authority.issue({ privateKey, uri: other })]],
    ['with a name within a name', [authority.issue({ privateKey, uri: `${did},x` })]],
    ['with names that look like several', [authority.issue({ privateKey, uri: trap })]],
    ['with the name as a host', [authority.issue({ privateKey, dns: did })]],
    ['that has ended', [authority.issue({ privateKey, uri: did, notAfter: new Date('2026-06-01T00:00:00Z') })]],
    ['of tomorrow', [authority.issue({ privateKey, uri: did, notBefore: new Date('2026-12-01T00:00:00Z') })]],
  ];
  for (const [name, chain] of unknown) t.match(await look(chain, undefined), { found: false, unreachable: true }, name);
  const wrong: [string, string[], string?][] = [
    ['through one that may not certify', [powerless.issue({ privateKey, uri: did }), powerless.certificate]],
    ['through one that may not certify, twice', [impostor.issue({ privateKey, uri: did }), impostor.certificate]],
    ['in the wrong order', [authority.certificate, own]],
    ['of two that do not belong together', [stranger.issue({ privateKey, uri: did }), testAuthority().certificate]],
    ['twice the same', [own, own]],
    ['that is none', ['AAAA']],
    ['in base64url', [own.replaceAll('+', '-').replaceAll('/', '_')]],
    ['for another host', [own], 'https://other.example'],
    ['for the host without encryption', [own], 'http://issuer.example'],
    ['for something that is no address', [own], 'issuer.example'],
  ];
  for (const [name, chain, iss] of wrong) t.match(await look(chain, iss), { found: false, unreachable: false }, name);
});
