import { loadContextDocument } from '@symbolon/contexts';
import jsonld from 'jsonld';
import t from 'tap';
import { buildSkillsCredential } from './build.ts';
import { masonry, somchai } from './credential.fixture.ts';
import {
  checkCredential,
  checkSdJwtClaims,
  disclosableClaims,
  forHolder,
  fromSdJwtClaims,
  readSkill,
  type SkillReading,
  type StatusEntry,
  toSdJwtClaims,
  toVcdm11,
} from './index.ts';

const did = 'did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH';
const partial = { ...somchai, award: { ...somchai.award, recognisedUnits: ['CON712303'], replaces: 'urn:uuid:0' } };
const whole = forHolder(buildSkillsCredential(somchai), did);
const part = forHolder(buildSkillsCredential(partial), did);

const documentLoader = async (url: string) => {
  const document = await loadContextDocument(url);
  if (!document) throw new Error(`${url} is not held`);
  return { contextUrl: undefined, documentUrl: url, document };
};
const statements = async (document: object): Promise<string[]> => {
  const options = { algorithm: 'RDFC-1.0', format: 'application/n-quads', documentLoader, base: null, safe: true };
  return String(await jsonld.canonize(document, options as never))
    .trim()
    .split('\n');
};

t.test('a holder is named, and nothing else changes', async (t) => {
  const original = buildSkillsCredential(somchai);
  const { id, ...subject } = whole.credentialSubject;
  t.equal(id, did);
  t.same({ ...whole, credentialSubject: subject }, original);
  t.equal(forHolder(whole, 'did:example:other').credentialSubject.id, 'did:example:other');
});

t.test('the twin of VCDM 1.1 says to a JSON-LD processor what the credential says', async (t) => {
  const inOlderWords = (line: string) =>
    line
      .replace('credentials#validFrom>', 'credentials#issuanceDate>')
      .replace('credentials#validUntil>', 'credentials#expirationDate>');
  for (const document of [whole, part]) {
    const { credentialSchema: _, credentialStatus: _status, ...said } = document;
    const expected = (await statements(said)).map(inOlderWords).sort();
    for (const options of [{}, { proofType: 'Ed25519Signature2020' as const }]) {
      const twin = toVcdm11(document, options);
      t.same(checkCredential(twin), []);
      t.equal((await statements(twin)).length, expected.length + 4, 'all of it is signed, the status too');
      const { credentialStatus: _entry, ...rest } = twin;
      t.same((await statements(rest)).sort(), expected);
    }
  }
  t.match(toVcdm11(whole), {
    issuanceDate: '2026-11-22T00:00:00Z',
    expirationDate: '2029-11-22T00:00:00Z',
    id: whole.id,
    credentialStatus: {
      id: 'https://issuer.example/status-lists/rcc#94567',
      type: 'TerseBitstringStatusListEntry',
      terseStatusListBaseUrl: 'https://issuer.example/status-lists/rcc',
      terseStatusListIndex: 94_567,
    },
  });
  t.equal(
    toVcdm11(whole, { proofType: 'Ed25519Signature2020' })['@context'].at(-1),
    'https://w3id.org/security/suites/ed25519-2020/v1',
  );
  const { credentialStatus: _, ...odd } = { ...whole, validFrom: '2026-11-22T07:00:00.750+07:00' };
  t.equal(toVcdm11(odd).issuanceDate, '2026-11-22T00:00:00Z', 'a NumericDate has no fraction');
  t.notOk('credentialStatus' in toVcdm11(odd));
  const [first, second] = whole.credentialStatus as StatusEntry[];
  const elsewhere = { ...whole, credentialStatus: [first!, { ...second!, statusListIndex: '7' }] };
  t.throws(() => toVcdm11(elsewhere), TypeError, 'two places are not one');
});

t.test('a twin that lacks what a skills credential has is refused like the credential itself', async (t) => {
  const { recognitionRoute: _, ...subject } = whole.credentialSubject;
  const wrong = { ...toVcdm11(whole), credentialSubject: subject };
  t.match(checkCredential(wrong), [{ code: 'MALFORMED_VALUE_ERROR', pointer: '/credentialSubject' }]);
  const { issuanceDate: _date, ...undated } = toVcdm11(whole);
  t.match(checkCredential(undated), [{ code: 'MALFORMED_VALUE_ERROR', detail: /issuanceDate/ }]);
});

t.test('the claims of an SD-JWT read as the credential does', async (t) => {
  for (const document of [whole, part]) {
    const claims = toSdJwtClaims(document);
    t.same(checkSdJwtClaims({ ...claims }), []);
    const issued = { ...claims, iat: 1_795_000_000, vct: 'https://issuer.example/t', cnf: { kid: `${did}#key` } };
    const read = (from: Record<string, unknown>): SkillReading => readSkill(from, ['th']);
    t.same(read(fromSdJwtClaims(issued, document.issuer.id)), read({ ...document }));
  }
  const { credentialSubject, issuer } = fromSdJwtClaims({ ...toSdJwtClaims(whole) }, 'did:example:signer') as Record<
    string,
    { id?: string }
  >;
  t.equal(issuer?.id, 'did:example:signer', 'the issuer is who signed');
  t.equal(credentialSubject?.id, undefined, 'a holder is only who is bound');
});

t.test('every claim that can be kept back is one that there is', async (t) => {
  const claims: Record<string, unknown> = { ...toSdJwtClaims(part) };
  for (const path of disclosableClaims) {
    let found: unknown = claims;
    for (const step of path) found = step === null ? (found as unknown[])[0] : (found as Record<string, unknown>)[step];
    t.not(found, undefined, path.join('/'));
  }
  // Whatever tells who it is must be among them.
  const open = JSON.stringify(
    Object.entries(claims).filter(([name]) => !disclosableClaims.some(([first]) => first === name)),
  );
  const { name, latinName, dateOfBirth, identifier, documentNumberHash } = somchai.holder;
  for (const secret of [
    name,
    latinName,
    dateOfBirth,
    identifier,
    documentNumberHash?.identityHash,
    somchai.credentialId,
    '82',
  ])
    t.notOk(open.includes(String(secret)), 'what stays visible tells nothing of the person');
  t.ok(open.includes(masonry.name.en!));
});
