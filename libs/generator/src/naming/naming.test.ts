import * as fc from 'fast-check';
import { resolveModel, type ResolvedModel } from '@snapinfra/data-model';
import { arbitraryDataModel } from '@snapinfra/data-model/test-support';
import { describe, expect, it, vi } from 'vitest';

import { hostileInput } from '../../test-support/hostile-model.ts';
import { injectionCorpus } from '../../test-support/injection-corpus.ts';
import { column, foreignKey, model, table } from '../../test-support/resolved-builders.ts';
import { isIdentifierName, isReservedWord, isSafeSegment } from '../emit/index.ts';
import { createNameTable } from './index.ts';

// Much work, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const duplicates = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);
const bytes = (name: string): number => Buffer.byteLength(name);

/** What a name table must never have, for any model. */
const problemsOf = (subject: ResolvedModel): readonly string[] => {
  const { tables } = createNameTable(subject);
  const enums = tables.flatMap((names) => names.columns.flatMap(({ enumType }) => enumType ?? []));
  const schemaNames = [
    ...tables.map((names) => names.sqlName),
    ...enums.map(({ sqlName }) => sqlName),
    ...tables.flatMap((names) => [
      ...names.indexes,
      ...names.columns.flatMap(({ sequence }) => sequence ?? []),
      ...((names.primaryKey ?? '') ? [names.primaryKey ?? ''] : []),
    ]),
  ];
  const identifiers = [
    ...tables.flatMap((names) => Object.values(names.identifiers) as string[]),
    ...enums.map(({ identifier }) => identifier),
  ];
  const slugs = tables.map((names) => names.slug);
  const perTable = tables.flatMap((names) => {
    const checks = names.columns.flatMap((own) => Object.values(own.checks));
    const relations = names.relations.map(({ name }) => name);
    const fields = names.columns.map(({ name }) => name);
    const properties = names.columns.map(({ property }) => property);
    return [
      ...duplicates([...checks, ...names.foreignKeys]),
      ...duplicates([
        ...names.columns.map(({ sqlName }) => sqlName),
        ...(names.deletedAt === undefined ? [] : [names.deletedAt.sqlName]),
      ]),
      ...duplicates([...properties, ...(names.deletedAt === undefined ? [] : [names.deletedAt.property])]),
      ...duplicates([...relations, ...fields, ...(names.deletedAt === undefined ? [] : [names.deletedAt.name])]),
      ...relations.filter((name) => !/^\w+$/.test(name) || name in {}),
      ...properties.filter((name) => !isIdentifierName(name) || name in {}),
      ...[...checks, ...names.foreignKeys].filter((name) => bytes(name) > 63 || name.includes('\u0000')),
    ];
  });
  return [
    ...duplicates(schemaNames),
    ...duplicates(identifiers),
    ...duplicates(slugs),
    ...perTable,
    ...schemaNames.filter((name) => bytes(name) > 63 || name === '' || name.includes('\u0000') || !name.isWellFormed()),
    ...identifiers.filter((name) => !isIdentifierName(name) || isReservedWord(name)),
    ...slugs.filter((slug) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug) || !isSafeSegment(`${slug}.ts`)),
  ];
};

