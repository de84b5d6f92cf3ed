import {
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { EventEmitter } from 'node:events';
import {
  Agent,
  type BaseRecord,
  type BaseRecordConstructor,
  DidsModule,
  InjectionSymbols,
  JsonTransformer,
  JwkDidRegistrar,
  JwkDidResolver,
  KeyDidRegistrar,
  KeyDidResolver,
  Kms,
  RecordNotFoundError,
  StorageVersionRecord,
  UpdateAssistant,
  W3cCredentialsModule,
} from '@credo-ts/core';
import { OpenId4VcModule } from '@credo-ts/openid4vc';
import { loadContextDocument } from '@symbolon/contexts';
import { type HolderKey, holderKeyPair } from './wallet.ts';

// biome-ignore lint/suspicious/noExplicitAny: the inside of another's framework
type Any = any;

/** Keys in memory: what Credo leaves to its host. */
class MemoryKeys {
  readonly backend = 'memory';
  readonly #keys = new Map<string, { privateKey: KeyObject; publicJwk: Any }>();

  add(id: string, { privateKey, jwk }: HolderKey) {
    this.#keys.set(id, { privateKey, publicJwk: { ...jwk, kid: id } });
  }
  isOperationSupported(_: Any, { operation }: { operation: string }) {
    return ['createKey', 'deleteKey', 'encrypt', 'sign', 'verify', 'randomBytes'].includes(operation);
  }
  async createKey(_: Any, { type: { crv } }: Any) {
    const id = `key-${this.#keys.size}`;
    this.add(id, holderKeyPair(crv));
    return { keyId: id, publicJwk: this.#keys.get(id)!.publicJwk };
  }
  async getPublicKey(_: Any, id: string) {
    return this.#keys.get(id)?.publicJwk ?? null;
  }
  async sign(_: Any, { keyId, data, algorithm }: Any) {
    const { privateKey } = this.#keys.get(keyId)!;
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' as const };
    return { signature: new Uint8Array(sign(algorithm === 'ES256' ? 'sha256' : null, data, key)) };
  }
  async verify(_: Any, { key, data, algorithm, signature }: Any) {
    const publicJwk = key.publicJwk ?? this.#keys.get(key.keyId)?.publicJwk;
    const publicKey = createPublicKey({ key: publicJwk, format: 'jwk' });
    const holds = verify(
      algorithm === 'ES256' ? 'sha256' : null,
      data,
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      signature,
    );
    return holds ? { verified: true, publicJwk } : { verified: false };
  }
  async deleteKey(_: Any, { keyId }: { keyId: string }) {
    return this.#keys.delete(keyId);
  }
  /** ECDH-ES with AES-GCM (RFC 7518 §4.6, §5.3). */
  async encrypt(_: Any, { key: { keyAgreement }, data, encryption: { algorithm, aad } }: Any) {
    const { keyId, externalPublicJwk, apu = new Uint8Array(), apv = new Uint8Array() } = keyAgreement;
    const publicKey = createPublicKey({ key: externalPublicJwk, format: 'jwk' });
    const shared = diffieHellman({ privateKey: this.#keys.get(keyId)!.privateKey, publicKey });
    const bits = Number(algorithm.slice(1, 4));
    const number = (value: number) => Buffer.from([value >> 24, value >> 16, value >> 8, value]);
    const sized = (bytes: Uint8Array) => Buffer.concat([number(bytes.length), bytes]);
    const info = [number(1), shared, sized(Buffer.from(algorithm)), sized(apu), sized(apv), number(bits)];
    const secret = createHash('sha256')
      .update(Buffer.concat(info))
      .digest()
      .subarray(0, bits / 8);
    const iv = randomBytes(12);
    const cipher = createCipheriv(bits === 256 ? 'aes-256-gcm' : 'aes-128-gcm', secret, iv).setAAD(aad);
    const encrypted = Buffer.concat([cipher.update(data), cipher.final()]);
    return { encrypted, iv, tag: cipher.getAuthTag() };
  }
  randomBytes(_: Any, { length }: { length: number }) {
    return new Uint8Array(randomBytes(length));
  }
}

type Record = BaseRecord<Any, Any, Any>;

/** Records in memory. */
class MemoryStorage {
  readonly supportsCursorPagination = false;
  readonly #records = new Map<string, { type: string; json: Any; tags: Any }>();

  constructor() {
    // A store without this record is taken for one of an old version.
    const version = new StorageVersionRecord({ storageVersion: UpdateAssistant.frameworkStorageVersion });
    version.id = 'STORAGE_VERSION_RECORD_ID';
    void this.save(undefined, version);
  }

  async save(_: Any, record: Record) {
    this.#records.set(record.id, { type: record.type, json: JsonTransformer.toJSON(record), tags: record.getTags() });
  }
  async update(context: Any, record: Record) {
    await this.save(context, record);
  }
  async delete(_: Any, record: Record) {
    this.#records.delete(record.id);
  }
  async deleteById(_: Any, _class: Any, id: string) {
    this.#records.delete(id);
  }
  async getById(_: Any, recordClass: BaseRecordConstructor<Any>, id: string) {
    const found = this.#records.get(id);
    if (!found) throw new RecordNotFoundError('There is no such record.', { recordType: recordClass.type });
    return this.#open(recordClass, found);
  }
  async getAll(_: Any, recordClass: BaseRecordConstructor<Any>) {
    return [...this.#records.values()]
      .filter(({ type }) => type === recordClass.type)
      .map((each) => this.#open(recordClass, each));
  }
  async findByQuery(context: Any, recordClass: BaseRecordConstructor<Any>, query: Any) {
    return (await this.getAll(context, recordClass)).filter((record) => matches(record.getTags(), query));
  }
  #open(recordClass: BaseRecordConstructor<Any>, { json, tags }: { json: Any; tags: Any }) {
    const record = JsonTransformer.fromJSON(json, recordClass) as Any;
    record.replaceTags(tags);
    return record;
  }
}

function matches(tags: Any, { $and, $or, $not, ...plain }: Any): boolean {
  if ($and && !$and.every((each: Any) => matches(tags, each))) return false;
  if ($or && !$or.some((each: Any) => matches(tags, each))) return false;
  if ($not && matches(tags, $not)) return false;
  return Object.entries(plain).every(([name, value]) =>
    Array.isArray(value)
      ? value.every((each) => [tags[name]].flat().includes(each))
      : value === undefined || tags[name] === value,
  );
}

/** DID documents come over loopback, and without TLS where the service has none, which Credo's own resolver does not ask. */
const loopbackWeb = (protocol: Protocol) => ({
  supportedMethods: ['web'],
  allowsCaching: false,
  async resolve(_: Any, did: string) {
    const [host, ...path] = did.slice('did:web:'.length).split(':');
    const place = path.length > 0 ? path.join('/') : '.well-known';
    const reply = await fetch(`${protocol}//${decodeURIComponent(host!)}/${place}/did.json`);
    const { DidDocument } = await import('@credo-ts/core');
    const didDocument = JsonTransformer.fromJSON(await reply.json(), DidDocument);
    return { didDocument, didDocumentMetadata: {}, didResolutionMetadata: { contentType: 'application/did+ld+json' } };
  },
});
type Protocol = 'http:' | 'https:';

/** Gives an agent of Credo with one key of its holder, named `holder`. It is to be shut down. */
export async function credoAgent(key: HolderKey, protocol: Protocol = 'http:'): Promise<Any> {
  const keys = new MemoryKeys();
  keys.add('holder', key);
  const documentLoader = (context: Any) => async (url: string) => {
    if (!url.startsWith('did:'))
      return { contextUrl: null, documentUrl: url, document: await loadContextDocument(url) };
    const { DidResolverService } = await import('@credo-ts/core');
    const document = await context.dependencyManager.resolve(DidResolverService).resolveDidDocument(context, url);
    const json = document.toJSON();
    const method = json.verificationMethod.find(({ id }: Any) => id === url);
    if (!url.includes('#')) return { contextUrl: null, documentUrl: url, document: json };
    const key = { '@context': 'https://w3id.org/security/suites/ed25519-2020/v1', ...method };
    return { contextUrl: null, documentUrl: url, document: key };
  };
  const agent = new Agent({
    config: { allowInsecureHttpUrls: true },
    dependencies: { EventEmitterClass: EventEmitter, fetch, FileSystem: class {}, WebSocketClass: class {} } as Any,
    modules: {
      storage: {
        register: (manager: Any) => manager.registerInstance(InjectionSymbols.StorageService, new MemoryStorage()),
      },
      kms: new Kms.KeyManagementModule({ backends: [keys as Any] }),
      dids: new DidsModule({
        resolvers: [new KeyDidResolver(), new JwkDidResolver(), loopbackWeb(protocol) as Any],
        registrars: [new KeyDidRegistrar(), new JwkDidRegistrar()],
      }),
      w3cCredentials: new W3cCredentialsModule({ documentLoader: documentLoader as Any }),
      openid4vc: new OpenId4VcModule(),
    } as Any,
  }) as Any;
  await agent.initialize();
  return agent;
}
