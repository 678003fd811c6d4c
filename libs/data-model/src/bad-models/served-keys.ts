import { type BadModel, id, model, related } from './bad-model.ts';

type Members = Readonly<Record<string, unknown>>;

/** `thing.parent_id` refers to `parent`; `thing` has these indexes. */
const indexed = (indexes: readonly Members[]) => {
  const document = related({});
  const [parent, thing] = document['tables'] as readonly [Members, Members];
  return { ...document, tables: [parent, { ...thing, indexes }] };
};

/** A foreign key over two fields of `thing`, which has these indexes. */
const pair = (indexes: readonly Members[]) => {
  const fields = [
    { name: 'a', type: 'uuid' },
    { name: 'b', type: 'uuid' },
  ];
  return model(
    [
      { name: 'parent', fields, primaryKey: ['a', 'b'] },
      { name: 'thing', fields: [id, ...fields], indexes },
    ],
    {
      relationships: [
        { type: 'many-to-one', fromTable: 'thing', fromFields: ['a', 'b'], toTable: 'parent', toFields: ['a', 'b'] },
      ],
    },
  );
};

const designed = (mark: Members, type = 'many-to-one') => {
  const relationships = [{ type, targetTable: 'parent', sourceField: 'parent_id', targetField: 'id' }];
  return model([
    { name: 'parent', fields: [id] },
    { name: 'thing', fields: [id, { name: 'parent_id', type: 'UUID', ...mark }], relationships },
  ]);
};

const code = 'foreign_key_without_index';

export const servedKeyModels: readonly BadModel[] = [
  {
    code,
    title: 'no index at all',
    document: related({}),
    path: '/relationships/0',
    names: ['"thing"', '"parent"', '{ "fields": ["parent_id"] }', 'indexForeignKeys'],
    fine: indexed([{ fields: ['parent_id', 'id'] }]),
  },
  {
    code,
    title: 'an index that does not begin with it',
    document: indexed([{ fields: ['id', 'parent_id'] }]),
    path: '/relationships/0',
    names: ['parent_id'],
    fine: indexed([{ fields: ['parent_id'], unique: true }]),
  },
  {
    code,
    title: 'two fields, one of which has an index',
    document: pair([{ fields: ['a'] }]),
    path: '/relationships/0',
    names: ['{ "fields": ["a", "b"] }'],
    fine: pair([{ fields: ['b', 'a', 'id'] }]),
  },
  {
    code,
    title: "a relationship of the designer's",
    document: designed({}),
    path: '/tables/1/relationships/0',
    names: ['parent_id'],
    fine: designed({ hasIndex: true }),
  },
  {
    code,
    title: 'one that is not unique, where a one-to-one would be',
    document: designed({}),
    path: '/tables/1/relationships/0',
    names: ['parent_id'],
    fine: designed({}, 'one-to-one'),
  },
  {
    code,
    title: 'the second field of a primary key',
    document: related({}, { primary: true }),
    path: '/relationships/0',
    names: ['parent_id'],
    fine: {
      ...related({}, { primary: true }),
      tables: [
        { name: 'parent', fields: [id] },
        { name: 'thing', fields: [{ name: 'parent_id', type: 'uuid', primary: true }, id] },
      ],
    },
  },
];
