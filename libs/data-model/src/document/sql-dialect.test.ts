import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { IndexMethod } from '../data-model.schema.ts';
import { readDataModel } from '../read-data-model.ts';
import { toDataModel } from '../to-data-model.ts';

const flags = { isPrimary: false, isRequired: false, isUnique: false, isForeignKey: false, hasIndex: false };
const table = (fields: readonly object[], indexes: readonly object[] = []) => ({ name: 'thing', fields, indexes });
const model = (...tables: readonly object[]) => ({ name: 'Test', tables });
const typeOf = (type: string) => {
  const { name: _, ...field } = toDataModel(model(table([{ name: 'x', type }]))).model?.tables[0]?.fields[0] ?? {};
  return field;
};

describe('types as SQL writes them', () => {
  it.each([
    ['varchar(255)', { type: 'varchar', length: 255 }],
    ['VARCHAR (40)', { type: 'varchar', length: 40 }],
    ['character varying(50)', { type: 'varchar', length: 50 }],
    ['Character  Varying', { type: 'varchar' }],
    ['char(2)', { type: 'char', length: 2 }],
    ['character(3)[]', { type: 'char', length: 3, array: true }],
    ['text(500)', { type: 'text', length: 500 }],
    ['int', { type: 'integer' }],
    ['INT4', { type: 'integer' }],
    ['int8', { type: 'bigint' }],
    ['int2', { type: 'smallint' }],
    ['serial8', { type: 'bigserial' }],
    ['numeric(10,2)', { type: 'numeric', precision: 10, scale: 2 }],
    ['DECIMAL( 10 , 2 )', { type: 'numeric', precision: 10, scale: 2 }],
    ['numeric(6)', { type: 'numeric', precision: 6 }],
    ['number(6)', { type: 'numeric', precision: 6 }],
    ['Number', { type: 'double' }],
    ['Number[]', { type: 'double', array: true }],
    ['float(24)', { type: 'real' }],
    ['float8', { type: 'double' }],
    ['double precision', { type: 'double' }],
    ['bool', { type: 'boolean' }],
    ['tinyint(1)', { type: 'boolean' }],
    ['timestamptz', { type: 'timestamptz' }],
    ['timestamp with time zone', { type: 'timestamptz' }],
    ['TIMESTAMP(3) WITH TIME ZONE', { type: 'timestamptz', precision: 3 }],
    ['timestamp (0) without time zone', { type: 'timestamp', precision: 0 }],
    ['timestamptz(6)', { type: 'timestamptz', precision: 6 }],
    ['datetime', { type: 'timestamptz' }],
    ['time with time zone', { type: 'timetz' }],
    ['interval(3)', { type: 'interval', precision: 3 }],
    ['guid', { type: 'uuid' }],
    ['longtext', { type: 'text' }],
    ['blob', { type: 'bytea' }],
    ['text[]', { type: 'text', array: true }],
    ['text [4]', { type: 'text', array: true }],
    ['integer array', { type: 'integer', array: true }],
    ['varchar(20)[]', { type: 'varchar', length: 20, array: true }],
    [`enum('a','it''s', "b c")`, { type: 'enum', enumValues: ['a', "it's", 'b c'] }],
    ['ENUM(draft, published)', { type: 'enum', enumValues: ['draft', 'published'] }],
  ])('%s', (type, expected) => {
    expect(typeOf(type)).toEqual(expected);
  });

  it.each([
    'point',
    'tsvector',
    'varchar(a)',
    'varchar(1,2)',
    'numeric(1,2,3)',
    'varchar(10',
    'varchar)10(',
    'float(99)',
    'text[a]',
    '[]',
    '()',
    'enum()',
    "enum('a",
    "enum('a' 'b')",
    'uuid primary key',
    'boolean(1)',
    'interval day to second',
  ])('%s means nothing', (type) => {
    const { issues } = toDataModel(model(table([{ name: 'x', type }])));
    expect(issues).toMatchObject([{ code: 'unknown_type', path: '/tables/0/fields/0/type' }]);
  });
});

describe('indexes as an AI draws them', () => {
  const fields = [
    { name: 'id', type: 'uuid', ...flags },
    { name: 'a', type: 'varchar(9)', ...flags },
    { name: 'b', type: 'int4', ...flags },
    { name: 'tags', type: 'text[]', ...flags },
    { name: 'doc', type: 'jsonb', ...flags },
  ];
  const indexOf = (type: string, columns: readonly string[]) => {
    const { resolved, issues } = readDataModel(model(table(fields, [{ name: 'i', type, columns }])));
    const [index] = resolved?.tables[0]?.indexes ?? [];
    const warned = issues.flatMap(({ code }) => (code.startsWith('index_') ? code : []));
    return { method: index?.method, unique: index?.unique, warned };
  };

  it.each<[string, readonly string[], IndexMethod, boolean, readonly string[]]>([
    ['btree', ['a'], 'btree', false, []],
    ['btree', ['tags'], 'btree', false, []],
    ['hash', ['a'], 'hash', false, []],
    ['hash', ['doc'], 'hash', false, []],
    ['hash', ['a', 'b'], 'btree', false, ['index_method']],
    ['gin', ['tags'], 'gin', false, []],
    ['gin', ['doc', 'tags'], 'gin', false, []],
    ['gin', ['a'], 'btree', false, ['index_method']],
    ['gin', ['a', 'tags'], 'btree', false, ['index_method']],
    ['gist', ['a'], 'btree', false, ['index_method']],
    ['gist', ['tags'], 'gin', false, ['index_method']],
    ['brin', ['b'], 'btree', false, ['index_method']],
    ['unique', ['a'], 'btree', true, []],
    ['unique', ['tags'], 'btree', true, []],
    ['partial', ['a'], 'btree', false, ['index_predicate']],
    ['composite', ['a', 'b'], 'btree', false, []],
    ['Composite', ['doc', 'tags'], 'gin', false, []],
    ['B-Tree', ['a'], 'btree', false, []],
  ])('%s over %j is made by %s', (type, columns, method, unique, warned) => {
    expect(indexOf(type, columns)).toEqual({ method, unique, warned });
  });

  it('are unique by a method that can be, whatever was asked for', () => {
    const index = { type: 'hash', isUnique: true, fields: ['a'] };
    const { resolved, issues } = readDataModel(model(table(fields, [index])));
    expect(resolved?.tables[0]?.indexes).toMatchObject([{ unique: true, method: 'btree' }]);
    expect(issues).toContainEqual(expect.objectContaining({ code: 'index_method', severity: 'warning' }));
  });
});

