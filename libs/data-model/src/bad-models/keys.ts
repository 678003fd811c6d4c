import { type BadModel, id, model, thing } from './bad-model.ts';

const typed = (type: string, more: Readonly<Record<string, unknown>>) => ({ name: 'x', type, ...more });

export const keyModels: readonly BadModel[] = [
  {
    code: 'type_not_a_key',
    title: 'a json primary key',
    document: model([{ name: 'thing', fields: [typed('jsonb', { primary: true })] }]),
    path: '/tables/0/fields/0/primary',
    names: ['thing', 'x', 'jsonb'],
    fine: model([{ name: 'thing', fields: [typed('boolean', { primary: true })] }]),
  },
  {
    code: 'type_not_a_key',
    title: 'an array in a primary key',
    document: model([{ name: 'thing', fields: [typed('text', { array: true })], primaryKey: ['x'] }]),
    path: '/tables/0/primaryKey/0',
    names: ['thing', 'x', 'array'],
    fine: model([{ name: 'thing', fields: [typed('text', {})], primaryKey: ['x'] }]),
  },
  {
    code: 'type_not_a_key',
    title: 'a unique json field',
    document: model([thing([typed('json', { unique: true })])]),
    path: '/tables/0/fields/1/unique',
    names: ['thing', 'x', 'json'],
    fine: model([thing([typed('bytea', { unique: true })])]),
  },
  {
    code: 'type_not_a_key',
    title: 'a unique password',
    document: model([thing([typed('Password', { isUnique: true })])]),
    path: '/tables/0/fields/1/isUnique',
    names: ['thing', 'x', 'password'],
    fine: model([thing([typed('Email', { isUnique: true })])]),
  },
  {
    code: 'type_not_a_key',
    title: 'an index over json',
    document: model([thing([typed('json', { hasIndex: true })])]),
    path: '/tables/0/fields/1/hasIndex',
    names: ['thing', 'x', 'json'],
    fine: model([thing([typed('JSON', { hasIndex: true })])]),
  },
  {
    code: 'type_not_a_key',
    title: 'an array of json in a unique index',
    document: model([thing([typed('json', { array: true })], { indexes: [{ fields: ['x', 'id'], unique: true }] })]),
    path: '/tables/0/indexes/0/fields/0',
    names: ['thing', 'x', 'json'],
    fine: model([thing([typed('jsonb', { array: true })], { indexes: [{ fields: ['x', 'id'], unique: true }] })]),
  },
  {
    code: 'primary_key_conflict',
    title: 'primaryKey and marked fields that differ',
    document: model([thing([typed('text', {})], { primaryKey: ['x'] })]),
    path: '/tables/0/primaryKey',
    names: ['thing', 'x', 'id'],
    fine: model([thing([typed('text', { primary: true })], { primaryKey: ['x', 'id'] })]),
  },
  {
    code: 'primary_key_conflict',
    title: 'two primary keys among the indexes',
    document: model([
      {
        name: 'thing',
        fields: [
          { name: 'a', type: 'text' },
          { name: 'b', type: 'text' },
        ],
        indexes: [
          { fields: ['a'], type: 'primary' },
          { fields: ['b'], type: 'primary' },
        ],
      },
    ]),
    path: '/tables/0/indexes/1',
    names: ['thing', 'a', 'b'],
    fine: model([
      {
        name: 'thing',
        fields: [{ name: 'a', type: 'text' }],
        indexes: [{ fields: ['a'], type: 'primary' }],
        primaryKey: ['a'],
      },
    ]),
  },
  {
    code: 'redundant_index',
    title: 'two indexes that do the same',
    document: model([
      thing([], {
        indexes: [
          { name: 'a', fields: ['id'] },
          { name: 'b', fields: ['id'] },
        ],
      }),
    ]),
    path: '/tables/0/indexes/1',
    names: ['thing', 'id'],
    fine: model([thing([], { indexes: [{ fields: ['id'] }, { fields: ['id'], unique: true }] })]),
  },
  {
    code: 'soft_delete_name',
    title: 'soft delete beside a field named deleted_at',
    document: model([thing([{ name: 'deleted_at', type: 'timestamptz' }], { softDelete: true })]),
    path: '/tables/0/fields/1/name',
    names: ['thing', 'deleted_at'],
    fine: model([thing([{ name: 'deleted_at', type: 'timestamptz' }])]),
  },
  {
    code: 'unknown_value',
    title: 'an index type that does not exist',
    document: model([thing([], { indexes: [{ fields: ['id'], type: 'fulltext' }] })]),
    path: '/tables/0/indexes/0/type',
    names: ['fulltext', 'primary, unique, index'],
    fine: model([
      { name: 'thing', fields: [{ ...id, primary: false }], indexes: [{ fields: ['id'], type: 'primary' }] },
    ]),
  },
  {
    code: 'contradictory_members',
    title: 'a unique index that is not unique',
    document: model([thing([], { indexes: [{ fields: ['id'], type: 'unique', isUnique: false }] })]),
    path: '/tables/0/indexes/0/type',
    names: ['isUnique'],
    fine: model([thing([], { indexes: [{ fields: ['id'], type: 'unique', isUnique: true }] })]),
  },
];
