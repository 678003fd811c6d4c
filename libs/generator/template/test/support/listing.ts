import type { Answer, Sending } from './api.ts';
import { keepOwnRows, type Query } from './database.ts';
import type { Json, TableModel } from './model.ts';
import { listOf, withQuery } from './query-string.ts';

interface Listing {
  /** Of the first page. */
  readonly answer: Answer;
  /** The rows of all pages, without those that were there before the tests; empty if the list is refused. */
  readonly rows: readonly Readonly<Record<string, Json>>[];
}

interface Client {
  readonly api: { readonly query: Query };
  readonly send: (method: string, path: string, sending?: Sending) => Promise<Answer>;
}

/** Reads a list to its end. */
export const readList = async (
  { api, send }: Client,
  table: TableModel,
  query: Readonly<Record<string, string>> = {},
  sending: Sending = {},
): Promise<Listing> => {
  const fetch = (more: Readonly<Record<string, string>>) =>
    send('GET', withQuery(table.route, { limit: '200', ...query, ...more }), sending);
  const answer = await fetch({});
  if (answer.status !== 200) return { answer, rows: [] };
  const first = listOf(answer.body);
  const rows = [...first.data];
  for (let cursor = first.nextCursor; cursor !== null;) {
    const { data, nextCursor } = listOf((await fetch({ cursor })).body);
    rows.push(...data);
    cursor = nextCursor;
  }
  return { answer, rows: await keepOwnRows(api.query, table, rows) };
};
