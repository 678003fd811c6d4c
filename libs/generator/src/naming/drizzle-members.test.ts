import { PGlite } from '@electric-sql/pglite';
import { eq, getTableColumns, getTableName, is, Table } from 'drizzle-orm';
import { alias, getTableConfig, PgTable, pgTable, text } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/pglite';
import { expect, it } from 'vitest';
import { column, model, table } from '../../test-support/resolved-builders.ts';
import { createNameTable } from './index.ts';

const names = [
  'name',
  'schema',
  'length',
  'as',
  'with',
  'toJSON',
  'prototype',
  'columns',
  'table',
  'default',
  'symbol',
  'enableRLS',
  'getSQL',
  '_',
  'then',
  'constructor',
  'toString',
  '$inferSelect',
  '__proto_',
  'class',
];

it('column keys that look like members of a table work in Drizzle, and are the names where they can be', async () => {
  const own = createNameTable(
    model(table('odd', { columns: names.map((name) => column(name)), primaryKey: undefined })),
  ).table('odd');
  expect(own.columns.slice(0, 5).map(({ property }) => property)).toEqual(['name', 'schema', 'length', 'as', 'with']);
  const odd = pgTable('odd', Object.fromEntries(own.columns.map(({ property, sqlName }) => [property, text(sqlName)])));
  expect([getTableName(odd), is(odd, Table), is(odd, PgTable), getTableConfig(odd).columns.length]).toEqual([
    'odd',
    true,
    true,
    names.length,
  ]);
  const database = new PGlite();
  const orm = drizzle(database);
  await database.exec(`create table odd (${names.map((name) => `"${name}" text`).join(', ')})`);
  const row = Object.fromEntries(own.columns.map(({ property }, position) => [property, `value ${position}`]));
  await orm.insert(odd).values(row);
  for (const { property, sqlName } of own.columns) {
    const columns = getTableColumns(odd);
    expect(columns[property]?.name).toBe(sqlName);
    expect(await orm.select().from(odd).where(eq(odd[property]!, row[property]!))).toEqual([row]);
    const other = alias(odd, 'other');
    expect(await orm.select({ value: other[property]! }).from(other)).toEqual([{ value: row[property] }]);
  }
  await database.close();
});
