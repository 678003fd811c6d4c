import { type BadModel, field, id, model, related, thing } from './bad-model.ts';

const fine = field({ type: 'text' });

export const nameModels: readonly BadModel[] = [
  {
    code: 'name_not_usable',
    title: 'a field named __proto__',
    document: model([thing([{ name: '__proto__', type: 'text' }])]),
    path: '/tables/0/fields/1/name',
    names: ['__proto__', 'thing'],
    fine: model([thing([{ name: 'constructor', type: 'text' }])]),
  },
  {
    code: 'name_not_usable',
    title: 'a table with a NUL in its name',
    document: model([{ name: 'a\u0000b', fields: [id] }]),
    path: '/tables/0/name',
    names: ['NUL'],
    fine: model([{ name: 'a\nb', fields: [id] }]),
  },
  {
    code: 'text_not_storable',
    title: 'a description with half of a surrogate pair',
    document: field({ type: 'text', description: '\ud800' }),
    path: '/tables/0/fields/1/description',
    names: ['x', 'thing'],
    fine: field({ type: 'text', description: '\ud83d\ude00' }),
  },
  {
    code: 'text_not_storable',
    title: 'an enum value with a NUL',
    document: field({ type: 'enum', enumValues: ['a', 'b\u0000'] }),
    path: '/tables/0/fields/1/enumValues/1',
    names: ['x', 'thing'],
    fine: field({ type: 'enum', enumValues: ['a', ''] }),
  },
  {
    code: 'duplicate_name',
    title: 'two tables of one name',
    document: model([thing([]), thing([])]),
    path: '/tables/1/name',
    names: ['thing'],
    fine: model([thing([]), { ...thing([]), name: 'Thing' }]),
  },
  {
    code: 'duplicate_name',
    title: 'two fields of one name',
    document: model([
      thing([
        { name: 'x', type: 'text' },
        { name: 'x', type: 'uuid' },
      ]),
    ]),
    path: '/tables/0/fields/2/name',
    names: ['x', 'thing'],
    fine: model([
      thing([
        { name: 'x', type: 'text' },
        { name: 'X', type: 'uuid' },
      ]),
    ]),
  },
  {
    code: 'duplicate_name',
    title: 'two indexes of one name in a table',
    document: model([
      thing([{ name: 'x', type: 'text' }], {
        indexes: [
          { name: 'i', fields: ['x'] },
          { name: 'i', fields: ['id', 'x'] },
        ],
      }),
    ]),
    path: '/tables/0/indexes/1/name',
    names: ['thing', 'i'],
    fine: model([
      thing([], { indexes: [{ name: 'i', fields: ['id'] }] }),
      { name: 'other', fields: [id], indexes: [{ name: 'i', fields: ['id'] }] },
    ]),
  },
  {
    code: 'duplicate_name',
    title: 'two foreign keys of one name in a table',
    document: model(
      [
        thing([
          { name: 'a', type: 'uuid' },
          { name: 'b', type: 'uuid' },
        ]),
      ],
      {
        relationships: ['a', 'b'].map((name) => ({
          name: 'up',
          type: 'many-to-one',
          fromTable: 'thing',
          fromField: name,
          toTable: 'thing',
          toField: 'id',
        })),
      },
    ),
    path: '/relationships/1/name',
    names: ['thing', 'up'],
    fine: related({ name: 'up' }),
  },
  {
    code: 'duplicate_id',
    title: 'two fields of a table with one id',
    document: model([
      thing([
        { id: 'f1', name: 'x', type: 'text' },
        { id: 'f1', name: 'y', type: 'text' },
      ]),
    ]),
    path: '/tables/0/fields/2/id',
    names: ['y', 'thing', 'f1'],
    fine: model([thing([{ id: 'f1', name: 'x', type: 'text' }]), { name: 'other', fields: [{ ...id, id: 'f1' }] }]),
  },
  {
    code: 'duplicate_member',
    title: 'a primary key that lists a field twice',
    document: model([{ name: 'thing', fields: [{ name: 'a', type: 'text' }], primaryKey: ['a', 'a'] }]),
    path: '/tables/0/primaryKey/1',
    names: ['thing', 'a'],
    fine: model([{ name: 'thing', fields: [{ name: 'a', type: 'text' }], primaryKey: ['a'] }]),
  },
  {
    code: 'duplicate_value',
    title: 'an enum with one value twice',
    document: field({ type: 'enum', enumValues: ['a', 'b', 'a'] }),
    path: '/tables/0/fields/1/enumValues/2',
    names: ['x', 'thing', 'a'],
    fine: field({ type: 'enum', enumValues: ['a', 'A'] }),
  },
  {
    code: 'unknown_type',
    title: 'a type that does not exist',
    document: field({ type: 'geometry' }),
    path: '/tables/0/fields/1/type',
    names: ['x', 'thing', 'geometry', 'numeric', 'Decimal'],
    fine: field({ type: 'Decimal' }),
  },
  {
    code: 'unknown_table',
    title: 'a relationship to a table that does not exist',
    document: related({ toTable: 'parents' }),
    path: '/relationships/0/toTable',
    names: ['parents', 'parent', 'thing'],
    fine: related({}),
  },
  {
    code: 'unknown_field',
    title: 'a relationship over a field that does not exist',
    document: related({ fromFields: ['parentId'] }),
    path: '/relationships/0/fromFields/0',
    names: ['parentId', 'thing', 'parent_id'],
    fine: related({}),
  },
  {
    code: 'unknown_field',
    title: 'a primary key over a field that does not exist',
    document: model([{ name: 'thing', fields: [{ name: 'a', type: 'text' }], primaryKey: ['b'] }]),
    path: '/tables/0/primaryKey/0',
    names: ['thing', 'b', 'a'],
    fine,
  },
  {
    code: 'unknown_field',
    title: 'an index over a field that does not exist',
    document: model([thing([], { indexes: [{ fields: ['id', 'y'] }] })]),
    path: '/tables/0/indexes/0/fields/1',
    names: ['thing', 'y'],
    fine,
  },
  {
    code: 'unknown_field',
    title: 'an owner field that does not exist',
    document: model([thing([], { ownerField: 'owner' })]),
    path: '/tables/0/ownerField',
    names: ['thing', 'owner', 'id'],
    fine: model([thing([], { ownerField: 'id' })]),
  },
];
