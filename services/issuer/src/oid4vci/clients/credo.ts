import { createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
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
import type { Secured } from '../../claims/holder/formats.ts';
import { type HolderKey, holderKeyPair } from '../testing/wallet.ts';
import type { Client, Wish } from './client.ts';

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
    return ['createKey', 'sign', 'verify', 'randomBytes'].includes(operation);
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

/** The issuer's DID document comes over loopback, which Credo's own resolver does not ask. */
const loopbackWeb = {
  supportedMethods: ['web'],
  allowsCaching: false,
  async resolve(_: Any, did: string) {
    const [host, ...path] = did.slice('did:web:'.length).split(':');
    const reply = await fetch(`http://${decodeURIComponent(host!)}/${path.join('/')}/did.json`);
    const { DidDocument } = await import('@credo-ts/core');
    const didDocument = JsonTransformer.fromJSON(await reply.json(), DidDocument);
    return { didDocument, didDocumentMetadata: {}, didResolutionMetadata: { contentType: 'application/did+ld+json' } };
  },
};

async function agentWith(keys: MemoryKeys) {
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
        resolvers: [new KeyDidResolver(), new JwkDidResolver(), loopbackWeb as Any],
        registrars: [new KeyDidRegistrar(), new JwkDidRegistrar()],
      }),
      w3cCredentials: new W3cCredentialsModule({ documentLoader: documentLoader as Any }),
      openid4vc: new OpenId4VcModule(),
    } as Any,
  }) as Any;
  await agent.initialize();
  return agent;
}

/** Credo, on which Paradym and other wallets are built. It verifies what it receives by itself. */
export const credoClient: Client = {
  name: 'Credo 0.6',
  // Each as `OpenId4VciHolderService` of @credo-ts/openid4vc has it.
  limit({ configuration, binding, algorithm }) {
    if (configuration === 'skills-sd-jwt') return undefined;
    if (configuration === 'skills-data-integrity') return 'ldp_vc of VCDM 1.1 only';
    if (binding === 'jwk') return 'jwk binding for dc+sd-jwt and mso_mdoc only';
    if (configuration === 'skills-ed25519-2020' && algorithm === 'P-256') return 'no suite for this key';
    return undefined;
  },
  async claim({ offer, txCode, configuration, key, binding }: Wish) {
    const keys = new MemoryKeys();
    keys.add('holder', key);
    const agent = await agentWith(keys);
    try {
      let holderBinding: Any = {
        method: 'jwk',
        keys: [Kms.PublicJwk.fromPublicJwk({ ...key.jwk, kid: 'holder' } as Any)],
      };
      if (binding !== 'jwk') {
        const created = await agent.dids.create({ method: binding.slice(4), options: { keyId: 'holder' } });
        const [{ id }] = created.didState.didDocument.verificationMethod;
        holderBinding = { method: 'did', didUrls: [id.startsWith('#') ? `${created.didState.did}${id}` : id] };
      }
      const holder = agent.openid4vc.holder;
      const resolvedCredentialOffer = await holder.resolveCredentialOffer(offer);
      const token = await holder.requestToken({ resolvedCredentialOffer, txCode });
      const { credentials } = await holder.requestCredentials({
        resolvedCredentialOffer,
        ...token,
        credentialConfigurationIds: [configuration],
        verifyCredentialStatus: false,
        credentialBindingResolver: () => holderBinding,
      });
      return securedIn(credentials[0].record);
    } finally {
      await agent.shutdown();
    }
  },
};

/**
 * Credo signs its holder in and waits: `signIn` takes its person to the issuer and back, `ready` lets the credential come to be
 * after it was deferred.
 */
export async function credoBySigningIn({
  offer,
  key,
  wallet,
  signIn,
  ready,
}: Pick<Wish, 'offer' | 'key'> & {
  wallet: { clientId: string; redirectUri: string };
  signIn(url: string): Promise<string>;
  ready(): Promise<void>;
}): Promise<Secured> {
  const keys = new MemoryKeys();
  keys.add('holder', key);
  const agent = await agentWith(keys);
  try {
    const holder = agent.openid4vc.holder;
    const resolvedCredentialOffer = await holder.resolveCredentialOffer(offer);
    const asked = await holder.resolveOpenId4VciAuthorizationRequest(resolvedCredentialOffer, {
      ...wallet,
      scope: ['skills-sd-jwt'],
    });
    const code = new URL(await signIn(asked.authorizationRequestUrl)).searchParams.get('code');
    const { codeVerifier, dpop } = asked;
    const token = await holder.requestToken({ resolvedCredentialOffer, code, codeVerifier, ...wallet, dpop });
    const publicJwk = Kms.PublicJwk.fromPublicJwk({ ...key.jwk, kid: 'holder' } as Any);
    const { deferredCredentials } = await holder.requestCredentials({
      resolvedCredentialOffer,
      ...token,
      clientId: wallet.clientId,
      credentialConfigurationIds: ['skills-sd-jwt'],
      verifyCredentialStatus: false,
      credentialBindingResolver: () => ({ method: 'jwk', keys: [publicJwk] }),
    });
    const [waiting] = deferredCredentials;
    if (!waiting) throw new Error('The credential was not deferred.');
    await ready();
    const { credentials } = await holder.requestDeferredCredentials({
      issuerMetadata: resolvedCredentialOffer.metadata,
      ...waiting,
      accessToken: token.accessToken,
      dpop: token.dpop,
      verifyCredentialStatus: false,
    });
    return securedIn(credentials[0].record);
  } finally {
    await agent.shutdown();
  }
}

/** As Credo keeps it. */
function securedIn(record: Any): Secured {
  const { encoded } = record.firstCredential;
  return encoded;
}
