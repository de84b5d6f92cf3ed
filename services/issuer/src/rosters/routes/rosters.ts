import { Readable } from 'node:stream';
import type { Service } from '@symbolon/service';
import { Type } from 'typebox';
import { requireAchievement } from '../../achievements/achievements.ts';
import type { IssuerContext } from '../../context.ts';
import { InstitutionParams, problemResponses } from '../../http.ts';
import { callerOf, institutionOnly } from '../../institutions/authenticate.ts';
import { approveRoster, pauseRoster, resumeRoster, retryRoster } from '../approve.ts';
import { changeRow, discardRoster, type Matching, matchColumns, requireRoster } from '../change.ts';
import { attachment } from '../csv-file.ts';
import { rosterEvents } from '../events.ts';
import { progressOf, viewRoster, viewRow } from '../preview.ts';
import { problemsCsv, resultsCsv } from '../results.ts';
import { listRows, type RowState } from '../row-store.ts';
import {
  ListedRosterSchema,
  MatchingBody,
  ProgressSchema,
  RosterParams,
  RosterSchema,
  RowBody,
  RowParams,
  RowSchema,
  RowsQuery,
  TemplateParams,
} from '../schemas.ts';
import { listRosters, type Roster } from '../store.ts';
import { templateCsv, templateXlsx } from '../template.ts';

