import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../test-support/hostile-texts.ts';
import { fieldTypes } from './field-types/index.ts';
import { readDataModel } from './read-data-model.ts';

const rules = { read: ['public'], create: ['role:a'], update: ['owner'], delete: ['nobody'] };
const text = { length: 9, minLength: 1, maxLength: 9, pattern: '^a+$', format: 'email', default: 'a@b.c' };
const number = { precision: 9, scale: 2, minimum: 1, maximum: '9', default: '5' };
const flags = { required: true, unique: false, primary: false, array: false };

/** A document in each dialect; together they have every member that is read. */
const dialects: Readonly<Record<string, unknown>> = {
  canonical: {
    name: 'm',
    access: rules,
    tables: [
      { name: 'a', fields: [{ name: 'id', type: 'uuid', primary: true, default: 'gen_random_uuid()' }] },
      {
        ...{
          id: 't',
          name: 'b',
          description: 'd',
          primaryKey: ['x'],
          softDelete: true,
          access: rules,
          ownerField: 'y',
        },
        fields: [
          { id: 'f', name: 'x', type: 'varchar(9)', description: 'd', ...flags, ...text },
          { name: 'y', type: 'numeric', ...number },
          { name: 'z', type: 'enum', enumValues: ['a', 'b'], default: 'a' },
          { name: 'w', type: 'integer', array: true, default: [1] },
          { name: 'v', type: 'jsonb', default: { a: ['b'] } },
          ...fieldTypes.map((type) => ({ name: `d ${type}`, type, default: '1' })),
        ],
        indexes: [{ name: 'i', fields: ['x', 'y'], unique: true, method: 'btree' }],
      },
      { name: 'c', fields: [{ name: 'a_id', type: 'uuid' }], ownerVia: 'r' },
    ],
    relationships: [
      {
        id: 'r',
        name: 'r',
        type: 'many-to-one',
        fromTable: 'c',
        fromFields: ['a_id'],
        toTable: 'a',
        toFields: ['id'],
        onDelete: 'set null',
        onUpdate: 'cascade',
      },
    ],
  },
  designer: {
    name: 'm',
    tables: [
      {
        id: '1',
        name: 'A',
        fields: [{ id: 'f', name: 'id', type: 'Number', isPrimary: true, isRequired: true, isUnique: true }],
      },
      {
        ...{ id: '2', name: 'B' },
        fields: [
          { name: 'id', type: 'UUID', isPrimary: true },
          { name: 'a_id', type: 'Number', isForeignKey: true, hasIndex: true },
          {
            ...{ name: 'n', type: 'Decimal', defaultValue: '1' },
            validation: [
              { id: 'v', type: 'min', value: '1', message: 'm' },
              { type: 'max', value: 9 },
            ],
          },
          {
            ...{ name: 't', type: 'Text', defaultValue: 'aaa' },
            validation: [
              { type: 'pattern', value: 'a+' },
              { type: 'minLength', value: '1' },
              { type: 'maxLength', value: '4' },
            ],
          },
          { name: 'e', type: 'Enum', enumOptions: ['a'], defaultValue: 'a' },
          { name: 'j', type: 'JSON', defaultValue: '{"a":1}' },
          ...['Number', 'Boolean', 'Date', 'DateTime', 'Email', 'File', 'UUID'].map((type) => ({
            name: type,
            type,
            defaultValue: '1',
          })),
        ],
        indexes: [{ id: 'i', name: 'i', columns: ['n'], isUnique: true, type: 'btree' }],
        relationships: [
          {
            id: 'r',
            name: 'r',
            type: 'many-to-one',
            targetTable: 'A',
            sourceField: 'a_id',
            targetField: 'id',
            onDelete: 'SET NULL',
          },
          { type: 'many-to-many', targetTable: 'A', sourceFields: ['id'], targetFields: ['id'] },
        ],
      },
    ],
  },
  older: {
    name: 'm',
    tables: [
      { name: 'a', fields: [{ name: 'id', type: 'Number' }], indexes: [{ type: 'primary', fields: ['id'] }] },
      {
        name: 'b',
        fields: [{ name: 'a_id', type: 'Number', defaultValue: '1' }],
        indexes: [{ type: 'index', fields: ['a_id'] }],
      },
    ],
    relationships: [{ type: 'one-to-many', fromTable: 'a', fromField: 'id', toTable: 'b', toField: 'a_id' }],
  },
};

type Path = readonly (string | number)[];

/** Every place of a document but the whole. */
const placesIn = (value: unknown, path: Path = []): Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => {
        const at = [...path, Array.isArray(value) ? Number(key) : key];
        return [at, ...placesIn(inner, at)];
      })
    : [];

const replaced = (value: unknown, [key, ...rest]: Path, text: string): unknown => {
  if (key === undefined) return text;
  if (Array.isArray(value))
    return value.map((inner, position) => (position === key ? replaced(inner, rest, text) : inner));
  const members = Object.entries(value as object).map(([name, inner]) => [
    name,
    name === key ? replaced(inner, rest, text) : inner,
  ]);
  return Object.fromEntries(members);
};

const megabyte = 2 ** 20;

describe.each(Object.entries(dialects))('a megabyte of text in any place of a document, %s', (_, document) => {
  it('is a model without it', () => {
    expect(
      readDataModel(document).issues.filter(({ code }) => code === 'unknown_member' || code === 'wrong_type'),
    ).toEqual([]);
  });

  // A quadratic loop in the reading of any one of the places takes longer than a test may.
  it.each(hostileTexts(megabyte).map((text) => [`${text.slice(0, 12)}…`, text]))('%j', (_, text) => {
    for (const place of placesIn(document)) {
      const { issues } = readDataModel(replaced(document, place, text));
      for (const { path, message } of issues) expect(path.length + message.length).toBeLessThan(5000);
    }
  });
});

it('all members that are read are in one of the documents', () => {
  const members = new Set(Object.values(dialects).flatMap((document) => placesIn(document).map((path) => path.at(-1))));
  const strange = { strange: 1 };
  const document = {
    ...{ name: 'm', ...strange, access: strange, relationships: [strange] },
    tables: [
      {
        ...{ name: 'a', ...strange, indexes: [strange], relationships: [strange] },
        fields: [{ name: 'x', type: 'text', validation: [{ type: 'min', value: 1, ...strange }], ...strange }],
      },
    ],
  };
  const allowed = readDataModel(document).issues.flatMap(
    ({ message }) => /allowed are ([\w, ]+)\.$/.exec(message)?.[1]?.split(', ') ?? [],
  );
  expect(new Set(allowed).size).toBeGreaterThan(45);
  expect([...new Set(allowed)].filter((name) => !members.has(name))).toEqual([]);
});
