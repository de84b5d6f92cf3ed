import { credentialsContextUrl } from '@symbolon/contexts';
import { Problem } from '@symbolon/problem';
import { isObject } from '@symbolon/securing/verify';
import { sha256 } from '../claims/claim.ts';
import { verifyHolder } from '../claims/holder/binding.ts';
import { ClaimRefused } from '../claims/holder/claim-refused.ts';
import { issueToHolder } from '../claims/holder/issue-to-holder.ts';
import type { IssuerContext } from '../context.ts';
import { activateExchange, completeExchange, type Exchange } from './store.ts';

/** What a wallet is answered: what is asked of it, or a presentation with the credential. */
export type Participation = { verifiablePresentationRequest: object } | { verifiablePresentation: object };

/**
 * One turn of an exchange (VCALM §3.6.5). An empty message is answered by what is asked: the holder's DID, proven for our
 * challenge and domain. A presentation that proves it is answered by the credential for that DID, once.
 * Throws 400 for a presentation that proves nothing, 409 where the exchange or the claim was used, taken back or is over.
 */
export async function participate(
  context: IssuerContext,
  id: string,
  { state, session }: Exchange,
  message: Record<string, unknown>,
): Promise<Participation> {
  const { pool, config, keys, clock } = context;
  if (state === 'complete') throw used();
  // Made again from the id, so that any instance knows it.
  const challenge = keys.mac('exchange challenge', id).toString('base64url');
  const domain = config.issuerUrl;
  const { verifiablePresentation } = message;
  if (verifiablePresentation === undefined) {
    await activateExchange(pool, sha256(id));
    return { verifiablePresentationRequest: { query: [didAuthentication], challenge, domain } };
  }
  if (!isObject(verifiablePresentation) && typeof verifiablePresentation !== 'string') throw unproven();
  const holder = await verifyHolder(verifiablePresentation, { challenge, domain, now: clock() });
  if (!holder) throw unproven();
  try {
    const verifiableCredential = await issueToHolder(context, {
      session,
      configuration: 'skills-data-integrity',
      holders: [holder],
      protocol: 'vcapi',
      alsoRecord: async (client) => {
        if (!(await completeExchange(client, sha256(id)))) throw used();
      },
    });
    return {
      verifiablePresentation: {
        '@context': [credentialsContextUrl],
        type: ['VerifiablePresentation'],
        verifiableCredential,
      },
    };
  } catch (error) {
    if (error instanceof ClaimRefused) throw refusals[error.reason]();
    throw error;
  }
}

const didAuthentication = {
  type: 'DIDAuthentication',
  acceptedMethods: [{ method: 'key' }, { method: 'jwk' }],
  acceptedCryptosuites: [
    { cryptosuite: 'eddsa-rdfc-2022' },
    { cryptosuite: 'ecdsa-rdfc-2019' },
    { cryptosuite: 'Ed25519Signature2020' },
  ],
};

const unproven = () =>
  new Problem(400, 'The presentation does not prove a DID', {
    detail: 'Sign it with a did:key or did:jwk for the challenge and the domain of the request.',
  });
const used = () => new Problem(409, 'The exchange is over', { detail: 'Begin another on the claim page.' });
const refusals: Record<ClaimRefused['reason'], () => Problem> = {
  gone: () => new Problem(409, 'The credential was claimed by another wallet, or its claim is over'),
  'not-in-force': () => new Problem(409, 'The credential is not in force'),
  paused: () => new Problem(409, 'The credential is paused'),
  'other-holder': () => new Problem(400, 'The credential names another key as its holder'),
};
