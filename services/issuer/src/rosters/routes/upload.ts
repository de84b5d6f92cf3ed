import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import { Problem } from '@symbolon/problem';
import type { Service } from '@symbolon/service';
import type { IssuerContext } from '../../context.ts';
import { InstitutionParams, problemResponses } from '../../http.ts';
import { callerOf, institutionOnly } from '../../institutions/authenticate.ts';
import { cryptosuites, defaultSecuring, type Securing, type SecuringChoice } from '../../issuance/draft.ts';
import { type StatusReason, statusReasons } from '../../status/change.ts';
import { approveRoster } from '../approve.ts';
import { requireRoster } from '../change.ts';
import { viewRoster } from '../preview.ts';
import { limits } from '../read/table.ts';
import { type ReceivedFile, receiveFile, tooLarge } from '../receive.ts';
import { isYes, RosterSchema, TakeBackQuery, TakeBackSchema, UploadQuery } from '../schemas.ts';
import { takeBackByFile } from '../take-back.ts';
import { uploadRoster } from '../upload.ts';

/** Types under which a roster may come as the body itself. What is in it decides how it is read. */
const mediaTypes = [
  'text/csv',
  'text/tab-separated-values',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
];

/** How long a refused sender may go on sending, so that the refusal reaches it before the connection is cut. */
const LINGER_MS = 3_000;

type UploadRequest = {
  raw: IncomingMessage;
  body: unknown;
  isMultipart(): boolean;
  file(): Promise<{ file: Readable; filename: string } | undefined>;
};

/** The routes that take a file; apart from the others, because they alone take bodies that are not JSON. */
export async function registerUploads(app: Service, context: IssuerContext): Promise<void> {
  await app.register(multipart, { limits: { files: 1, parts: 20, fieldSize: 10_000, fileSize: limits.bytes + 1 } });
  app.addContentTypeParser(mediaTypes, (_request, payload, done) => done(null, payload));
  app.addContentTypeParser('*', () => {
    throw new Problem(415, 'The media type is not supported', {
      detail: 'Send the file as multipart/form-data, or as the body itself with the type text/csv or that of XLSX.',
    });
  });
  app.addHook('preParsing', async ({ raw }) => {
    // Said by the sender itself: refused before a byte of it is read.
    if (Number(raw.headers['content-length'] ?? 0) > limits.bytes + 64 * 1024) {
      letGo(raw);
      throw tooLarge();
    }
  });

  app.post(
    '/institutions/:institution/rosters',
    {
      ...institutionOnly(context),
      schema: {
        tags: ['rosters'],
        summary: 'Reads a CSV or XLSX file into a new roster; nothing is issued unless `approve=true` and all is clear',
        consumes: ['multipart/form-data', ...mediaTypes],
        params: InstitutionParams,
        querystring: UploadQuery,
        response: { 201: RosterSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { achievement, version, sheet, encoding, securing, approve, fileName } = request.query;
      const { id } = await receive(request, fileName, (file) =>
        uploadRoster(context, caller, file, {
          achievement,
          ...(version === undefined ? {} : { version: Number(version) }),
          ...(sheet === undefined ? {} : { sheet }),
          ...(encoding === undefined ? {} : { encoding }),
          securing: securingOf(securing),
        }),
      );
      const now = context.clock();
      const view = await viewRoster(context.pool, await requireRoster(context, caller.institution.id, id), now);
      reply.code(201).header('location', `/institutions/${caller.institution.id}/rosters/${id}`);
      if (!isYes(approve) || view.counts.ready < view.counts.rows || view.questions.length > 0) return view;
      await approveRoster(context, caller, id);
      return viewRoster(context.pool, await requireRoster(context, caller.institution.id, id), now);
    },
  );

  app.post(
    '/institutions/:institution/take-backs',
    {
      ...institutionOnly(context),
      schema: {
        tags: ['credentials'],
        summary:
          'Changes the status of the credentials whose ids stand in a CSV or XLSX file; without `apply=true` says what would change',
        consumes: ['multipart/form-data', ...mediaTypes],
        params: InstitutionParams,
        querystring: TakeBackQuery,
        response: { 200: TakeBackSchema, ...problemResponses },
      },
    },
    async (request) => {
      const { action, reason, note, apply, sheet, encoding, fileName } = request.query;
      const rows = await receive(request, fileName, (file) =>
        takeBackByFile(context, callerOf(request), file.path, {
          request: { action, reason: reasonOf(reason), ...(note === undefined ? {} : { note }) },
          apply: isYes(apply),
          ...(sheet === undefined ? {} : { sheet }),
          ...(encoding === undefined ? {} : { encoding }),
        }),
      );
      return { found: rows.filter(({ detail }) => detail === undefined).length, applied: isYes(apply), rows };
    },
  );
}

async function receive<T>(
  request: UploadRequest,
  fileName: string | undefined,
  use: (file: ReceivedFile) => Promise<T>,
): Promise<T> {
  try {
    const { stream, name } = await bodyOf(request, fileName);
    return await receiveFile(stream, name, use);
  } finally {
    letGo(request.raw);
  }
}

async function bodyOf(request: UploadRequest, fileName = 'roster'): Promise<{ stream: Readable; name: string }> {
  if (!request.isMultipart()) return { stream: request.body as Readable, name: fileName };
  const part = await request.file();
  if (!part)
    throw new Problem(400, 'There is no file in the form', {
      detail: 'Choose a file, and send it as one part of the form.',
    });
  return { stream: part.file, name: part.filename || fileName };
}

/** Lets a sender that was refused finish its sentence, but not for long. */
function letGo(raw: IncomingMessage): void {
  if (raw.complete || raw.destroyed) return;
  raw.resume();
  setTimeout(() => {
    if (!raw.complete) raw.destroy();
  }, LINGER_MS).unref();
}

const securingOf = (securing: Securing = defaultSecuring.securing): SecuringChoice =>
  securing === defaultSecuring.securing
    ? defaultSecuring
    : { securing, cryptosuites: [Object.keys(cryptosuites)[0] as keyof typeof cryptosuites] };

function reasonOf(reason = 'unspecified'): StatusReason {
  if ((statusReasons as readonly string[]).includes(reason)) return reason as StatusReason;
  throw new Problem(400, 'The reason is not on the list', { detail: `It is one of ${statusReasons.join(', ')}.` });
}
