import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startApi } from './support/api.ts';
import { createAnswerCheck, type Sent } from './support/answers.ts';
import { anonymous, canEver, insider } from './support/callers.ts';
import type { ColumnModel, Json, TableModel } from './support/model.ts';
import { isOwnerColumn, isPassword, model } from './support/project.ts';
import { asSent } from './support/rows.ts';
import { expectStatus, forEachTable, pathOf, scenario } from './support/scenario.ts';
import { uniqueKeys } from './support/uniqueness.ts';
import { rareValues } from './support/rare-values.ts';

/** Fields with values that validators tend to disagree about. */
const remarkable = (table: TableModel): readonly ColumnModel[] =>
  table.columns.filter(
    (column) =>
      rareValues(column).length > 0 &&
      !isPassword(column) &&
      !isOwnerColumn(table, column.name) &&
      !table.itemKey?.includes(column.name) &&
      !table.foreignKeys.some((key) => key.columns.includes(column.name)),
  );

/** Whether only the type and the format of a field limit its values. */
const isUnbounded = (
  table: TableModel,
  { name, pattern, length, minLength, maxLength, minimum, maximum }: ColumnModel,
) =>
  [pattern, length, minLength, maxLength, minimum, maximum].every((limit) => limit === undefined) &&
  !uniqueKeys(table).some((key) => key.includes(name));

forEachTable(
  'values at the edge of their type',
  (table) =>
    table.itemKey !== undefined &&
    remarkable(table).length > 0 &&
    canEver(table, 'read', insider(table)) &&
    canEver(table, 'update', insider(table)),
  (table) => {
    for (const column of remarkable(table)) {
      scenario(`of ${column.name} are returned as documented`, table, async ({ row, save, send }) => {
        const made = row();
        await save();
        let taken = 0;
        for (const value of rareValues(column)) {
          const body = { [column.name]: column.array ? [value, null] : value };
          // `send` validates every response against the document: see support/api.ts.
          const changed = await send('PATCH', pathOf(made), { body });
          if (changed.status === 200) taken += 1;
          else expectStatus(changed, 409, 422);
        }
        if (isUnbounded(table, column)) assert.ok(taken > 0, 'every value was rejected');
      });
    }
  },
);

forEachTable(
  'the schema of a body',
  (table) => canEver(table, 'create', insider(table)),
  (table) => {
    scenario('accepts valid bodies and rejects unknown members, like the API', table, async ({ draft }) => {
      const body = asSent(draft());
      const check = await (bodyCheck ??= createBodyCheck());
      check(table, body);
      assert.throws(() => check(table, { ...body, 'no such field': 1 }), /additional properties/);
    });
  },
);

let bodyCheck: ReturnType<typeof createBodyCheck> | undefined;

/** Validates bodies against the schemas of the create operations. */
const createBodyCheck = async () => {
  const api = await startApi();
  const document = (await api.send('GET', '/openapi.json', { caller: anonymous })).body as Document;
  const check = createAnswerCheck({
    ...document,
    paths: Object.fromEntries(
      model.tables.map(({ route }) => {
        const content = document.paths[route]?.post?.requestBody.content ?? null;
        return [route, { post: { responses: { 200: { content } } } }];
      }),
    ),
  });
  const headers = { 'content-type': 'application/json' };
  return (table: TableModel, body: Json) =>
    check({ method: 'POST', path: table.route, status: 200, headers, text: JSON.stringify(body) });
};

interface Document {
  readonly [name: string]: Json;
  readonly paths: { readonly [path: string]: { readonly post?: { readonly requestBody: { readonly content: Json } } } };
}

describe('the check of responses', () => {
  const page = { type: 'object', properties: { at: { type: 'string', format: 'date' } }, required: ['at'] };
  const check = createAnswerCheck({
    paths: {
      '/api/thing': {
        get: {
          responses: {
            200: {
              headers: { ETag: { required: true, schema: { type: 'string', pattern: '^"' } } },
              content: { 'application/json': { schema: page } },
            },
            204: { description: 'nothing' },
          },
        },
      },
    },
  });
  const good: Sent = {
    method: 'GET',
    path: '/api/thing?x=1',
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', etag: '"1"' },
    text: '{"at":"2024-02-29"}',
  };

  test('accepts a documented response', () => {
    check(good);
    check({ ...good, status: 204, headers: {}, text: '' });
  });

  const wrong: Readonly<Record<string, Partial<Sent>>> = {
    'an undocumented status': { status: 404 },
    'a missing member': { text: '{}' },
    'a value of the wrong format': { text: '{"at":"2023-02-29"}' },
    'another media type': { headers: { ...good.headers, 'content-type': 'text/html' } },
    'a missing header': { headers: { 'content-type': 'application/json' } },
    'a malformed header': { headers: { ...good.headers, etag: 'W/"1"' } },
    'a missing body': { text: '' },
    'an undocumented body': { status: 204 },
    'an undocumented method': { method: 'PATCH' },
  };
  for (const [what, change] of Object.entries(wrong))
    test(`rejects ${what}`, () => assert.throws(() => check({ ...good, ...change }), assert.AssertionError));
});
