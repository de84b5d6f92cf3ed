import type { Signer } from '@symbolon/securing/sign';
import { joseNames } from '@symbolon/securing/verify';
import { parseTrustList, trustListType } from '@symbolon/verification';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Gives a trust list as a compact JWS of type `trust-list+jwt`. Throws a TrustListError where the list is not well formed. */
export async function signTrustList(list: unknown, signer: Signer): Promise<string> {
  const header = { alg: joseNames[signer.algorithm][0], typ: trustListType, kid: signer.verificationMethod };
  const input = `${encode(header)}.${encode(parseTrustList(list))}`;
  return `${input}.${Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url')}`;
}
