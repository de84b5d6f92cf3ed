import { Problem } from '@symbolon/problem';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import { linkedAccreditations } from '../accreditation/linked.ts';
import type { IssuerContext } from '../context.ts';
import { InstitutionParams, problemResponses } from '../http.ts';
import { callerOf, institutionOnly } from '../institutions/authenticate.ts';
import { findInstitution } from '../institutions/store.ts';
import { buildDidDocument } from './did-document.ts';
import { algorithms, rotateKey, withdrawKey } from './keys.ts';
import { listKeys, type SigningKey } from './store.ts';

const KeySchema = Type.Object({
  id: Type.String({ description: 'Fragment of the verification method' }),
  algorithm: Type.Enum([...algorithms]),
  publicKeyMultibase: Type.String(),
  created: Type.String(),
  retired: Type.Optional(Type.String({ description: 'Signs no more since; what it signed still verifies' })),
  compromised: Type.Optional(Type.String({ description: 'Out of the DID document since; nothing it signed verifies' })),
});

/** Signing keys: the DID document for everybody, rotation and withdrawal for the institution. */
export function registerKeys(app: Service, context: IssuerContext): void {
  const { pool, config } = context;

  app.get(
    '/institutions/:institution/did.json',
    {
      schema: {
        tags: ['public'],
        summary: 'DID document of the institution (did:web)',
        params: InstitutionParams,
        response: { 200: Type.Unknown(), ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      const institution = await findInstitution(pool, params.institution);
      if (!institution) throw new Problem(404, 'There is no such institution');
      const document = buildDidDocument(institution.did, await listKeys(pool, institution.id));
      // Short: a key that was stolen must be gone from caches soon.
      return reply
        .header('cache-control', 'public, max-age=60')
        .type('application/did+json')
        .send(
          JSON.stringify({ ...document, ...linkedAccreditations(config.issuerUrl, institution, document['@context']) }),
        );
    },
  );

  const shared = { tags: ['keys'], params: InstitutionParams };

  app.get(
    '/institutions/:institution/keys',
    {
      ...institutionOnly(context),
      schema: {
        ...shared,
        summary: 'Lists the signing keys',
        response: { 200: Type.Array(KeySchema), ...problemResponses },
      },
    },
    async ({ params }) => (await listKeys(pool, params.institution)).map(present),
  );

  app.post(
    '/institutions/:institution/keys',
    {
      ...institutionOnly(context),
      schema: {
        ...shared,
        summary: 'Makes a new key that signs from now on; the one before still verifies',
        body: Type.Object({ algorithm: KeySchema.properties.algorithm }, { additionalProperties: false }),
        response: { 201: Type.Array(KeySchema), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { institution, actor } = callerOf(request);
      await rotateKey(context, institution, request.body.algorithm, actor);
      return reply.code(201).send((await listKeys(pool, institution.id)).map(present));
    },
  );

  app.post(
    '/institutions/:institution/keys/:id/compromised',
    {
      ...institutionOnly(context),
      schema: {
        ...shared,
        summary: 'Takes a stolen key out of the DID document; nothing that it signed verifies any more',
        params: Type.Object({ ...InstitutionParams.properties, id: Type.String({ maxLength: 50 }) }),
        response: { 200: Type.Array(KeySchema), ...problemResponses },
      },
    },
    async (request) => {
      const { institution, actor } = callerOf(request);
      await withdrawKey(context, institution, request.params.id, actor);
      context.log.warn({ event: 'key.compromised', institution: institution.id, key: request.params.id });
      return (await listKeys(pool, institution.id)).map(present);
    },
  );
}

function present({ fragment, algorithm, publicKeyMultibase, created, retired, compromised }: SigningKey) {
  return {
    id: fragment,
    algorithm,
    publicKeyMultibase,
    created: created.toISOString(),
    ...(retired ? { retired: retired.toISOString() } : {}),
    ...(compromised ? { compromised: compromised.toISOString() } : {}),
  };
}
