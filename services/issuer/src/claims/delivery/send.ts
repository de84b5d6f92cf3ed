import type { Language } from '@symbolon/pages';
import { Problem } from '@symbolon/problem';
import { type Actor, changeInstitution } from '../../audit/append.ts';
import type { IssuerContext } from '../../context.ts';
import type { Institution } from '../../institutions/store.ts';
import { nameIn } from '../../issuance/award.ts';
import { claimState, claimUrl } from '../claim.ts';
import { requireClaim } from '../claims.ts';
import { speak } from '../page/words.ts';

type Asked = { institution: Institution; actor: Actor; credentialId: string; to: string; language: Language };

/**
 * Sends the address of a claim page to its holder, without the transaction code, which comes by another way. The mail
 * address is not kept. Throws 409 where no mail server is set up or the claim is not open, 502 where the message was not taken.
 */
export async function sendClaim(
  context: IssuerContext,
  { institution, actor, credentialId, to, language }: Asked,
): Promise<void> {
  const { mail, pool, clock } = context;
  if (!mail) {
    throw new Problem(409, 'No mail server is set up', {
      detail: 'Whoever runs this installation sets SMTP_URL and MAIL_FROM.',
    });
  }
  const claim = await requireClaim(pool, institution.id, credentialId);
  if (claimState(claim, clock()) !== 'open') {
    throw new Problem(409, 'The claim is not open', { detail: 'Open it anew; the new address can be sent then.' });
  }
  const { say } = speak(language);
  const school = nameIn(institution.names, [language]);
  const text = say('mail.text', { school, url: claimUrl(context, claim) });
  const digits = claim.withTxCode ? `\n\n${say('mail.digits')}` : '';
  try {
    await mail.send({ to, subject: say('mail.subject', { school }), text: `${text}${digits}\n` });
  } catch (cause) {
    throw new Problem(502, 'The mail server did not take the message', {
      detail: 'Check the address and try again; nothing was sent.',
      // Its words can hold the address.
      cause: (cause as { code?: unknown }).code,
    });
  }
  await changeInstitution(context, institution.id, actor, async ({ audit }) => {
    audit('claim.sent', credentialId, { by: 'email' });
  });
}
