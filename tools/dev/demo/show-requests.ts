import type { Answer, Send, Sending } from './api-client.ts';
import type { Created } from './create-rows.ts';
import { DemoError } from './demo-error.ts';
import { ownerColumnOf, type Column, type GeneratedTests, type Json, type Row } from './generated-tests.ts';

export interface ShownRequest {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly answer: Answer;
}

/**
 * Sends typical requests for the rows of one table and checks the responses. Chooses the table with the most to show:
 * with item routes, relations, and the right to change its rows.
 */
export async function* showRequests(
  tests: GeneratedTests,
  created: readonly Created[],
  send: Send,
): AsyncGenerator<ShownRequest> {
  const example = chooseExample(tests, created);
  if (example === undefined) return;
  const { row, headers } = example;
  const { table } = row;
  const item = tests.itemPath(table, row.values);
  let etag = '';

  async function request(
    what: string,
    method: string,
    path: string,
    expected: number,
    sending: Sending = {},
  ): Promise<ShownRequest> {
    const answer = await send(method, path, { ...sending, headers: { ...headers, ...sending.headers } });
    if (answer.status !== expected) {
      throw new DemoError(`${method} ${path} returned ${answer.status} instead of ${expected}`, [
        JSON.stringify(answer.body, null, 2),
      ]);
    }
    return { what, method, path, answer };
  }

  yield await request('list', 'GET', `${table.route}?limit=1`, 200);
  const filter = filterFor(row);
  if (filter !== undefined) yield await request('filter', 'GET', `${table.route}?${filter}`, 200);
  const relation = (table.relations.find((one) => one.table !== table.name) ?? table.relations[0])?.name;
  if (relation !== undefined)
    yield await request('include', 'GET', `${item}?include=${encodeURIComponent(escapeName(relation))}`, 200);
  const read = await request('read', 'GET', item, 200);
  yield read;
  etag = read.answer.etag ?? '';
  const change = changeFor(row);
  if (change !== undefined && !tests.isClosed(table, 'update')) {
    yield await request('update', 'PATCH', item, 200, { body: change, headers: { 'if-match': etag } });
    yield await request('update with a stale ETag', 'PATCH', item, 412, {
      body: change,
      headers: { 'if-match': etag },
    });
  }
  const taken = created.find((one) => one.row.table.itemKey !== undefined && !isNumberedByDatabase(one.row, tests));
  if (taken !== undefined) {
    const sending = { body: tests.asSent(taken.row), headers: taken.headers };
    yield await request('create a duplicate', 'POST', taken.row.table.route, 409, sending);
  }
  yield await request('send an invalid body', 'POST', table.route, 422, {
    body: { ...tests.asSent(row), 'no such field': true },
  });
  const deletable = chooseDeletable(tests, created);
  if (deletable !== undefined) {
    const path = tests.itemPath(deletable.row.table, deletable.row.values);
    const sending = { headers: deletable.headers };
    yield await request('delete', 'DELETE', path, 204, sending);
    yield await request('read the deleted row', 'GET', path, 404, sending);
  }
}

function chooseExample(tests: GeneratedTests, created: readonly Created[]): Created | undefined {
  const score = ({ row: { table } }: Created) =>
    (tests.isClosed(table, 'update') ? 0 : 4) +
    (tests.isClosed(table, 'delete') ? 0 : 2) +
    Math.min(table.relations.length, 6) / 4;
  return created
    .filter(({ row: { table } }) => table.itemKey !== undefined && !tests.isClosed(table, 'read'))
    .toSorted((a, b) => score(b) - score(a))[0];
}

/** The last created row of a table that no created row refers to. */
function chooseDeletable(tests: GeneratedTests, created: readonly Created[]): Created | undefined {
  const isReferredTo = ({ row: { table } }: Created) =>
    created.some(({ row }) => row.table.foreignKeys.some(({ referencedTable }) => referencedTable === table.name));
  return created.findLast(
    (one) =>
      one.row.table.itemKey !== undefined &&
      !tests.isClosed(one.row.table, 'read') &&
      !tests.isClosed(one.row.table, 'delete') &&
      !isReferredTo(one),
  );
}

const comparable = new Set([
  'string',
  'text',
  'varchar',
  'integer',
  'smallint',
  'bigint',
  'numeric',
  'decimal',
  'date',
  'uuid',
  'boolean',
  'enum',
]);

function filterFor({ table, values }: Row): string | undefined {
  const column = table.columns.find(
    ({ name, type, array, format }) =>
      comparable.has(type) &&
      !array &&
      format !== 'password' &&
      (values.get(name) ?? '') !== '' &&
      !table.itemKey?.includes(name),
  );
  if (column === undefined) return undefined;
  return `${encodeURIComponent(`filter[${column.name}][eq]`)}=${encodeURIComponent(String(values.get(column.name)))}`;
}

function changeFor({ table, values }: Row): Record<string, Json> | undefined {
  const isFree = ({ name, type, array, pattern, format, domain }: Column) =>
    ['string', 'text', 'varchar'].includes(type) &&
    !array &&
    [pattern, format, domain].every((rule) => rule === undefined) &&
    !table.itemKey?.includes(name) &&
    name !== ownerColumnOf(table) &&
    !table.foreignKeys.some(({ columns }) => columns.includes(name)) &&
    !table.indexes.some(({ unique, columns }) => unique && columns.includes(name));
  const column = table.columns.find((candidate) => isFree(candidate) && typeof values.get(candidate.name) === 'string');
  if (column === undefined) return undefined;
  // The same length as before, so that the value stays within the column's limits.
  return { [column.name]: [...String(values.get(column.name))].toReversed().join('') };
}

/** Whether a second create would get another key instead of a conflict. */
function isNumberedByDatabase(row: Row, tests: GeneratedTests): boolean {
  const sent = tests.asSent(row);
  return (row.table.itemKey ?? []).some((name) => !(name in sent));
}

/** Escapes separators in names of relations. */
const escapeName = (name: string): string =>
  name.replaceAll(/[\\,.-]/g, (character, position: number) =>
    character === '-' && position > 0 ? character : `\\${character}`,
  );
