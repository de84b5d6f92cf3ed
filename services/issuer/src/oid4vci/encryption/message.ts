import {
  type ContentEncryption,
  decryptJwe,
  encryption,
  encryptJwe,
  type Recipient,
  recipientOf,
} from '@symbolon/securing/encryption';
import { isObject, parseDocument } from '@symbolon/securing/verify';
import type { Reply, Request, Service } from '@symbolon/service';
import type { IssuerContext } from '../../context.ts';
import { ProtocolError } from '../protocol-error.ts';
import { currentRequestKey, requestKeys } from './request-key.ts';

const mediaType = 'application/jwt';
const refused = (description: string) => new ProtocolError('invalid_encryption_parameters', description);

/** Gives what metadata says of encryption (OID4VCI 1.0 §12.2.4). Compression is not offered: what is inflated has no bound. */
export function encryptionMetadata(
  context: Pick<IssuerContext, 'keys' | 'clock'>,
  institutionId: string,
  required: boolean,
): Record<string, unknown> {
  return {
    credential_request_encryption: {
      jwks: { keys: [currentRequestKey(context, institutionId)] },
      enc_values_supported: encryption.enc,
      encryption_required: required,
    },
    credential_response_encryption: {
      alg_values_supported: [encryption.alg],
      enc_values_supported: encryption.enc,
      encryption_required: required,
    },
  };
}

/** Makes a scope take encrypted requests: the compact JWE as a text. */
export function acceptEncrypted(scope: Service): void {
  scope.addContentTypeParser(mediaType, { parseAs: 'string', bodyLimit: 200_000 }, (_request, body, done) => {
    done(null, body);
  });
}

/** A Credential Request or Deferred Credential Request, decrypted where it was encrypted, and how its answer is encrypted. */
export type Message = { body: unknown; answerFor: { recipient: Recipient; enc: ContentEncryption } | undefined };

/**
 * Reads a request to the Credential Endpoint or the Deferred Credential Endpoint (OID4VCI 1.0 §10). Throws
 * `invalid_encryption_parameters` for one that is not for a key of ours, asks for what is not offered, or lacks what is
 * `required`.
 */
export async function readMessage(
  context: Pick<IssuerContext, 'keys' | 'clock'>,
  institutionId: string,
  { headers, body: sent }: Pick<Request, 'headers' | 'body'>,
  required: boolean,
): Promise<Message> {
  const isEncrypted = /^application\/jwt *(;|$)/i.test(headers['content-type'] ?? '');
  if (required && !isEncrypted) throw refused('Requests are encrypted here, see credential_request_encryption');
  const body = isEncrypted ? await decrypted(context, institutionId, String(sent)) : sent;
  const asked = isObject(body) ? body.credential_response_encryption : undefined;
  if (asked === undefined) {
    if (required) throw refused('credential_response_encryption is missing');
    return { body, answerFor: undefined };
  }
  if (!isObject(asked)) throw refused('credential_response_encryption is an object');
  // Drafts up to 15 have `alg` beside the key and know no encrypted request; since 1.0 one must be (§8.2).
  const isDraft = asked.alg !== undefined;
  if (!isEncrypted && !isDraft) throw refused('A request that names an encryption key is encrypted itself');
  const recipient = recipientOf(asked.jwk, asked.alg);
  if (!recipient) throw refused('The key is a P-256 key for ECDH-ES, named in its alg');
  const enc = encryption.enc.find((each) => each === asked.enc);
  if (!enc) throw refused('This enc is not offered');
  if (asked.zip !== undefined) throw refused('Compression is not offered');
  return { body, answerFor: { recipient, enc } };
}

async function decrypted(
  context: Pick<IssuerContext, 'keys' | 'clock'>,
  institutionId: string,
  jwe: string,
): Promise<unknown> {
  for (const { kid, privateKey } of requestKeys(context, institutionId)) {
    const content = await decryptJwe(jwe.trim(), privateKey, kid);
    if (!content) continue;
    const { document } = parseDocument(Buffer.from(content).toString('utf8'));
    if (!document)
      throw new ProtocolError('invalid_credential_request', 'The content of the request is no JSON object');
    return document;
  }
  throw refused('The request is not encrypted for a key of this issuer');
}

/** Sends an answer, as a JWT where the wallet asked for that (OID4VCI 1.0 §10), whatever it holds. */
export async function sendMessage(
  reply: Reply,
  { answerFor }: Message,
  status: 200 | 202,
  answer: Record<string, unknown>,
): Promise<Reply> {
  reply.code(status);
  if (!answerFor) return reply.type('application/json').send(JSON.stringify(answer));
  const jwe = await encryptJwe(Buffer.from(JSON.stringify(answer)), answerFor.recipient, answerFor.enc);
  return reply.type(mediaType).send(jwe);
}
