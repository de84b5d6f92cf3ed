import type { IssuerContext } from '../context.ts';
import type { Caller } from '../institutions/authenticate.ts';
import { findCredentialsById } from '../issuance/store.ts';
import { type StatusRequest, setStatuses } from '../status/change.ts';
import { foldHeader } from './match/fields.ts';
import { cleanText } from './match/text.ts';
import { openTable } from './read/open.ts';
import { refuse, type Table, type TableRow } from './read/table.ts';

export type TakeBackRow = { row: number; id: string; changed?: boolean; detail?: string };

type Options = { request: StatusRequest; apply: boolean; sheet?: string; encoding?: string };

const CHUNK = 500;

const isIdColumn = (header: string) => /^(credential )?(id|urn|identifier)$/.test(foldHeader(header));
const looksLikeId = (text: string) => /^(urn:|https?:\/\/|did:)\S+$/i.test(text.trim());

/**
 * Reads a table of credential ids, for example the results of a roster with the wrong rows taken out, and says for each
 * row what a change of status would do; with `apply` it is done. Sent again it changes only what is left to change.
 * Throws a Problem for a file that cannot be read or that has no column of ids.
 */
export async function takeBackByFile(
  context: IssuerContext,
  caller: Caller,
  path: string,
  options: Options,
): Promise<TakeBackRow[]> {
  const { request, apply, ...reading } = options;
  const table = await openTable(path, {
    ...reading,
    looksLikeHeader: (cells) => (cells.some(isIdColumn) ? 2 : 0),
  });
  try {
    return await changeAll(context, caller, table, { request, apply });
  } finally {
    await table.close();
  }
}

async function changeAll(
  context: IssuerContext,
  caller: Caller,
  table: Table,
  { request, apply }: Pick<Options, 'request' | 'apply'>,
): Promise<TakeBackRow[]> {
  const rows: TakeBackRow[] = [];
  let chunk: { row: number; id: string }[] = [];
  for await (const each of idsOf(table)) {
    chunk.push(each);
    if (chunk.length < CHUNK) continue;
    rows.push(...(await changeChunk(context, caller, chunk, { request, apply })));
    chunk = [];
  }
  if (chunk.length > 0) rows.push(...(await changeChunk(context, caller, chunk, { request, apply })));
  if (rows.length === 0) throw refuse('The file has no ids in it', 'Put one credential id in each row.');
  return rows;
}

async function* idsOf({ header, rows }: Table): AsyncGenerator<{ row: number; id: string }> {
  const named = header.cells.findIndex(isIdColumn);
  // A bare list of ids has no header.
  const bare = named < 0 ? header.cells.findIndex(looksLikeId) : -1;
  const column = Math.max(named, bare);
  if (column < 0)
    throw refuse('There is no column of ids', 'Name the column “Credential id”, or send one id in each row.');
  const idOf = ({ number, cells }: TableRow) => ({ row: number, id: cleanText(cells[column] ?? '') });
  if (bare >= 0) yield idOf(header);
  for await (const row of rows) {
    const found = idOf(row);
    // A person of a roster without a certificate has nothing to take back.
    if (found.id !== '') yield found;
  }
}

async function changeChunk(
  context: IssuerContext,
  { institution, actor }: Caller,
  chunk: { row: number; id: string }[],
  { request, apply }: Pick<Options, 'request' | 'apply'>,
): Promise<TakeBackRow[]> {
  const ids = chunk.map(({ id }) => id);
  if (!apply) {
    const known = new Set((await findCredentialsById(context.pool, institution.id, ids)).map(({ id }) => id));
    return chunk.map((each) =>
      known.has(each.id) ? each : { ...each, detail: 'The institution has issued none with this id.' },
    );
  }
  const outcomes = await setStatuses(context, { institutionId: institution.id, actor, ids, request });
  return chunk.map((each, index) => {
    const outcome = outcomes[index];
    if (!outcome?.problem) return { ...each, changed: outcome?.changed ?? false };
    return { ...each, changed: false, detail: outcome.problem.detail ?? outcome.problem.title };
  });
}
