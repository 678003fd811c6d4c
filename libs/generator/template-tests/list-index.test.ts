import * as pg from 'drizzle-orm/pg-core';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as value from '../template/src/core/fields.ts';
import { filterSql } from '../template/src/core/filters.ts';
import { createRegistry } from '../template/src/core/registry.ts';
import { defineResource, field } from '../template/src/core/resource.ts';
import { startPglite } from '../test-support/pglite.ts';
import { column, model, table } from '../test-support/resolved-builders.ts';
import { createNameTable } from '../src/naming/index.ts';
import { initialMigration } from '../src/physical-schema/index.ts';

const own = pg.pgTable('note', {
  tags: pg.varchar('tags', { length: 20 }).array(),
  doc: pg.jsonb('doc'),
});
const nobody = { read: [], create: [], update: [], delete: [] } as const;
const resource = defineResource({
  name: 'note',
  typeName: 'Note',
  path: '/note',
  table: own,
  fields: { tags: field(own.tags, value.list(Type.String())), doc: field(own.doc, value.json()) },
  key: [],
  access: nobody,
  relations: () => ({}),
});
const indexed = model(
  table('note', {
    columns: [column('tags', 'varchar', { length: 20, array: true }), column('doc', 'jsonb')],
    indexes: ['tags', 'doc'].map((name) => ({ name: undefined, columns: [name], unique: false })),
    primaryKey: undefined,
  }),
);

let database: Awaited<ReturnType<typeof startPglite>>;
beforeAll(async () => {
  database = await startPglite();
  await database.exec(initialMigration({ model: indexed, names: createNameTable(indexed) }));
  await database.exec('set enable_seqscan = off');
});
afterAll(() => database.close());

it.each([
  ['tags', 'a'],
  ['doc', '{"a":1}'],
])('a filter for what %s contains is served by the index of it', async (name, operand) => {
  const member = createRegistry([resource]).of(resource).byName.get(name);
  if (!member) throw new Error(`there is no ${name}`);
  const { sql, params } = new pg.PgDialect().sqlToQuery(filterSql(member, 'contains', operand, 't', name));
  const { rows } = await database.query(`explain select 1 from note t where ${sql}`, params);
  expect(JSON.stringify(rows)).toContain(`Index Scan on note_${name}_idx`);
});
