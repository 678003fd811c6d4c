import { type BadModel, id, model, related, thing } from './bad-model.ts';

const table = (name: string, fields: readonly unknown[]) => ({ name, fields: [id, ...fields] });
const up = (from: string, field: string, to: string, more: Readonly<Record<string, unknown>> = {}) => ({
  type: 'many-to-one',
  fromTable: from,
  fromField: field,
  toTable: to,
  toField: 'id',
  ...more,
});

const circle = (required: boolean) =>
  model(
    [
      table('a', [{ name: 'b_id', type: 'uuid', required: true }]),
      table('b', [{ name: 'c_id', type: 'uuid', required: true }]),
      table('c', [{ name: 'a_id', type: 'uuid', required }]),
    ],
    { relationships: [up('a', 'b_id', 'b'), up('b', 'c_id', 'c'), up('c', 'a_id', 'a')] },
  );

export const relationshipModels: readonly BadModel[] = [
  {
    code: 'relationship_arity',
    title: 'two fields that refer to one',
    document: related({ fromFields: ['parent_id', 'id'] }),
    path: '/relationships/0',
    names: ['thing', 'parent', '2', '1'],
    fine: related({}),
  },
  {
    code: 'reference_not_a_key',
    title: 'neither side is a key',
    document: related({}, {}, { primary: false }),
    path: '/relationships/0',
    names: ['parent_id', 'thing', 'id', 'parent'],
    fine: related({}, {}, { primary: false, unique: true }),
  },
  {
    code: 'foreign_key_type',
    title: 'an integer that refers to a uuid',
    document: related({}, { type: 'integer' }),
    path: '/relationships/0/fromFields/0',
    names: ['parent_id', 'thing', 'integer', 'id', 'parent', 'uuid'],
    fine: related({}, { type: 'varchar', length: 9 }, { type: 'email' }),
  },
  {
    code: 'foreign_key_type',
    title: "the designer's Number that refers to a uuid",
    document: related({}, { type: 'Number' }),
    path: '/relationships/0/fromFields/0',
    names: ['parent_id', 'thing', 'uuid'],
    fine: related({}, { type: 'Number' }, { type: 'bigserial' }),
  },
  {
    code: 'foreign_key_type',
    title: 'an enum that refers to an enum',
    document: related({}, { type: 'enum', enumValues: ['a'] }, { type: 'enum', enumValues: ['a'] }),
    path: '/relationships/0/fromFields/0',
    names: ['parent_id', 'enum'],
    fine: related({}, { type: 'integer' }, { type: 'serial' }),
  },
  {
    code: 'foreign_key_type',
    title: 'an array that refers to its element',
    document: related({}, { array: true }),
    path: '/relationships/0/fromFields/0',
    names: ['parent_id', 'array'],
    fine: related({}, { type: 'decimal', precision: 9 }, { type: 'numeric', precision: 5 }),
  },
  {
    code: 'foreign_key_type',
    title: 'a whole number that refers to one with a fraction',
    document: related({}, { type: 'bigint' }, { type: 'numeric' }),
    path: '/relationships/0/fromFields/0',
    names: ['parent_id', 'bigint', 'numeric'],
    fine: related({}, { type: 'bigint' }, { type: 'bigserial' }),
  },
  {
    code: 'foreign_key_width',
    title: 'an integer that refers to a bigint',
    document: related({}, { type: 'integer' }, { type: 'bigserial' }),
    path: '/relationships/0/fromFields/0',
    names: ['parent_id', 'thing', 'integer', 'id', 'parent', 'bigserial'],
    fine: related({}, { type: 'bigint' }, { type: 'bigserial' }),
  },
  {
    code: 'foreign_key_width',
    title: 'a bigint that refers to a smallint',
    document: related({}, { type: 'bigint' }, { type: 'smallint' }),
    path: '/relationships/0/fromFields/0',
    names: ['parent_id', 'bigint', 'smallint'],
    fine: related({}, { type: 'smallint' }, { type: 'smallint' }),
  },
  {
    code: 'relationship_to_itself',
    title: 'a key that refers to itself',
    document: model([table('a', [])], { relationships: [up('a', 'id', 'a')] }),
    path: '/relationships/0',
    names: ['a', 'id'],
    fine: model([table('a', [{ name: 'up', type: 'uuid' }])], { relationships: [up('a', 'up', 'a')] }),
  },
  {
    code: 'relationship_cardinality',
    title: 'many rows that refer by a unique field',
    document: related({}, { unique: true }),
    path: '/relationships/0',
    names: ['thing', 'parent_id', 'many-to-one', 'parent'],
    fine: related({ type: 'one-to-one' }, { unique: true }),
  },
  {
    code: 'required_cycle',
    title: 'a circle of required keys over three tables',
    document: circle(true),
    path: '/relationships/2',
    names: ['a', 'b', 'c'],
    fine: circle(false),
  },
  {
    code: 'action_needs_null',
    title: 'set null on a required field',
    document: related({ onDelete: 'set null' }, { required: true }),
    path: '/relationships/0/onDelete',
    names: ['thing', 'parent', 'parent_id'],
    fine: related({ onDelete: 'set null' }),
  },
  {
    code: 'action_needs_default',
    title: 'set default on a field without one',
    document: related({ onUpdate: 'set default' }),
    path: '/relationships/0/onUpdate',
    names: ['thing', 'parent', 'parent_id'],
    fine: related({ onUpdate: 'set default' }, { default: 'gen_random_uuid()' }),
  },
  {
    code: 'duplicate_relationship',
    title: 'two relationships with different names over the same fields',
    document: model([table('a', [{ name: 'up', type: 'uuid' }])], {
      relationships: [up('a', 'up', 'a', { name: 'parent' }), up('a', 'up', 'a', { name: 'boss' })],
    }),
    path: '/relationships/1',
    names: ['a'],
    fine: model([table('a', [{ name: 'up', type: 'uuid' }])], {
      relationships: [up('a', 'up', 'a', { name: 'parent' }), up('a', 'up', 'a')],
    }),
  },
  {
    code: 'relationship_direction',
    title: 'words that contradict the keys',
    document: related({ type: 'one-to-many' }),
    path: '/relationships/0',
    names: ['thing', 'parent_id', 'one-to-many'],
    fine: related({ type: 'one-to-one' }),
  },
  {
    code: 'soft_delete_action',
    title: 'a cascade from a table with soft delete to one without',
    document: related({ onDelete: 'cascade' }, {}, {}, { softDelete: true }),
    path: '/relationships/0/onDelete',
    names: ['parent', 'thing', 'cascade'],
    fine: related({ onDelete: 'set null' }, {}, {}, { softDelete: true }),
  },
  {
    code: 'duplicate_member',
    title: 'a relationship that lists a field twice',
    document: model(
      [
        thing([{ name: 'a', type: 'uuid' }]),
        { name: 'pair', fields: [id, { name: 'n', type: 'uuid' }], indexes: [{ fields: ['id', 'n'], unique: true }] },
      ],
      {
        relationships: [
          { type: 'many-to-one', fromTable: 'thing', fromFields: ['a', 'a'], toTable: 'pair', toFields: ['id', 'n'] },
        ],
      },
    ),
    path: '/relationships/0/fromFields/1',
    names: ['a', 'thing'],
    fine: model(
      [
        thing([{ name: 'a', type: 'uuid' }]),
        { name: 'pair', fields: [id, { name: 'n', type: 'uuid' }], indexes: [{ fields: ['n', 'id'], unique: true }] },
      ],
      {
        relationships: [
          { type: 'many-to-one', fromTable: 'thing', fromFields: ['id', 'a'], toTable: 'pair', toFields: ['id', 'n'] },
        ],
      },
    ),
  },
];
