import type { ProblemDetails } from '@symbolon/problem';
import type { JsonObject } from '@symbolon/securing/verify';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import type { VerifierContext } from '../context.ts';
import { issue, statusList, throwAwaySigners } from './issue.ts';
import { credentialProblems, type Options, presentationProblems } from './verify.ts';

const anything = Type.Object({}, { additionalProperties: true });
const options = Type.Optional(
  Type.Object(
    {
      expectedProofPurpose: Type.Optional(
        Type.Union([Type.Literal('assertionMethod'), Type.Literal('authentication')]),
      ),
      challenge: Type.Optional(Type.String()),
      domain: Type.Optional(Type.String()),
    },
    { additionalProperties: true },
  ),
);

/**
 * For the public test suites of W3C alone: signs for anyone with throw-away keys, asks no trust list, and answers a document
 * that is not good with 400, as those suites expect. The settings allow it on loopback only.
 */
export function conformanceRoutes(service: Service, { config, dids, now }: VerifierContext): void {
  const signers = throwAwaySigners();
  const listBase = (suite: string) => `${config.url}/conformance/${suite}/status-lists`;
  const schema = { tags: ['conformance'] };

  service.get('/conformance', { schema }, async () => ({
    issuers: Object.fromEntries(
      [...signers].map(([suite, { controller }]) => [
        suite,
        { id: controller, endpoint: `/conformance/${suite}/credentials/issue` },
      ]),
    ),
    verifiers: { credentials: '/conformance/credentials/verify', presentations: '/conformance/presentations/verify' },
  }));

  for (const [suite, signer] of signers) {
    service.post(
      `/conformance/${suite}/credentials/issue`,
      { schema: { ...schema, body: Type.Object({ credential: anything, options: Type.Optional(anything) }) } },
      async ({ body }, reply) => {
        const verifiableCredential = await issue(body.credential as JsonObject, signer, listBase(suite), now());
        return reply.code(201).send({ verifiableCredential });
      },
    );
    service.get(`/conformance/${suite}/status-lists/revocation`, { schema }, async (_request, reply) => {
      return reply.type('application/vc').send(JSON.stringify(await statusList(signer, listBase(suite), now())));
    });
  }

  service.post(
    '/conformance/credentials/verify',
    { schema: { ...schema, body: Type.Object({ verifiableCredential: Type.Unknown(), options }) } },
    async ({ body }, reply) => {
      const problems = await credentialProblems(body.verifiableCredential, (body.options ?? {}) as Options, {
        dids,
        now: now(),
      });
      return reply.code(problems.length > 0 ? 400 : 200).send(answer(problems));
    },
  );
  service.post(
    '/conformance/presentations/verify',
    { schema: { ...schema, body: Type.Object({ verifiablePresentation: Type.Unknown(), options }) } },
    async ({ body }, reply) => {
      const problems = await presentationProblems(body.verifiablePresentation, (body.options ?? {}) as Options, {
        dids,
        now: now(),
      });
      return reply.code(problems.length > 0 ? 400 : 200).send(answer(problems));
    },
  );
}

const answer = (problemDetails: ProblemDetails[]) => ({
  verified: problemDetails.length === 0,
  checks: ['proof'],
  problemDetails,
  warnings: [],
  errors: problemDetails.map(({ title, detail }) => detail ?? title),
});