describe('the key of a table whose flags are all false', () => {
  const keyOf = (fields: readonly object[], more: object = {}) =>
    readDataModel(model({ ...table(fields), ...more })).resolved?.tables[0]?.primaryKey;
  const plain = { name: 'a', type: 'text', ...flags };

  it('is its field id, in any case', () => {
    expect(keyOf([plain, { name: 'id', type: 'uuid', ...flags }])).toEqual(['id']);
    expect(keyOf([plain, { name: 'ID', type: 'Number', ...flags }])).toEqual(['ID']);
  });

  it.each<[string, readonly object[], object]>([
    ['that is not named so', [plain], {}],
    ['that two are named so alike', ['ID', 'Id'].map((name) => ({ name, type: 'uuid', ...flags })), {}],
    ['that cannot be one', [{ name: 'id', type: 'text[]', ...flags }], {}],
    ['where nothing speaks of keys at all', [{ name: 'id', type: 'uuid' }], {}],
  ])('is no field %s', (_, fields, more) => {
    expect(keyOf(fields, more)).toBeUndefined();
  });

  it('is read from the rest of the table', () => {
    const fields = [
      { name: 'id', type: 'uuid', ...flags },
      { name: 'code', type: 'text', ...flags },
    ];
    expect(keyOf(fields, { primaryKey: ['code'] })).toEqual(['code']);
    expect(keyOf(fields, { indexes: [{ type: 'primary', columns: ['code'] }] })).toEqual(['code']);
    expect(keyOf([...fields, { name: 'n', type: 'int', ...flags, isPrimary: true }])).toEqual(['n']);
  });
});

describe('relationships that names suggest', () => {
  const key = (type: string) => ({ name: 'id', type, ...flags });
  const proposed = (...tables: readonly object[]) =>
    readDataModel(model(...tables)).issues.flatMap(({ suggestion }) => suggestion?.relationship ?? []);
  const holder = (name: string, type = 'uuid') => ({ name: 'x', fields: [key('uuid'), { name, type, ...flags }] });

  it.each([
    ['author_id', 'author'],
    ['author_id', 'Authors'],
    ['AuthorId', 'authors'],
    ['authorID', 'authors'],
    ['AUTHOR_ID', 'authors'],
    ['fk_author', 'authors'],
    ['fk_author_id', 'authors'],
    ['book author id', 'book_authors'],
    ['bookAuthorId', 'BookAuthor'],
    ['category_id', 'categories'],
    ['branch_id', 'branches'],
    ['person_id', 'people'],
    ['x_id', 'x'],
  ])('%s is likely a reference to %s', (field, target) => {
    const other = target === 'x' ? [] : [{ name: target, fields: [key('uuid')] }];
    const expected = { type: 'many-to-one', fromTable: 'x', fromFields: [field], toTable: target, toFields: ['id'] };
    expect(proposed(holder(field), ...other)).toEqual([expected]);
  });

  it.each([
    ['author', 'authors', 'uuid'],
    ['paid', 'pa', 'uuid'],
    ['PAID', 'PA', 'uuid'],
    ['_id', 'authors', 'uuid'],
    ['author_id', 'authors', 'bigint'],
    ['author_id', 'authors', 'uuid[]'],
  ])('%s is no reference to %s where it is %s', (field, target, type) => {
    expect(proposed(holder(field, type), { name: target, fields: [key('uuid')] })).toEqual([]);
  });

  it('prefers the very name, and is silent between two that are alike', () => {
    const named = (name: string) => ({ name, fields: [key('uuid')] });
    expect(proposed(holder('news_id'), named('news'), named('newss'))).toMatchObject([{ toTable: 'news' }]);
    expect(proposed(holder('bus_id'), named('buss'), named('buses'))).toEqual([]);
  });

  it.each(['library-onboarding.json', 'league-onboarding.json'])('hold once they are pasted: %s', (file) => {
    const sample = JSON.parse(
      readFileSync(new URL(`../../../../tools/samples/${file}`, import.meta.url), 'utf8'),
    ) as object;
    const relationships = readDataModel(sample).issues.flatMap(({ suggestion }) => suggestion?.relationship ?? []);
    expect(relationships.length).toBeGreaterThan(2);
    const { resolved, issues } = readDataModel({ ...sample, relationships });
    expect(issues.filter(({ code, severity }) => severity === 'error' || code === 'relationship_likely')).toEqual([]);
    expect(resolved?.tables.flatMap(({ foreignKeys }) => foreignKeys)).toHaveLength(relationships.length);
  });

  it('crowd out nothing: there are so many at most', () => {
    const tables = Array.from({ length: 60 }, (_, number) => ({
      name: `t${number}`,
      fields: [
        key('uuid'),
        ...Array.from({ length: 60 }, (_unused, other) => ({ name: `t${other}_id`, type: 'uuid' })),
      ],
    }));
    expect(proposed(...tables)).toHaveLength(500);
  });
});
