import { checkCredential } from '@symbolon/credential';
import { type DidResolver, type ProofPurpose, verificationMethodFor } from '@symbolon/dids';
import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import {
  type ContextSource,
  envelopedJwt,
  isObject,
  type JsonObject,
  type SecuringResult,
  verifyDataIntegrity,
  verifyPresentation,
  verifyVcJwt,
} from '@symbolon/securing/verify';
import { checkPresentation } from '@symbolon/verification';
import { nameInlineContexts } from './contexts.ts';
import { malformedStatus } from './issue.ts';

/** What the suites send beside a document; `checks` and whatever else they send changes nothing. */
export type Options = { expectedProofPurpose?: ProofPurpose; challenge?: string; domain?: string };
type World = { dids: DidResolver; now: Date };

const version2 = 'https://www.w3.org/ns/credentials/v2';

/** Says what is wrong with a credential's proof and data model; trust, status, dates and issuer are not asked about. */
export async function credentialProblems(input: unknown, options: Options, world: World): Promise<ProblemDetails[]> {
  if (!isObject(input)) return [problemDetails('PARSING_ERROR', { detail: 'A credential is an object.' })];
  const { document, contexts } = nameInlineContexts(input);
  return problemsOf(document, contexts, options, world);
}

async function problemsOf(
  document: JsonObject,
  contexts: ContextSource,
  options: Options,
  world: World,
): Promise<ProblemDetails[]> {
  const enveloped = envelopedJwt(document);
  const plain = { ...keysOf(world), contexts };
  if (enveloped) {
    if (enveloped.problem) return [enveloped.problem];
    if (![document['@context']].flat().includes(version2)) {
      return [
        problemDetails('MALFORMED_VALUE_ERROR', {
          detail: `An envelope names the context ${version2}.`,
          pointer: '/@context',
        }),
      ];
    }
    const result = await verifyVcJwt(enveloped.jwt, plain);
    return result.document ? checkCredential(result.document, { allowedContexts: contexts.urls }) : why(result);
  }
  const { expectedProofPurpose: purpose = 'assertionMethod', challenge, domain } = options;
  const asked = { ...(challenge === undefined ? {} : { challenge }), ...(domain === undefined ? {} : { domain }) };
  const result = await verifyDataIntegrity(document, { ...plain, ...asked, purpose });
  if (!result.document) return why(result);
  const problems = checkCredential(result.document, { allowedContexts: contexts.urls, openBadges: false });
  return [...problems, ...malformedStatus(result.document)];
}

/** The same for a presentation and every credential in it. */
export async function presentationProblems(input: unknown, options: Options, world: World): Promise<ProblemDetails[]> {
  if (!isObject(input)) return [problemDetails('PARSING_ERROR', { detail: 'A presentation is an object.' })];
  const { document, contexts } = nameInlineContexts(input);
  if (envelopedJwt(document) && ![document['@context']].flat().includes(version2)) {
    return [
      problemDetails('MALFORMED_VALUE_ERROR', {
        detail: `An envelope names the context ${version2}.`,
        pointer: '/@context',
      }),
    ];
  }
  const { challenge, domain } = options;
  const asked = { ...(challenge === undefined ? {} : { challenge }), ...(domain === undefined ? {} : { domain }) };
  const result = await verifyPresentation(document, { ...keysOf(world), ...asked, contexts });
  if (!result.document) return why(result);
  const problems = checkPresentation(result.document);
  const holder = isObject(result.document.holder) ? result.document.holder.id : result.document.holder;
  for (const credential of result.credentials) {
    if (!isObject(credential)) continue;
    problems.push(...(await insideProblems(credential, holder, result, contexts, world)));
  }
  return problems;
}

async function insideProblems(
  credential: JsonObject,
  holder: unknown,
  presentation: SecuringResult,
  contexts: ContextSource,
  world: World,
) {
  const issuer = isObject(credential.issuer) ? credential.issuer.id : credential.issuer;
  const isPresenters = presentation.proofs.some(({ controller }) => controller !== undefined && controller === issuer);
  // What the holder says of itself must say who the holder is (VCDM 2.0 §4.13.3).
  if (isPresenters && holder !== issuer) {
    const detail = 'A credential that the holder issued itself needs a holder that is its issuer.';
    return [problemDetails('MALFORMED_VALUE_ERROR', { detail, pointer: '/holder' })];
  }
  if (isPresenters && !('proof' in credential)) return checkCredential(credential, { allowedContexts: contexts.urls });
  return problemsOf(credential, contexts, {}, world);
}

const keysOf = ({ dids, now }: World) => ({
  now,
  verificationMethod: (didUrl: string, purpose: ProofPurpose) => verificationMethodFor(dids, didUrl, purpose),
});

function why({ problems, proofs }: SecuringResult): ProblemDetails[] {
  const found = [...problems, ...proofs.flatMap(({ problem }) => problem ?? [])];
  return found.length > 0 ? found : [problemDetails('PROOF_VERIFICATION_ERROR')];
}
