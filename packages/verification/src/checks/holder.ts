import { type DidResolver, publicKeyOf } from '@symbolon/dids';
import { problemDetails } from '@symbolon/problem';
import { isObject } from '@symbolon/securing/verify';
import type { Finding } from '../findings.ts';

const check = 'holder';
const passed: Finding = { check, outcome: 'passed', code: 'holders-key' };

/**
 * Says whether a credential was given to whoever presented it: its subject's id is the presenter's DID, or a DID of the same key
 * (a did:jwk can be written in several ways). A subject that is named by no DID is bound to nobody, which is not the same as good.
 */
export async function checkHolder(
  { credentialSubject }: Record<string, unknown>,
  presenter: { did: string; keys: readonly string[] },
  dids: DidResolver,
): Promise<Finding> {
  const ids = [credentialSubject].flat().map((subject) => (isObject(subject) ? subject.id : undefined));
  const named = ids.filter((id): id is string => typeof id === 'string' && id.startsWith('did:'));
  if (named.includes(presenter.did)) return passed;
  for (const did of named) {
    if ((await keysWithin(did, dids)).some((key) => presenter.keys.includes(key))) return passed;
  }
  if (named.length > 0) {
    const detail = 'The credential was given to another holder than the one who presented it.';
    const errors = [problemDetails('CRYPTOGRAPHIC_SECURITY_ERROR', { detail, pointer: '/credentialSubject/id' })];
    return { check, outcome: 'failed', code: 'foreign-holder', detail, reason: 'foreign-holder', errors };
  }
  const detail = 'The credential does not name its holder by a DID, so presenting it does not prove whose it is.';
  return { check, outcome: 'unknown', code: 'holder-unknown', detail, reason: 'holder-unknown' };
}

/** The keys of DIDs that hold their key themselves: nothing is fetched to find out whose a credential is. */
async function keysWithin(did: string, dids: DidResolver): Promise<string[]> {
  if (!/^did:(?:key|jwk):/.test(did)) return [];
  const { didDocument } = await dids.resolve(did);
  return (didDocument?.verificationMethod ?? []).map((method) => publicKeyOf(method).publicKeyMultibase);
}
