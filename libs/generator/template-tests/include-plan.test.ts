import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { integer, pgTable } from 'drizzle-orm/pg-core';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getRow, listRows } from '../template/src/core/read-rows.ts';
import { createRegistry } from '../template/src/core/registry.ts';
import { defineResource, field, toMany, type Relations } from '../template/src/core/resource.ts';

const tableOf = (name: string) => pgTable(name, { id: integer('id'), up: integer('up') });
const [author, book, chapter] = [tableOf('author'), tableOf('book'), tableOf('chapter')];
const resourceOf = (name: string, table: typeof author, relations: () => Relations) =>
  defineResource({
    name,
    typeName: name,
    path: name,
    table,
    fields: { id: field(table.id, Type.Integer()), up: field(table.up, Type.Integer()) },
    key: ['id'],
    access: { read: ['public'], create: [], update: [], delete: [] },
    relations,
  });
const authors = resourceOf('author', author, () => ({ books: toMany([author.id], [book.up]) }));
const books = resourceOf('book', book, () => ({ chapters: toMany([book.id], [chapter.up]) }));
const chapters = resourceOf('chapter', chapter, () => ({}));
const entity = createRegistry([authors, books, chapters]).of(authors);

const asked: { text: string; parameters: unknown[] }[] = [];
let client: PGlite;
let context: Parameters<typeof getRow>[0];
beforeAll(async () => {
  client = await PGlite.create();
  for (const name of ['author', 'book', 'chapter']) await client.exec(`create table ${name} (id int, up int)`);
  await client.exec('insert into author values (1, null)');
  const logger = { logQuery: (text: string, parameters: unknown[]) => void asked.push({ text, parameters }) };
  context = { db: drizzle(client, { logger }), caller: undefined };
});
afterAll(() => client.close());

it.each([
  ['a row', () => getRow(context, entity, ['1'], { include: 'books.chapters' })],
  ['a page', () => listRows(context, entity, { include: 'books.chapters' })],
])('%s reads what it embeds once, however deep', async (_what, read) => {
  asked.length = 0;
  await read();
  expect(asked).toHaveLength(1);
  const [{ text = '', parameters = [] } = {}] = asked;
  const { rows } = await client.query(`explain ${text}`, parameters);
  const plan = JSON.stringify(rows);
  expect(plan.match(/Scan on book/g)).toHaveLength(1);
  expect(plan.match(/Scan on chapter/g)).toHaveLength(1);
});
