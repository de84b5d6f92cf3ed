import { createClaims, defaultTerms, renewClaim, revokeClaim } from '../../claims/claims.ts';
import { slipsOf, slipsPdf } from '../../claims/slips/slips.ts';
import { attachment } from '../../rosters/csv-file.ts';
import { requireCredential } from '../credentials/show.ts';
import { credentialPage } from '../credentials/state.ts';
import type { Answer, ConsolePages, Visit } from '../pages.ts';
import { confirmPage } from '../view/confirm.ts';
import { asTyped } from '../view/layout.ts';
import { words } from '../view/words.ts';

/** What the page of a certificate says of its claim, and what a registrar can do: make a slip, make a new one, take it back. */
export function registerCredentialClaim(pages: ConsolePages): void {
  pages.act('/credentials/:id/claim', async (visit) => {
    const { id } = await requireCredential(visit);
    const { context, institution, actor } = visit;
    const asked = { institutionId: institution.id, actor, credentialIds: [id], terms: defaultTerms };
    const [outcome] = await createClaims(context, asked);
    if (outcome?.problem) throw outcome.problem;
    return { seeOther: `${credentialPage(id)}?notice=claim-made#claim` };
  });

  pages.show('/credentials/:id/claim-slip.pdf', async (visit) => {
    const { id } = await requireCredential(visit);
    const { context, institution, reply } = visit;
    const pdf = await slipsPdf(context, institution, slipsOf(context, institution, [id]));
    return reply
      .type('application/pdf')
      .header('content-disposition', attachment('claim-slip.pdf'))
      .send(Buffer.from(pdf));
  });

  for (const [path, change] of [
    ['renew', renew],
    ['revoke', revoke],
  ] as const) {
    pages.show(`/credentials/:id/claim/${path}`, async (visit) => question(visit, path));
    pages.act(`/credentials/:id/claim/${path}`, async (visit) => {
      const { id } = await requireCredential(visit);
      await change(visit, id);
      return { seeOther: `${credentialPage(id)}?notice=claim-${path === 'renew' ? 'renewed' : 'revoked'}#claim` };
    });
  }
}

const renew = ({ context, institution, actor }: Visit, credentialId: string) =>
  renewClaim(context, { institutionId: institution.id, actor, credentialId, terms: defaultTerms });
const revoke = ({ context, institution, actor }: Visit, credentialId: string) =>
  revokeClaim(context, { institutionId: institution.id, actor, credentialId });

async function question(visit: Visit, path: 'renew' | 'revoke'): Promise<Answer> {
  const row = await requireCredential(visit);
  const name = row.holderName ?? words.say('find.no-name');
  return confirmPage({
    title: words.say(`claim.${path}.title`),
    place: 'find',
    says: [asTyped(name), words.say(`claim.${path}.says`)],
    action: `${credentialPage(row.id)}/claim/${path}`,
    button: `claim.${path}`,
    danger: path === 'revoke',
    formToken: visit.formToken,
    back: { href: credentialPage(row.id), label: words.say('credential.back') },
  });
}
