import { occupationContextUrl } from '@symbolon/contexts';
import type { ChainResult } from '@symbolon/recognition';
import type { Checked } from '../check/outcome.ts';
import { h } from '../dom.ts';
import { type MessageKey, t } from '../i18n.ts';
import { day } from './reading.ts';

type Fault = Extract<ChainResult, { accredited: false }>['why'];

const faults: Record<Fault, MessageKey> = {
  'other-achievement': 'chain.work',
  'other-occupation': 'chain.work',
  'level-above': 'chain.level',
  'level-not-comparable': 'chain.level',
  'other-country': 'chain.country',
  'other-route': 'chain.route',
  'not-at-that-time': 'chain.time',
  'withdrawn-before': 'chain.withdrawn',
  'withdrawn-day-unknown': 'chain.unsure',
  'status-unknown': 'chain.unsure',
  'no-accreditation': 'chain.none',
  'anchor-out-of-scope': 'chain.none',
  'other-action': 'chain.action',
  circular: 'chain.circle',
  'too-long': 'chain.circle',
};

type Known = { accreditation?: ChainResult; credential?: Record<string, unknown> };

/** Why no accreditation counts. A small credential of a QR code that names no work cannot be told to be for another. */
function reasonKey(why: Fault, { credential = {} }: Known): MessageKey {
  const namesNone = 'summaryOf' in credential && ![credential['@context']].flat().includes(occupationContextUrl);
  return why === 'other-occupation' && namesNone ? 'chain.paper' : faults[why];
}

/** What is wrong with the accreditations of an issuer that nobody lists, or of one of several; undefined where none were found. */
export function accreditationFault({ result }: Checked): string | undefined {
  for (const known of [result, ...(result.coIssuers ?? [])]) {
    const { accreditation } = known as Known;
    if (accreditation && !accreditation.accredited && faults[accreditation.why] !== 'chain.none')
      return t('fact.accredited.none', { why: t(reasonKey(accreditation.why, known)) });
  }
  return undefined;
}

/** By whom the issuer may award this, until when, and what was withdrawn since; or why no accreditation counts. */
export function accreditationLines(known: Known): HTMLElement[] | undefined {
  const { accreditation } = known;
  if (!accreditation) return undefined;
  if (!accreditation.accredited)
    return [h('p', {}, t('fact.accredited.none', { why: t(reasonKey(accreditation.why, known)) }))];
  const { chain, anchor } = accreditation;
  const name = ({ did, name }: { did: string; name?: string }) => name ?? did;
  const last = chain.at(-1);
  return [
    ...chain.map(({ by, validUntil, withdrawnLater }) =>
      h(
        'p',
        {},
        validUntil === undefined
          ? h('bdi', { dir: 'auto' }, name(by))
          : t('fact.accredited.until', { body: name(by), date: day(validUntil) }),
        withdrawnLater !== undefined &&
          h('span', { class: 'withdrawn' }, ' ', t('fact.accredited.withdrawn', { date: day(withdrawnLater) })),
      ),
    ),
    ...(last && last.by.did !== anchor.did ? [h('p', {}, t('fact.anchor', { name: name(anchor) }))] : []),
  ];
}
