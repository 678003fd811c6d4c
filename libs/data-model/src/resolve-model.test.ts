import { describe, expect, it } from 'vitest';
import type { DataModel, Field, Table } from './data-model.schema.ts';
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

const holders = (tables: readonly ResolvedTable[]): string[] =>
  tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys.map(
      ({ columns, referencedTable, referencedColumns }) =>
        `${name}.${columns.join()} → ${referencedTable}.${referencedColumns.join()}`,
    ),
  );

describe('which side holds the foreign key', () => {
  const a = table('a', [
    { name: 'b_id', type: 'bigint' },
    { name: 'code', type: 'text', unique: true },
  ]);
  const b = table('b', [{ name: 'a_code', type: 'text', unique: true }]);

  it.each([
    ['many-to-one: from', relate('many-to-one', 'a.b_id', 'b.id'), 'a.b_id → b.id'],
    ['one-to-many: to', relate('one-to-many', 'b.id', 'a.b_id'), 'a.b_id → b.id'],
    ['many-to-one against the keys', relate('many-to-one', 'b.id', 'a.b_id'), 'a.b_id → b.id'],
    ['one-to-many against the keys', relate('one-to-many', 'a.b_id', 'b.id'), 'a.b_id → b.id'],
    ['many-to-one where both are keys: the words', relate('many-to-one', 'b.a_code', 'a.code'), 'b.a_code → a.code'],
    ['one-to-many where both are keys: the words', relate('one-to-many', 'b.a_code', 'a.code'), 'a.code → b.a_code'],
    ['one-to-one: what is not the primary key', relate('one-to-one', 'b.id', 'a.b_id'), 'a.b_id → b.id'],
    ['one-to-one over two primary keys: from', relate('one-to-one', 'b.id', 'a.id'), 'b.id → a.id'],
    ['one-to-one over no primary key: from', relate('one-to-one', 'b.a_code', 'a.code'), 'b.a_code → a.code'],
  ])('%s', (_, relationship, expected) => {
    expect(holders(resolve([a, b], [relationship]))).toEqual([expected]);
  });

  it('refers to a key whatever the order of its fields', () => {
    const parent: Table = {
      name: 'p',
      fields: [
        { name: 'x', type: 'text' },
        { name: 'y', type: 'uuid' },
      ],
      primaryKey: ['x', 'y'],
    };
    const child = table('c', [
      { name: 'y', type: 'uuid' },
      { name: 'x', type: 'text' },
    ]);
    const relationship: Relationship = {
      type: 'many-to-one',
      fromTable: 'c',
      fromFields: ['y', 'x'],
      toTable: 'p',
      toFields: ['y', 'x'],
    };
    expect(holders(resolve([parent, child], [relationship]))).toEqual(['c.y,x → p.y,x']);
  });

  it('allows a required self reference, and circles with an optional key', () => {
    const self = table('a', [{ name: 'up', type: 'bigint', required: true }]);
    expect(holders(resolve([self], [relate('many-to-one', 'a.up', 'a.id')]))).toEqual(['a.up → a.id']);
  });
});

describe('indexes and keys', () => {
  it('adds one for a unique field and for a one-to-one key, where nothing else makes them unique', () => {
    const tables = [
      table(
        'a',
        [
          { name: 'code', type: 'text', unique: true },
          { name: 'b_id', type: 'bigint' },
          { name: 'c_id', type: 'bigint', unique: true },
        ],
        { indexes: [{ name: 'by_code', fields: ['code'], unique: true }, { fields: ['code', 'b_id'] }] },
      ),
      table('b'),
      table('c'),
    ];
    const relationships = [relate('one-to-one', 'a.b_id', 'b.id'), relate('one-to-one', 'a.c_id', 'c.id')];
    expect(resolve(tables, relationships)[0]?.indexes).toEqual([
      { name: undefined, columns: ['c_id'], unique: true, method: 'btree' },
      { name: 'by_code', columns: ['code'], unique: true, method: 'btree' },
      { name: undefined, columns: ['code', 'b_id'], unique: false, method: 'btree' },
      { name: undefined, columns: ['b_id'], unique: true, method: 'btree' },
    ]);
  });

  it.each([
    ['the primary key', { primaryKey: ['y', 'x'] }, ['y', 'x']],
    [
      'the shortest unique index of required fields',
      {
        indexes: [
          { fields: ['x', 'y'], unique: true },
          { fields: ['y'], unique: true },
        ],
      },
      ['y'],
    ],
    [
      'nothing where a field of the unique index is optional',
      { indexes: [{ fields: ['x', 'z'], unique: true }] },
      undefined,
    ],
    ['nothing where no index is unique', { indexes: [{ fields: ['x'] }] }, undefined],
    [
      'nothing that no URL can hold',
      { indexes: ['list', 'doc'].map((x) => ({ fields: [x], unique: true })) },
      undefined,
    ],
  ])('identifies a row by %s', (_, more, expected) => {
    const fields: Field[] = [
      { name: 'x', type: 'text', required: true },
      { name: 'y', type: 'uuid', required: true },
      { name: 'z', type: 'text' },
      { name: 'list', type: 'bigint', array: true, required: true },
      { name: 'doc', type: 'jsonb', required: true },
    ];
    expect(resolve([{ name: 't', fields, ...more }])[0]?.itemKey).toEqual(expected);
  });

  it('takes members of the primary key and serials for required', () => {
    const fields: Field[] = [
      { name: 'a', type: 'text' },
      { name: 'b', type: 'serial' },
      { name: 'c', type: 'text' },
    ];
    const [resolved] = resolve([{ name: 't', fields, primaryKey: ['a'] }]);
    expect(resolved?.columns.map(({ required }) => required)).toEqual([true, true, false]);
  });
});

describe('columns', () => {
  it('have defaults in the form of their type', () => {
    const fields: Field[] = [
      { name: 'a', type: 'bigint', default: 5 },
      { name: 'b', type: 'numeric', default: 1e21 },
      { name: 'c', type: 'timestamptz', default: ' NOW() ' },
      { name: 'd', type: 'text', default: 'now()' },
      { name: 'e', type: 'bigint', array: true, default: [1, '2'] },
      { name: 'f', type: 'numeric', default: 1e-7 },
      { name: 'g', type: 'double', default: 1e-7 },
      { name: 'h', type: 'text', default: null },
    ];
    expect(resolve([{ name: 't', fields }])[0]?.columns.map((column) => column.default)).toEqual([
      { kind: 'literal', value: '5' },
      { kind: 'literal', value: '1000000000000000000000' },
      { kind: 'function', function: 'now()' },
      { kind: 'literal', value: 'now()' },
      { kind: 'literal', value: ['1', '2'] },
      { kind: 'literal', value: '0.0000001' },
      { kind: 'literal', value: 1e-7 },
      undefined,
    ]);
  });
});
