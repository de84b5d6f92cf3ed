import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { createPresentation, signPresentation } from '@digitalbazaar/vc';
import { loadContextDocument } from '@symbolon/contexts';
import type { Signer } from '@symbolon/securing/sign';
import { startOfTest } from '@symbolon/verification/testing';
import { send } from './setting.ts';

type Json = Record<string, unknown>;
type Query = { type: string; credentialQuery: { example: Json } };
type Request = { query: Query[]; challenge: string; domain: string };

async function documentLoader(url: string) {
  const document = await loadContextDocument(url);
  if (!document) throw new Error(`${url} is not held`);
  return { document, documentUrl: url };
}

/** Whether a credential has every member of an example as it stands there, as the Learner Credential Wallet compares. */
function matches(example: unknown, value: unknown): boolean {
  if (Array.isArray(example)) return Array.isArray(value) && example.every((each) => value.includes(each));
  if (typeof example !== 'object' || example === null) return example === value;
  return Object.entries(example).every(([name, inner]) => matches(inner, (value as Json | undefined)?.[name]));
}

/** Begins an exchange by its interaction URL; gives its address and what is asked. */
export async function begin(interaction: string) {
  const reply = await fetch(interaction, { headers: { accept: 'application/json' } });
  const { protocols } = (await reply.json()) as { protocols: Record<string, string> };
  const { body } = await send(protocols.vcapi!, {});
  return { exchange: protocols.vcapi!, protocols, request: body.verifiablePresentationRequest as Request };
}

/** What the Learner Credential Wallet sends: credentials that match the example, signed with Ed25519Signature2020. */
export async function present({ query, challenge, domain }: Request, held: Json[], holder: Signer): Promise<object> {
  const example = query.find(({ type }) => type === 'QueryByExample')!.credentialQuery.example;
  if (!query.some(({ type }) => type === 'DIDAuthentication')) throw new Error('The wallet would not sign.');
  const verifiableCredential = held.filter((credential) => matches(example, credential));
  const signer = { id: holder.verificationMethod, sign: ({ data }: { data: Uint8Array }) => holder.sign(data) };
  return signPresentation({
    presentation: await createPresentation({ holder: holder.controller, verifiableCredential, verify: false }),
    challenge,
    domain,
    suite: new Ed25519Signature2020({ signer, date: startOfTest }),
    documentLoader,
  });
}