const csv = 'text/csv; charset=utf-8';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Everything about a roster once its file is read. */
export function registerRosterRoutes(app: Service, context: IssuerContext): void {
  const rosters = '/institutions/:institution/rosters';
  const one = `${rosters}/:roster`;
  const own = institutionOnly(context);
  const view = async ({ institution, roster }: { institution: string; roster: string }) =>
    viewRoster(context.pool, await requireRoster(context, institution, roster), context.clock());

  app.get(
    rosters,
    {
      ...own,
      schema: {
        tags: ['rosters'],
        summary: 'Lists the newest 50 rosters',
        params: InstitutionParams,
        response: { 200: Type.Array(ListedRosterSchema), ...problemResponses },
      },
    },
    async ({ params }) => {
      const found = await listRosters(context.pool, params.institution, 50);
      return Promise.all(found.map((roster) => listed(context, roster)));
    },
  );

  app.get(
    one,
    {
      ...own,
      schema: {
        tags: ['rosters'],
        summary: 'Gives a roster: how it was read, what is asked, what is wrong, how far it is',
        params: RosterParams,
        response: { 200: RosterSchema, ...problemResponses },
      },
    },
    async ({ params }) => view(params),
  );

  app.patch(
    one,
    {
      ...own,
      schema: {
        tags: ['rosters'],
        summary: 'Matches columns to fields, and says how dates are read; all rows are read again',
        params: RosterParams,
        body: MatchingBody,
        response: { 200: RosterSchema, ...problemResponses },
      },
    },
    async ({ params, body }) => {
      // Whether the fields are known is checked there, with the achievement's units.
      await matchColumns(context, params.institution, params.roster, body as Matching);
      return view(params);
    },
  );

  app.delete(
    one,
    {
      ...own,
      schema: {
        tags: ['rosters'],
        summary: 'Removes a roster and what it knows of people; its credentials stay',
        params: RosterParams,
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ params }, reply) => {
      await discardRoster(context, params.institution, params.roster);
      return reply.code(204).send(null);
    },
  );

  app.get(
    `${one}/rows`,
    {
      ...own,
      schema: {
        tags: ['rosters'],
        summary: 'Gives up to 500 rows in the order of the file, with what is wrong in words',
        params: RosterParams,
        querystring: RowsQuery,
        response: {
          200: Type.Object({ rows: Type.Array(RowSchema), after: Type.Optional(Type.Integer()) }),
          ...problemResponses,
        },
      },
    },
    async ({ params, query }) => {
      const { id } = await requireRoster(context, params.institution, params.roster);
      const limit = Math.min(Math.max(Number(query.limit ?? 100), 1), 500);
      const attention: RowState[] = ['problem', 'issued-before', 'failed'];
      const states =
        query.state === undefined ? {} : { states: query.state === 'attention' ? attention : [query.state] };
      const rows = await listRows(context.pool, id, { ...states, after: Number(query.after ?? 0), limit });
      const last = rows.length === limit ? { after: rows.at(-1)!.number } : {};
      return { rows: rows.map(viewRow), ...last };
    },
  );

  app.patch(
    `${one}/rows/:row`,
    {
      ...own,
      schema: {
        tags: ['rosters'],
        summary: 'Changes cells of a row that is not approved, and checks it again',
        params: RowParams,
        body: RowBody,
        response: { 200: RowSchema, ...problemResponses },
      },
    },
    async ({ params, body }) => {
      const number = Number(params.row);
      await changeRow(context, params.institution, params.roster, number, body);
      const [row] = await listRows(context.pool, params.roster, { after: number - 1, limit: 1 });
      return viewRow(row!);
    },
  );

  const steps = {
    approve: ['Approves the rows that are ready; they are issued by the queue', approveRoster],
    pause: ['Stops issuing for now', noCaller(pauseRoster)],
    resume: ['Goes on where it was paused', noCaller(resumeRoster)],
    retry: ['Tries the rows again that were refused', noCaller(retryRoster)],
  } as const;
  for (const [name, [summary, step]] of Object.entries(steps)) {
    app.post(
      `${one}/${name}`,
      {
        ...own,
        schema: {
          tags: ['rosters'],
          summary,
          params: RosterParams,
          response: { 202: ProgressSchema, ...problemResponses },
        },
      },
      async (request, reply) => {
        const { institution, roster } = request.params;
        await step(context, callerOf(request), roster);
        const changed = await requireRoster(context, institution, roster);
        return reply.code(202).send(await progressOf(context.pool, changed, context.clock()));
      },
    );
  }

  app.get(
    `${one}/progress`,
    {
      ...own,
      schema: {
        tags: ['rosters'],
        summary: 'How far the issuing is; for asking again and again',
        params: RosterParams,
        response: { 200: ProgressSchema, ...problemResponses },
      },
    },
    async ({ params }) =>
      progressOf(context.pool, await requireRoster(context, params.institution, params.roster), context.clock()),
  );

  // Open streams would keep the service from stopping.
  const stopping = new AbortController();
  app.addHook('preClose', async () => stopping.abort());
  app.get(
    `${one}/events`,
    { ...own, schema: { tags: ['rosters'], summary: 'The progress as server-sent events', params: RosterParams } },
    async (request, reply) => {
      const { institution, roster } = request.params;
      await requireRoster(context, institution, roster);
      const left = new AbortController();
      request.raw.once('close', () => left.abort());
      const signal = AbortSignal.any([stopping.signal, left.signal]);
      return reply
        .headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
        .send(Readable.from(rosterEvents(context, institution, roster, signal)));
    },
  );

  for (const [file, write] of [
    ['results', resultsCsv],
    ['problems', problemsCsv],
  ] as const) {
    app.get(
      `${one}/${file}.csv`,
      {
        ...own,
        schema: {
          tags: ['rosters'],
          summary:
            file === 'results'
              ? "The user's columns with credential ids and links"
              : 'The rows that were not issued, with a column that says why',
          params: RosterParams,
        },
      },
      async ({ params }, reply) => {
        const roster = await requireRoster(context, params.institution, params.roster);
        const name = `${roster.fileName.replace(/\.\w{1,5}$/, '')}-${file}.csv`;
        return reply
          .headers({ 'content-type': csv, 'cache-control': 'no-store', 'content-disposition': attachment(name) })
          .send(Readable.from(write(context, roster)));
      },
    );
  }

  for (const kind of ['csv', 'xlsx'] as const) {
    app.get(
      `/institutions/:institution/achievements/:slug/roster-template.${kind}`,
      {
        ...own,
        schema: {
          tags: ['rosters'],
          summary: `An empty roster for an achievement as ${kind.toUpperCase()}`,
          params: TemplateParams,
        },
      },
      async ({ params }, reply) => {
        const { version } = await requireAchievement(context, params.institution, params.slug);
        reply.headers({ 'content-disposition': attachment(`${params.slug}-roster.${kind}`) });
        return kind === 'csv'
          ? reply.type(csv).send(templateCsv(version))
          : reply.type(xlsx).send(templateXlsx(version));
      },
    );
  }
}

type Step = (context: IssuerContext, institutionId: string, id: string) => Promise<unknown>;
const noCaller =
  (step: Step) =>
  (context: IssuerContext, { institution }: ReturnType<typeof callerOf>, id: string) =>
    step(context, institution.id, id);

async function listed(context: IssuerContext, roster: Roster) {
  const { id, fileName, achievement: slug, achievementVersion: version, uploaded } = roster;
  const progress = await progressOf(context.pool, roster, context.clock());
  return { ...progress, id, fileName, achievement: { slug, version }, uploaded: uploaded.toISOString() };
}
