import { Type } from 'typebox';
import { InstitutionParams, slugPattern } from '../http.ts';
import { securings } from '../issuance/draft.ts';
import { nameOrders } from './check/plan.ts';
import { dateOrders, eras } from './match/dates.ts';
import { encodings } from './read/encoding.ts';
import { rowStates } from './row-store.ts';

const closed = { additionalProperties: false };
const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const wholeNumber = Type.String({ pattern: '^(0|[1-9][0-9]{0,8})$' });

const count = Type.Integer();

export const RosterParams = Type.Object({ ...InstitutionParams.properties, roster: uuid });
export const RowParams = Type.Object({ ...RosterParams.properties, row: wholeNumber });
export const TemplateParams = Type.Object({
  ...InstitutionParams.properties,
  slug: Type.String({ pattern: slugPattern }),
});

export const UploadQuery = Type.Object(
  {
    achievement: Type.String({ pattern: slugPattern }),
    version: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,8}$' })),
    sheet: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'Sheet of a workbook; without it the one that looks most like a roster',
      }),
    ),
    encoding: Type.Optional(Type.Enum([...encodings])),
    fileName: Type.Optional(Type.String({ maxLength: 255, description: 'For a file sent as the body itself' })),
    securing: Type.Optional(Type.Enum([...securings])),
    approve: Type.Optional(
      Type.Enum(['true', 'false'], {
        description: 'Approves at once, but only where every row is ready and nothing is asked',
      }),
    ),
  },
  closed,
);

export const RowsQuery = Type.Object(
  {
    state: Type.Optional(
      Type.Enum([...rowStates, 'attention'], { description: '"attention" is problem, issued-before and failed' }),
    ),
    after: Type.Optional(wholeNumber),
    limit: Type.Optional(wholeNumber),
  },
  closed,
);

export const TakeBackQuery = Type.Object(
  {
    action: Type.Enum(['revoke', 'suspend', 'lift']),
    reason: Type.Optional(Type.String({ maxLength: 100 })),
    note: Type.Optional(Type.String({ maxLength: 2000 })),
    apply: Type.Optional(
      Type.Enum(['true', 'false'], { description: 'Without it nothing changes and the answer says what would' }),
    ),
    sheet: Type.Optional(Type.String({ maxLength: 200 })),
    encoding: Type.Optional(Type.Enum([...encodings])),
    fileName: Type.Optional(Type.String({ maxLength: 255 })),
  },
  closed,
);

export const isYes = (value: 'true' | 'false' | undefined) => value === 'true';

const Dates = Type.Object({
  order: Type.Enum([...dateOrders]),
  era: Type.Enum([...eras]),
  decidedBy: Type.Enum(['values', 'name', 'choice', 'assumed']),
  ask: Type.Array(Type.Enum(['order', 'era'])),
});

const ColumnSchema = Type.Object({
  index: count,
  header: Type.String(),
  field: Type.Union([Type.String(), Type.Null()]),
  decidedBy: Type.Enum(['remembered', 'name', 'choice', 'none']),
  dates: Type.Optional(Dates),
  examples: Type.Array(Type.Object({ value: Type.String(), date: Type.Optional(Type.String()) })),
});

const counts = Object.fromEntries(['rows', ...rowStates].map((state) => [state, count]));

const progress = {
  state: Type.Enum(['preview', 'issuing', 'paused', 'done']),
  version: count,
  counts: Type.Object(counts),
  total: count,
  done: count,
  atWork: Type.Boolean({ description: 'False while rows wait and no process is issuing them' }),
  moved: Type.String({ description: 'When rows were last issued or refused' }),
  secondsLeft: Type.Optional(count),
};

export const ProgressSchema = Type.Object(progress, { title: 'RosterProgress' });

export const RosterSchema = Type.Object(
  {
    id: Type.String(),
    achievement: Type.Object({ slug: Type.String(), version: count }),
    fileName: Type.String(),
    uploaded: Type.String(),
    approved: Type.Optional(Type.String()),
    facts: Type.Object({
      format: Type.Enum(['csv', 'xlsx']),
      encoding: Type.Optional(Type.Object({ name: Type.String(), reason: Type.String() })),
      delimiter: Type.Optional(Type.String()),
      sheet: Type.Optional(Type.String()),
      sheets: Type.Optional(Type.Array(Type.String())),
      notes: Type.Array(Type.String()),
    }),
    headerRow: count,
    columns: Type.Array(ColumnSchema),
    nameOrder: Type.Enum([...nameOrders]),
    missing: Type.Array(Type.Object({ field: Type.String(), detail: Type.String() })),
    questions: Type.Array(Type.Object({ column: count, ask: Type.Enum(['order', 'era']), detail: Type.String() })),
    problems: Type.Array(
      Type.Object({
        code: Type.String(),
        column: Type.Optional(count),
        detail: Type.String(),
        count,
        rows: Type.Array(count),
      }),
    ),
    samples: Type.Array(count),
    sameFileAs: Type.Optional(Type.String()),
    ...progress,
  },
  { title: 'Roster' },
);

export const ListedRosterSchema = Type.Object({
  id: Type.String(),
  fileName: Type.String(),
  achievement: Type.Object({ slug: Type.String(), version: count }),
  uploaded: Type.String(),
  ...progress,
});

export const RowSchema = Type.Object({
  row: Type.Integer({ description: 'As a spreadsheet program numbers it' }),
  state: Type.Enum([...rowStates]),
  cells: Type.Array(Type.String()),
  problems: Type.Array(Type.Object({ code: Type.String(), column: Type.Optional(count), detail: Type.String() })),
  credential: Type.Optional(Type.String()),
});

export const MatchingBody = Type.Object(
  {
    columns: Type.Optional(
      Type.Array(
        Type.Object(
          {
            index: Type.Integer({ minimum: 0, maximum: 199 }),
            field: Type.Optional(
              Type.Union([Type.String({ maxLength: 100 }), Type.Null()], { description: 'null is "do not use"' }),
            ),
            dates: Type.Optional(
              Type.Object(
                { order: Type.Optional(Type.Enum([...dateOrders])), era: Type.Optional(Type.Enum([...eras])) },
                closed,
              ),
            ),
          },
          closed,
        ),
        { maxItems: 200 },
      ),
    ),
    nameOrder: Type.Optional(Type.Enum([...nameOrders])),
  },
  closed,
);

export const RowBody = Type.Object(
  {
    cells: Type.Optional(
      Type.Record(Type.String({ pattern: '^(0|[1-9][0-9]{0,2})$' }), Type.String({ maxLength: 2000 }), {
        additionalProperties: false,
        maxProperties: 200,
      }),
    ),
    issueAnyway: Type.Optional(
      Type.Boolean({ description: 'Although it is a duplicate, or the person has the certificate' }),
    ),
  },
  closed,
);

export const TakeBackSchema = Type.Object({
  found: count,
  applied: Type.Boolean(),
  rows: Type.Array(
    Type.Object({
      row: count,
      id: Type.String(),
      changed: Type.Optional(Type.Boolean()),
      detail: Type.Optional(Type.String()),
    }),
  ),
});