describe('names', () => {
  it('are valid and collide with nothing, whatever the model calls things', () => {
    fc.assert(
      fc.property(hostileInput, (input) => {
        expect(problemsOf(input.model)).toEqual([]);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(arbitraryDataModel(), (dataModel) => {
        const { resolved } = resolveModel(dataModel);
        expect(resolved === undefined ? ['not resolved'] : problemsOf(resolved)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('are valid for all of these at once', () => {
    const columns = injectionCorpus.map((name) => column(name, 'enum', { enumValues: ['x'] }));
    const unique = [...new Map(columns.map((own) => [own.name, own])).values()];
    const tables = [...new Set(injectionCorpus)].map((name) =>
      table(name, { columns: unique, primaryKey: [unique[0]?.name ?? ''], softDelete: true }),
    );
    expect(problemsOf(model(...tables))).toEqual([]);
  });

  it("of SQL are the model's own wherever PostgreSQL can have them", () => {
    const names = createNameTable(
      model(
        table('Order Line', { columns: [column('id'), column("it's"), column('select')] }),
        table('é'.repeat(32)),
        table('pg_class'),
      ),
    );
    expect(names.tables.map((own) => own.sqlName)).toEqual([
      'Order Line',
      `${'é'.repeat(27)}_${names.tables[1]?.sqlName.slice(-8)}`,
      expect.stringMatching(/^pg_class_[\da-f]{8}$/),
    ]);
    expect(names.table('Order Line').columns.map((own) => own.sqlName)).toEqual(['id', "it's", 'select']);
  });

  it('of indexes are none that PostgreSQL would find in its own catalogue when they are dropped or renamed', () => {
    const indexes = [{ name: 'pg_class', columns: ['id'], unique: false }];
    const names = createNameTable(model(table('order', { columns: [column('id')], indexes }))).tables[0];
    expect(names?.indexes).toEqual([expect.stringMatching(/^pg_class_[\da-f]{8}$/)]);
  });

  it('of enum types give way to tables, whose row types have the same namespace', () => {
    const status = column('status', 'enum', { enumValues: ['a'] });
    const names = createNameTable(model(table('order', { columns: [column('id'), status] }), table('order_status')));
    expect(names.table('order_status').sqlName).toBe('order_status');
    expect(names.table('order').column('status').enumType).toEqual({
      sqlName: 'order_status_enum',
      identifier: 'orderStatusEnum',
    });
  });

  it('that collide get a suffix from the thing that they name, not from their number', () => {
    const colliding = ['user name', 'user_name', 'userName', 'user-name'];
    const of = (...names: readonly string[]) =>
      new Map(
        createNameTable(model(...names.map((name) => table(name)))).tables.map((own) => [
          own.table.name,
          [own.slug, own.identifiers.table],
        ]),
      );
    const all = of(...colliding);
    expect(all.get('userName')).toEqual([expect.stringMatching(/^user-name-[\da-f]{8}$/), 'userNameTable']);
    expect(all.get('user_name')?.[0]).toBe('user-name');
    expect(of('something', 'else', ...colliding).get('user name')).toEqual(all.get('user name'));
    expect(of('user_name', 'userName', 'user name').get('user name')).toEqual(all.get('user name'));
  });

  it('of routes are readable in other scripts, and unique where they cannot be', () => {
    const slugs = createNameTable(
      model(
        ...[
          'OrderLine',
          'HTTPServer',
          'Größe',
          'Заказ',
          "customer's orders",
          '名前',
          '住所',
          'con',
          'index',
          'a__b',
          '_',
        ].map((name) => table(name)),
      ),
    ).tables.map(({ slug }) => slug);
    expect(slugs.slice(0, 5)).toEqual(['order-line', 'http-server', 'grosse', 'zakaz', 'customers-orders']);
    expect(slugs.slice(5)).toEqual([
      expect.stringMatching(/^table-[\da-f]{8}$/),
      expect.stringMatching(/^table-[\da-f]{8}$/),
      expect.stringMatching(/^con-/),
      expect.stringMatching(/^index-/),
      'a-b',
      expect.stringMatching(/^table-/),
    ]);
  });

  it('of the generated project itself are left to it', () => {
    expect(createNameTable(model(table('_applied_migrations'))).tables[0]?.sqlName).toMatch(
      /^_applied_migrations_[\da-f]{8}$/,
    );
  });

  it('of properties avoid the members of a Drizzle table', () => {
    const columns = [
      'enableRLS',
      'getSQL',
      '_',
      'constructor',
      'toString',
      'user id',
      'user_id',
      'class',
      'deleted_at',
    ].map((name) => column(name));
    const names = createNameTable(model(table('t', { columns, primaryKey: undefined, softDelete: true })));
    expect(names.table('t').columns.map(({ property }) => property)).toEqual([
      'enableRls',
      'getSql',
      expect.stringMatching(/^column/),
      'constructorColumn',
      'toStringColumn',
      'userId',
      expect.stringMatching(/^userId_[\da-f]{8}$|^userIdColumn$/),
      'class',
      'deletedAt',
    ]);
    expect(names.table('t').deletedAt).toEqual({
      name: 'deleted_at_',
      sqlName: 'deleted_at_',
      property: expect.stringMatching(/^deletedAt_/),
    });
  });
});

describe('relations', () => {
  const user = table('user', {
    columns: [column('id'), column('manager_id'), column('order')],
    foreignKeys: [foreignKey(['manager_id'], 'user', ['id'], { name: 'boss' })],
  });
  const order = table('order', {
    columns: [column('id'), column('author_id'), column('placed_by'), column('editorId'), column('author')],
    foreignKeys: [
      foreignKey(['author_id'], 'user', ['id']),
      foreignKey(['placed_by'], 'user', ['id']),
      foreignKey(['editorId'], 'user', ['id']),
    ],
  });
  const tag = table('tag');
  const link = table('order_tag', {
    origin: 'link',
    columns: [column('order_id'), column('tag_id')],
    primaryKey: ['order_id', 'tag_id'],
    foreignKeys: [foreignKey(['order_id'], 'order', ['id']), foreignKey(['tag_id'], 'tag', ['id'])],
  });
  const names = createNameTable(model(user, order, tag, link));
  const of = (name: string) =>
    names.table(name).relations.map((relation) => [relation.name, relation.kind, relation.target]);

  it('have names in both directions that say where they lead, and no field has', () => {
    expect(of('order')).toEqual([
      ['user', 'to-one', 'user'],
      ['user_by_placed_by', 'to-one', 'user'],
      ['editor', 'to-one', 'user'],
      ['order_tag', 'to-many', 'order_tag'],
      ['tag', 'through', 'tag'],
    ]);
    expect(of('user')).toEqual([
      ['boss', 'to-one', 'user'],
      ['user_by_boss', 'to-many', 'user'],
      ['order_by_author', 'to-many', 'order'],
      ['order_by_placed_by', 'to-many', 'order'],
      ['order_by_editor', 'to-many', 'order'],
    ]);
    expect(of('tag')).toEqual([
      ['order_tag', 'to-many', 'order_tag'],
      ['order', 'through', 'order'],
    ]);
  });

  it.each([
    'order_author_id_fkey',
    'fk_order_author',
    'FK_Order_Author',
    'order_author_fk',
    'orders_author_id_foreign',
    'FKOrderAuthor',
    'orderAuthorFk',
    'a_fkey1',
    'order_fk_author',
    'shop_order_author_id_b120cbf9_fk_shop_user_id',
    'order_ibfk_1',
    'fkq9tmv5mqpgj1p2kvxk2m1nu2d',
    'FKPRF4GNXJYDQ3V7DYE5RWY6C7Y',
  ])('are not called after a constraint: %s', (name) => {
    const orders = table('order', {
      columns: [column('id'), column('author_id')],
      foreignKeys: [foreignKey(['author_id'], 'user', ['id'], { name })],
    });
    const relations = createNameTable(model(orders, table('user'))).table('order').relations;
    expect(relations.map((relation) => relation.name)).toEqual(['author']);
  });

  it.each(['fkeeper', 'workfk', 'foreign', 'written by'])('are called what people call them: %s', (name) => {
    const orders = table('order', {
      columns: [column('id'), column('author_id')],
      foreignKeys: [foreignKey(['author_id'], 'user', ['id'], { name })],
    });
    const relations = createNameTable(model(orders, table('user'))).table('order').relations;
    expect(relations.map((relation) => relation.name)).toEqual([name.replace(' ', '_')]);
  });
});
