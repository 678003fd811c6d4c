import { describe, expect, it } from 'vitest';
import type { DataModel, Field, Rule, Table } from './data-model.schema.ts';
import type { Relationship } from './relationship.schema.ts';
import { resolveModel } from './resolve-model.ts';
import type { ResolvedTable } from './resolved-model.ts';

const key: Field = { name: 'id', type: 'bigserial', primary: true };
const table = (name: string, fields: Field[] = [], more: Partial<Table> = {}): Table => ({
  name,
  fields: [key, ...fields],
  ...more,
});
const relate = (
  type: Relationship['type'],
  from: string,
  to: string,
  more: Partial<Relationship> = {},
): Relationship => {
  const [fromTable = '', fromField = ''] = from.split('.');
  const [toTable = '', toField = ''] = to.split('.');
  return { type, fromTable, fromFields: [fromField], toTable, toFields: [toField], ...more };
};

const resolve = (
  tables: Table[],
  relationships: Relationship[] = [],
  more: Partial<DataModel> = {},
): readonly ResolvedTable[] => {
  const { resolved, issues } = resolveModel({ name: 'Test', tables, relationships, ...more });
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return resolved?.tables ?? [];
};

describe('links', () => {
  const many = (from: string, to: string, more: Partial<Relationship> = {}) => relate('many-to-many', from, to, more);

  it('are a table of two foreign keys, which are its primary key', () => {
    const [, , link] = resolve(
      [table('a'), table('b', [{ name: 'sku', type: 'varchar', length: 9, unique: true, required: true }])],
      [many('a.id', 'b.sku')],
    );
    expect(link).toMatchObject({
      name: 'a_b',
      origin: 'link',
      columns: [
        { name: 'a_id', type: 'bigint', required: true },
        { name: 'b_sku', type: 'text', length: 9, required: true },
      ],
      primaryKey: ['a_id', 'b_sku'],
      foreignKeys: [
        { columns: ['a_id'], referencedTable: 'a', onDelete: 'cascade', onUpdate: 'cascade' },
        { columns: ['b_sku'], referencedTable: 'b', referencedColumns: ['sku'] },
      ],
    });
  });

  it('of a table to itself have two columns of two names', () => {
    const [, link] = resolve([table('user')], [many('user.id', 'user.id', { name: 'followers', id: 'r1' })]);
    expect(link).toMatchObject({ id: 'r1', name: 'followers', primaryKey: ['from_user_id', 'to_user_id'] });
  });

  it('have no rules and no owner of their own: both follow from the two rows of each', () => {
    const from = table('note', [{ name: 'owner', type: 'uuid' }], { ownerField: 'owner' });
    const [, , link] = resolve([from, table('tag')], [many('note.id', 'tag.id')]);
    expect([link?.access, link?.owner]).toEqual([undefined, undefined]);
    expect(link?.foreignKeys.map(({ referencedTable }) => referencedTable)).toEqual(['note', 'tag']);
  });

  it('are said to be closed exactly where nobody may update the one side or read the other', () => {
    const closed = (update: Rule, read: Rule): boolean => {
      const tables = [table('a', [], { access: { update: [update] } }), table('b', [], { access: { read: [read] } })];
      const { issues } = resolveModel({ name: 'Test', tables, relationships: [many('a.id', 'b.id')] });
      return issues.some(({ code }) => code === 'link_table_closed');
    };
    expect([closed('nobody', 'public'), closed('public', 'nobody'), closed('role:a', 'role:b')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('access', () => {
  it("is the table's, else the model's, else for known callers", () => {
    const [first, second] = resolve(
      [table('a', [], { access: { read: ['nobody', 'public', 'public'] } }), table('b')],
      [],
      {
        access: { read: ['role:x'], delete: [] },
      },
    );
    expect(first?.access).toEqual({
      read: ['public'],
      create: ['authenticated'],
      update: ['authenticated'],
      delete: ['nobody'],
    });
    expect(second?.access?.read).toEqual(['role:x']);
  });

  it('finds owners through a chain of relationships', () => {
    const up = (name: string): Field => ({ name, type: 'bigint' });
    const tables = [
      table('a', [{ name: 'who', type: 'text' }], { ownerField: 'who' }),
      table('b', [up('x'), up('a_id')], { ownerVia: 'of a' }),
      table('c', [up('b_id')], { ownerVia: 'of b', access: { read: ['owner'] } }),
    ];
    const relationships = [
      relate('many-to-one', 'b.x', 'b.id'),
      relate('one-to-many', 'a.id', 'b.a_id', { name: 'of a' }),
      relate('many-to-one', 'c.b_id', 'b.id', { name: 'of b' }),
    ];
    expect(resolve(tables, relationships).map(({ owner }) => owner)).toEqual([
      { kind: 'field', column: 'who' },
      { kind: 'via', foreignKey: 1 },
      { kind: 'via', foreignKey: 0 },
    ]);
  });
});
