import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { envelopedJwt, isObject, type JsonObject, parseDocument, WithinLimits } from '@symbolon/securing/verify';
import type { Finding } from './findings.ts';
import type { Reason } from './result.ts';

/** A credential as it was secured: a JSON document with proofs inside, already looked through, or a JWT. */
export type SecuredInput = { form: 'data-integrity'; document: WithinLimits } | { form: 'jwt'; jwt: string };
/** An SD-JWT is no document before its disclosures were held against it. */
type SdJwtInput = { form: 'sd-jwt'; sdJwt: string };

export type Parsed = { secured: SecuredInput | SdJwtInput; finding: Finding } | { secured?: never; finding: Finding };

const compactJws = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const credentialsV2 = 'https://www.w3.org/ns/credentials/v2';

/**
 * Tells what was given: an object, what `parseDocument` gave, a JSON text, a JWT, an SD-JWT or an enveloped credential. Whatever is none of these is named for
 * what it is, so that nobody takes a seal of another kind, a presentation or a shopping list for a false credential.
 */
export function parseInput(input: unknown): Parsed {
  const text = typeof input === 'string' ? input.trim().replace(/^\uFEFF/, '') : undefined;
  if (text !== undefined && !text.startsWith('{') && compactJws.test(text)) return accepted({ form: 'jwt', jwt: text });
  if (!text?.startsWith('{') && text?.includes('~') && compactJws.test(text.split('~', 1)[0]!))
    return accepted({ form: 'sd-jwt', sdJwt: text });
  const parsed = input instanceof WithinLimits ? input : parseDocument(text ?? input);
  if (parsed.problem) return refused('unreadable', parsed.problem);
  return sealOf(parsed.document) ?? envelopeOf(parsed.document) ?? shapeOf(parsed);
}

const accepted = (secured: SecuredInput | SdJwtInput): Parsed => ({
  secured,
  finding: { check: 'parse', outcome: 'passed', code: 'readable' },
});

const refused = (reason: Reason, ...errors: ProblemDetails[]): Parsed => ({
  finding: {
    check: 'parse',
    outcome: 'failed',
    code: reason,
    reason,
    errors,
    ...(errors[0]?.detail ? { detail: errors[0].detail } : {}),
  },
});

function unsupported(code: string, detail: string): Parsed {
  const errors = [problemDetails('UNSUPPORTED', { detail })];
  return { finding: { check: 'parse', outcome: 'unknown', code, detail, reason: 'unsupported', errors } };
}

/** The JSON serialization of a JWS (RFC 7515 §7.2); with a certificate in its header it is a JAdES seal (ETSI TS 119 182-1). */
function sealOf(document: JsonObject): Parsed | undefined {
  if (!('payload' in document) || !('signatures' in document || 'signature' in document)) return undefined;
  const isEuropean =
    typeof document.payload === 'string' && document.payload.slice(0, 4096).includes('EuropeanDigitalCredential');
  return isEuropean
    ? unsupported(
        'european-digital-credential',
        'This is a European Digital Credential, sealed with JAdES. Check it at europa.eu/europass.',
      )
    : unsupported(
        'jades',
        'This document is sealed by a JWS in its JSON form (as JAdES is), which cannot be checked here.',
      );
}

function envelopeOf(document: JsonObject): Parsed | undefined {
  const enveloped = envelopedJwt(document);
  if (!enveloped) return undefined;
  const names = [document.type].flat();
  if (names.includes('EnvelopedVerifiablePresentation')) return presentationGiven();
  if (![document['@context']].flat().includes(credentialsV2)) {
    const detail = `An enveloped credential names the context ${credentialsV2}.`;
    return refused('malformed', problemDetails('MALFORMED_VALUE_ERROR', { detail, pointer: '/@context' }));
  }
  if (enveloped.jwt !== undefined) return accepted({ form: 'jwt', jwt: enveloped.jwt });
  const isData = typeof document.id === 'string' && document.id.startsWith('data:');
  if (isData)
    return unsupported(
      'envelope',
      enveloped.problem.detail ?? 'The envelope holds something that cannot be checked here.',
    );
  return refused(
    'malformed',
    problemDetails('MALFORMED_VALUE_ERROR', { detail: 'The id of an envelope is a data: URL.', pointer: '/id' }),
  );
}

const presentationGiven = () =>
  refused(
    'not-a-credential',
    problemDetails('MALFORMED_VALUE_ERROR', { detail: 'This is a presentation, not a credential.', pointer: '/type' }),
  );

function shapeOf(parsed: WithinLimits): Parsed {
  const { document } = parsed;
  const types = Array.isArray(document.type) ? document.type : [document.type];
  if (types.includes('VerifiablePresentation')) return presentationGiven();
  if (!types.includes('VerifiableCredential')) {
    const detail = 'This is JSON, but its type does not include "VerifiableCredential".';
    return refused('not-a-credential', problemDetails('MALFORMED_VALUE_ERROR', { detail, pointer: '/type' }));
  }
  if (!isObject(document.proof) && !Array.isArray(document.proof))
    return refused('no-proof', problemDetails('NO_PROOF', { pointer: '/proof' }));
  return accepted({ form: 'data-integrity', document: parsed });
}
