import { type Html, html } from '@symbolon/service';
import type { StoredCredential } from '../../issuance/store.ts';
import { words } from '../view/words.ts';

/** What a credential is now, in the words of the console. Adjectives: a tag is never a button. */
export type CredentialState = 'in-force' | 'paused' | 'taken-back' | 'replaced' | 'ended' | 'deleted';

const looks = {
  'in-force': 'ok',
  paused: 'review',
  'taken-back': 'stop',
  replaced: 'stop',
  ended: 'off',
  deleted: 'off',
} as const;

type Facts = Pick<StoredCredential, 'deleted' | 'revoked' | 'suspended' | 'supersededBy' | 'validUntil'>;

export function stateOf({ deleted, revoked, suspended, supersededBy, validUntil }: Facts, now: Date): CredentialState {
  if (deleted) return 'deleted';
  if (revoked) return supersededBy ? 'replaced' : 'taken-back';
  if (suspended) return 'paused';
  return validUntil && validUntil <= now ? 'ended' : 'in-force';
}

export const stateTag = (state: CredentialState): Html =>
  html`<span class="tag tag-${looks[state]}">${words.say(`state.${state}`)}</span>`;

export const credentialPage = (id: string) => `/console/credentials/${encodeURIComponent(id)}`;
