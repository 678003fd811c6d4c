import { type BadModel, field, id, model } from './bad-model.ts';

const names = ['x', 'thing'];
const rule = (type: string, members: Readonly<Record<string, unknown>>) => field({ type, validation: [members] });

const post = (
  relationship: Readonly<Record<string, unknown>>,
  foreign: Readonly<Record<string, unknown>> = {},
  author: readonly unknown[] = [],
) =>
  model([
    { id: 't1', name: 'Author', fields: [id], relationships: author },
    {
      id: 't2',
      name: 'Post',
      fields: [id, { name: 'author_id', type: 'UUID', ...foreign }],
      relationships: [
        { type: 'one-to-many', targetTable: 'Author', sourceField: 'author_id', targetField: 'id', ...relationship },
      ],
    },
  ]);
const mirrored = { targetTable: 'Post', sourceField: 'id', targetField: 'author_id' };

/** A default that the designer sends as the text of its JSON. */
const badText = (title: string, type: string, bad: string, good: string): BadModel => ({
  code: 'default_invalid',
  title: `a default of ${title}`,
  document: field({ type, defaultValue: bad }),
  path: '/tables/0/fields/1/defaultValue',
  names,
  fine: field({ type, defaultValue: good }),
});

export const designerModels: readonly BadModel[] = [
  {
    code: 'validation_custom',
    title: 'a custom validation rule',
    document: rule('Text', { type: 'custom', value: 'be nice' }),
    path: '/tables/0/fields/1/validation/0',
    names,
    fine: rule('Text', { type: 'minLength', value: '3' }),
  },
  {
    code: 'validation_not_applicable',
    title: 'a minimum of a date',
    document: rule('Date', { type: 'min', value: '2026-01-01' }),
    path: '/tables/0/fields/1/validation/0',
    names: [...names, 'min', 'date'],
    fine: rule('Decimal', { type: 'min', value: 0 }),
  },
  {
    code: 'validation_message',
    title: 'a message of a rule',
    document: rule('Text', { type: 'maxLength', value: 3, message: 'too long' }),
    path: '/tables/0/fields/1/validation/0/message',
    names,
    fine: rule('Text', { type: 'maxLength', value: 3, message: '' }),
  },
  {
    code: 'validation_value',
    title: 'a length that is no number',
    document: rule('Text', { type: 'minLength', value: 'three' }),
    path: '/tables/0/fields/1/validation/0/value',
    names,
    fine: rule('Text', { type: 'minLength', value: 3 }),
  },
  {
    code: 'unknown_value',
    title: 'a rule that does not exist',
    document: rule('Text', { type: 'phone', value: true }),
    path: '/tables/0/fields/1/validation/0/type',
    names: [...names, 'phone', 'custom'],
    fine: rule('Text', { type: 'pattern', value: '^[0-9]+$' }),
  },
  {
    code: 'contradictory_members',
    title: 'two patterns',
    document: field({
      type: 'Text',
      validation: [
        { type: 'pattern', value: 'a' },
        { type: 'pattern', value: 'b' },
      ],
    }),
    path: '/tables/0/fields/1/validation/1',
    names,
    fine: field({
      type: 'Text',
      validation: [
        { type: 'pattern', value: 'a' },
        { type: 'pattern', value: 'a' },
      ],
    }),
  },
  {
    code: 'empty_range',
    title: 'rules that leave no value',
    document: field({
      type: 'Number',
      validation: [
        { type: 'min', value: 5 },
        { type: 'max', value: 4 },
      ],
    }),
    path: '/tables/0/fields/1/validation/0/value',
    names: [...names, '5', '4'],
    fine: field({
      type: 'Number',
      validation: [
        { type: 'min', value: 4 },
        { type: 'max', value: 5 },
      ],
    }),
  },
  badText('JSON with a number of too many digits', 'JSON', '{"a":9007199254740993}', '{"a":9007199254740992}'),
  badText('JSON with a member that stands in it twice', 'JSON', '[{"a":1,"a":2}]', '[{"a":1},{"a":2}]'),
  badText('a list beyond its scale', 'numeric(20,3)[]', '[99999999999999.9999]', '[99999999999999.999]'),
  {
    code: 'default_invalid',
    title: 'a default of an enum that is not among its options',
    document: field({ type: 'Enum', enumOptions: ['a'], defaultValue: 'b' }),
    path: '/tables/0/fields/1/defaultValue',
    names,
    fine: field({ type: 'Enum', enumOptions: ['a'], defaultValue: '' }),
  },
  {
    code: 'enum_options_unused',
    title: 'enum options of a text',
    document: field({ type: 'Text', enumOptions: ['a'] }),
    path: '/tables/0/fields/1/enumOptions',
    names,
    fine: field({ type: 'Text', enumOptions: [] }),
  },
  {
    code: 'foreign_key_without_relationship',
    title: 'a foreign key that refers to nothing',
    document: field({ type: 'UUID', isForeignKey: true }),
    path: '/tables/0/fields/1/isForeignKey',
    names: ['x'],
    fine: post({}, { isForeignKey: true }),
  },
  {
    code: 'relationship_direction',
    title: 'a mark that contradicts the words',
    document: post({}, { isForeignKey: true }),
    path: '/tables/1/relationships/0',
    names: ['Post', 'Author', 'author_id'],
    fine: post({ type: 'many-to-one' }, { isForeignKey: true }),
  },
  {
    code: 'relationship_conflict',
    title: 'one relationship described twice and differently',
    document: post({}, {}, [{ ...mirrored, type: 'one-to-one' }]),
    path: '/tables/1/relationships/0',
    names: ['Author', 'Post', 'one-to-one'],
    fine: post({}, {}, [{ ...mirrored, type: 'one-to-many' }]),
  },
];
