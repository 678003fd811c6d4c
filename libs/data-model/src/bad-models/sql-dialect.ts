import { type BadModel, field, model } from './bad-model.ts';

const names = ['x', 'thing'];
const flags = { isPrimary: false, isRequired: false, isUnique: false, isForeignKey: false, hasIndex: false };

/** A table as an AI fills the designer: types are words of SQL, and every flag is false. */
const filled = (index: Readonly<Record<string, unknown>>, key = true) =>
  model([
    {
      name: 'thing',
      fields: [
        { name: 'id', type: 'uuid', ...flags, isPrimary: key },
        { name: 'x', type: 'varchar(40)', ...flags },
        { name: 'tags', type: 'text[]', ...flags },
      ],
      indexes: [{ name: 'by x', ...index }],
    },
  ]);

const loans = (members: Readonly<Record<string, unknown>>) =>
  model([
    { name: 'Readers', fields: [{ name: 'id', type: 'bigserial', primary: true }] },
    {
      name: 'loan',
      fields: [
        { name: 'x', type: 'text' },
        { name: 'reader_id', ...members },
      ],
    },
  ]);

/** What an AI, or people who think in SQL, fill a designer's schema with. */
export const sqlDialectModels: readonly BadModel[] = [
  {
    code: 'type_substituted',
    title: 'a type that comes near',
    document: field({ type: 'citext' }),
    path: '/tables/0/fields/1/type',
    names: [...names, 'text', 'case'],
    fine: field({ type: 'text' }),
  },
  {
    code: 'unknown_type',
    title: 'a parameter that a type does not take',
    document: field({ type: 'uuid(36)' }),
    path: '/tables/0/fields/1/type',
    names: [...names, 'uuid(36)', 'varchar(255)'],
    fine: field({ type: 'uuid' }),
  },
  {
    code: 'unknown_type',
    title: 'a list of lists',
    document: field({ type: 'text[][]' }),
    path: '/tables/0/fields/1/type',
    names,
    fine: field({ type: 'text[]' }),
  },
  {
    code: 'number_out_of_range',
    title: 'a length of nothing in a type',
    document: field({ type: 'varchar(0)' }),
    path: '/tables/0/fields/1/type',
    names,
    fine: field({ type: 'varchar(1)' }),
  },
  {
    code: 'precision_and_scale',
    title: 'more digits of the seconds than there are',
    document: field({ type: 'timestamp(9) with time zone' }),
    path: '/tables/0/fields/1/type',
    names,
    fine: field({ type: 'timestamp(6) with time zone' }),
  },
  {
    code: 'contradictory_members',
    title: 'a length in the type and another one beside it',
    document: field({ type: 'varchar(10)', length: 20 }),
    path: '/tables/0/fields/1/type',
    names: [...names, 'length'],
    fine: field({ type: 'varchar(10)', length: 10 }),
  },
  {
    code: 'primary_key_assumed',
    title: 'a table that says of no field that it is primary',
    document: filled({ type: 'btree', fields: ['x'] }, false),
    path: '/tables/0/fields/0/isPrimary',
    names: ['thing', 'id'],
    fine: filled({ type: 'btree', fields: ['x'] }),
  },
  {
    code: 'index_predicate',
    title: 'a partial index of all rows',
    document: filled({ type: 'partial', columns: ['x'] }),
    path: '/tables/0/indexes/0/type',
    names: ['thing'],
    fine: filled({ type: 'composite', columns: ['x'] }),
  },
  {
    code: 'index_method',
    title: 'gist, which none of the types has',
    document: filled({ type: 'gist', columns: ['x'] }),
    path: '/tables/0/indexes/0/type',
    names: ['thing', 'gist'],
    fine: filled({ type: 'hash', columns: ['x'] }),
  },
  {
    code: 'index_method',
    title: 'gin over a text',
    document: filled({ type: 'gin', columns: ['x'] }),
    path: '/tables/0/indexes/0/type',
    names: ['thing', 'x', 'gin', 'btree'],
    fine: filled({ type: 'gin', columns: ['tags'] }),
  },
  {
    code: 'index_method',
    title: 'hash over two fields',
    document: filled({ method: 'hash', columns: ['x', 'id'] }),
    path: '/tables/0/indexes/0/method',
    names: ['thing', 'hash', 'btree'],
    fine: filled({ method: 'btree', columns: ['x', 'id'] }),
  },
  {
    code: 'contradictory_members',
    title: 'a method that the type of an index contradicts',
    document: filled({ type: 'hash', method: 'btree', fields: ['x'] }),
    path: '/tables/0/indexes/0/method',
    names: ['method'],
    fine: filled({ type: 'hash', method: 'hash', fields: ['x'] }),
  },
  {
    code: 'unknown_value',
    title: 'a method that does not exist',
    document: filled({ method: 'bloom', fields: ['x'] }),
    path: '/tables/0/indexes/0/method',
    names: ['bloom', 'btree'],
    fine: filled({ method: 'btree', fields: ['x'] }),
  },
  {
    code: 'contradictory_members',
    title: 'fields and columns of an index that differ',
    document: filled({ fields: ['x'], columns: ['id'] }),
    path: '/tables/0/indexes/0/columns',
    names: ['fields', 'columns'],
    fine: filled({ fields: ['x'], columns: ['x'] }),
  },
  {
    code: 'unknown_field',
    title: 'a column of an index that does not exist',
    document: filled({ type: 'btree', columns: ['y'] }),
    path: '/tables/0/indexes/0/columns/0',
    names: ['thing', 'y'],
    fine: filled({ type: 'btree', columns: ['x'] }),
  },
  {
    code: 'relationship_likely',
    title: 'a field that is named after a table and has the type of its key',
    document: loans({ type: 'bigint' }),
    path: '/tables/1/fields/1',
    names: ['loan', 'reader_id', 'Readers'],
    fine: loans({ type: 'uuid' }),
  },
];
