import {
  describeFieldType,
  fieldTypes,
  hasLabels,
  isText,
  type FieldType,
  type ResolvedColumn,
  type ResolvedModel,
} from '@snapinfra/data-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateAndRead } from '../../test-support/check-catalogue.ts';
import { startPglite } from '../../test-support/pglite.ts';
import { column, foreignKey, model, table } from '../../test-support/resolved-builders.ts';
import { createNameTable } from '../naming/index.ts';
import { isPostgresType } from '../naming/reserved-names.ts';
import { initialMigration } from './index.ts';

let database: Awaited<ReturnType<typeof startPglite>>;
beforeAll(async () => void (database = await startPglite()));
afterAll(() => database.close());

const literal = (value: unknown): Partial<ResolvedColumn> => ({ default: { kind: 'literal', value } });
const labels = ['a', 'with space', "it's", 'back\\slash', 'café', 'new\nline', '{}', '"', '$$', ''];

const every = fieldTypes.flatMap((type): ResolvedColumn[] => {
  const { samples, cannotHaveDefault, usualLength } = describeFieldType(type);
  const own = {
    ...(hasLabels(type) ? { enumValues: labels } : {}),
    ...(usualLength === undefined ? {} : { length: 40 }),
  };
  if (cannotHaveDefault !== undefined) return [column(type, type, { ...own, required: true })];
  const values = hasLabels(type) ? labels : isText(type) ? [...samples, "o'clock \\ ${x} \u2028"] : samples;
  return [
    ...values.map((value, position) => column(`${type} ${position}`, type, { ...own, ...literal(value) })),
    column(`${type} list`, type, { ...own, array: true, ...literal(values) }),
    column(`${type} empty`, type, { ...own, array: true, ...literal([]) }),
  ];
});

const hashed = fieldTypes.filter((type) => describeFieldType(type).hasEquality);
const hasSeconds = (type: FieldType): boolean => describeFieldType(type).precision === 'seconds';
const isNumbered = (type: FieldType): boolean => describeFieldType(type).hasSequence;

const cases: Readonly<Record<string, ResolvedModel>> = {
  'every type, with defaults and arrays': model(table('every', { columns: every, primaryKey: undefined })),
  'lengths, precisions and scales': model(
    table('sized', {
      columns: [
        ...fieldTypes.filter(isText).map((type) => column(type, type, { length: 12 })),
        column('bare varchar', 'varchar'),
        column('bare char', 'char'),
        column('n', 'numeric', { precision: 30, scale: 10 }),
        column('m', 'decimal', { precision: 5 }),
        column('ns', 'numeric', { precision: 5, scale: 2, array: true }),
        ...fieldTypes.filter(hasSeconds).map((type) => column(type, type, { precision: 3 })),
      ],
      primaryKey: undefined,
    }),
  ),
  'function defaults': model(
    table('f', {
      columns: [
        ...fieldTypes.flatMap((type) =>
          describeFieldType(type).defaultFunctions.map((name) =>
            column(`${type} ${name}`, type, { default: { kind: 'function', function: name } }),
          ),
        ),
        column('t', 'text', literal('now()')),
      ],
      primaryKey: undefined,
    }),
  ),
  'checks, password, pattern, long enum labels, comments': model(
    table('checked', {
      description: "Don't */ `trim` ${it}\n\u202e",
      columns: [
        column('i', 'integer', { minimum: -5, maximum: 10 }),
        column('n', 'numeric', { minimum: 0.5, maximum: 1e30 }),
        column('r', 'real', { minimum: 0.1, maximum: 0.3 }),
        column('d', 'double', { minimum: -0.1, maximum: 1e300 }),
        column('b', 'bigint', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
        column('si', 'smallint', { minimum: -2.5 }),
        column('t', 'text', { minLength: 2, maxLength: 80, pattern: "^[a-z'\\d]+$", description: 'x' }),
        column('v', 'varchar', { length: 9, minLength: 0 }),
        column('ch', 'char', { length: 9, maxLength: 3 }),
        column('p', 'text', { format: 'password', minLength: 12, length: 80, required: true }),
        column('e', 'enum', { enumValues: ['x'.repeat(64), "it's \\ odd"], required: true }),
        column('es', 'enum', { enumValues: ['y'.repeat(64)], array: true }),
        column('f', 'url', { format: 'file' }),
      ],
      primaryKey: undefined,
    }),
  ),
  'keys, cycles, self references, actions, partial indexes': model(
    table('a b', {
      softDelete: true,
      columns: [
        column('x', 'varchar', { length: 9, required: true }),
        column('y', 'bigint', { required: true }),
        column('z', 'integer'),
        column('w', 'integer', { required: true }),
        column('deleted_at', 'date'),
      ],
      primaryKey: ['y', 'x'],
      indexes: [
        { name: 'by z', columns: ['z'], unique: true },
        { name: undefined, columns: ['w', 'z'], unique: true },
        { name: undefined, columns: ['w'], unique: false },
      ],
      foreignKeys: [
        foreignKey(['z'], 'c"d', ['id'], { onDelete: 'set null', onUpdate: 'cascade' }),
        foreignKey(['w'], 'a b', ['z'], { onDelete: 'set default' }),
      ],
    }),
    table('c"d', {
      columns: [column('id', 'serial', { required: true }), column('p', 'varchar'), column('q', 'bigint')],
      indexes: [{ name: undefined, columns: ['p', 'q'], unique: true }],
      foreignKeys: [
        foreignKey(['p', 'q'], 'a b', ['x', 'y'], { onDelete: 'restrict', unique: true }),
        foreignKey(['q', 'p'], 'a b', ['y', 'x'], { onDelete: 'cascade' }),
      ],
    }),
  ),
  'indexes of documents and lists': model(
    table('indexed', {
      columns: [
        column('doc', 'jsonb', { required: true }),
        column('docs', 'jsonb', { array: true }),
        column('tags', 'text', { array: true }),
        column('days', 'enum', { array: true, enumValues: ['mon', 'tue'] }),
        column('n', 'integer'),
      ],
      indexes: [
        ...[['doc'], ['docs'], ['tags'], ['days'], ['doc', 'tags'], ['n', 'doc'], ['tags', 'n']].map((columns) => ({
          name: undefined,
          columns,
          unique: false,
        })),
        ...[['doc'], ['tags', 'n']].map((columns) => ({ name: undefined, columns, unique: true })),
        { name: 'ordered', columns: ['tags'], unique: false, method: 'btree' },
      ],
      primaryKey: undefined,
    }),
  ),
  'hash indexes of every type that can be indexed': model(
    table('hashed', {
      columns: hashed.flatMap((type) => {
        const more = hasLabels(type) ? { enumValues: ['a', 'b'] } : {};
        const one = column(type, type, { ...more, required: isNumbered(type) });
        return isNumbered(type) ? [one] : [one, column(`${type}s`, type, { ...more, array: true })];
      }),
      indexes: hashed
        .flatMap((type) => (isNumbered(type) ? [type] : [type, `${type}s`]))
        .map((name) => ({ name: undefined, columns: [name], unique: false, method: 'hash' })),
      primaryKey: undefined,
    }),
  ),
  "enums that would be called as PostgreSQL's own types": model(
    ...[
      ['event', 'trigger'],
      ['txid', 'snapshot'],
      ['_txid', 'snapshot'],
      ['_pg', 'class'],
    ].map(([name = '', own = '']) =>
      table(name, {
        columns: [column(own, 'enum', { enumValues: ['a'], ...literal('a') })],
        primaryKey: undefined,
      }),
    ),
  ),
  'names that PostgreSQL would trip over': model(
    ...[
      'select',
      'user',
      'pg_class',
      'pg_type',
      'text',
      'a_b',
      'a',
      'A',
      'é'.repeat(150),
      `${'é'.repeat(149)}e`,
      'x"; drop table y; --',
      'new\nline',
      '\u2028',
      'a_b_idx',
      'a_pkey',
      '_text',
    ].map((name) =>
      table(name, {
        columns: [
          column('id', 'serial', { required: true }),
          column('xmin'),
          column('ctid'),
          column('b', 'enum', { enumValues: ['1'] }),
          column('B'),
          column('pkey', 'enum', { enumValues: ['2'] }),
          column('ü'.repeat(90)),
        ],
        indexes: [
          { name: 'same name', columns: ['xmin'], unique: false },
          { name: undefined, columns: ['b'], unique: false },
        ],
      }),
    ),
  ),
};

describe('the catalogue read back after the initial migration', () => {
  it.each(Object.entries(cases))('equals the model: %s', async (_, subject) => {
    const { actual, expected } = await migrateAndRead(database, subject);
    expect(actual).toEqual(expected);
  });

  it.each([
    ['a foreign key', /ALTER TABLE[^;]*;/],
    ['an index', /CREATE INDEX[^;]*;/],
    ['NOT NULL', /(?<=integer) NOT NULL/],
    ['a partial predicate', / WHERE "[^"]*" IS NULL/],
    ['an action', /ON DELETE SET NULL/],
    ['an identity', / GENERATED BY DEFAULT AS IDENTITY \([^)]*\)/],
  ])('differs where the migration lost %s', async (_, lost) => {
    const subject = cases['keys, cycles, self references, actions, partial indexes'] ?? model();
    const migration = initialMigration({ model: subject, names: createNameTable(subject) });
    expect(migration).toMatch(lost);
    const spoilt = await migrateAndRead(database, subject, migration.replace(lost, ''));
    expect(spoilt.actual).not.toEqual(spoilt.expected);
  });

  it('differs where an index of lists is an ordered one', async () => {
    const subject = cases['indexes of documents and lists'] ?? model();
    const migration = initialMigration({ model: subject, names: createNameTable(subject) });
    const spoilt = await migrateAndRead(database, subject, migration.replace(' USING gin', ''));
    expect(spoilt.actual).not.toEqual(spoilt.expected);
  });

  it.each([
    ['a default', / DEFAULT 7/],
    ['a comment', /COMMENT ON COLUMN[^;]*;/],
    ['a check', /CONSTRAINT "checked_i_min" CHECK \([^)]*\),/],
    ['a length', /\(12\)/],
  ])('differs where the migration lost %s', async (_, lost) => {
    const subject =
      Object.values(cases).find((candidate) =>
        initialMigration({ model: candidate, names: createNameTable(candidate) }).match(lost),
      ) ?? model();
    const migration = initialMigration({ model: subject, names: createNameTable(subject) });
    const spoilt = await migrateAndRead(database, subject, migration.replace(lost, ''));
    expect(spoilt.actual).not.toEqual(spoilt.expected);
  });
});

it('takes nulls in lists, also of labels that are kept as texts, and no other label', async () => {
  const label = 'y'.repeat(64);
  const columns = [column('labels', 'enum', { enumValues: [label], array: true })];
  const subject = model(table('lists', { columns, primaryKey: undefined }));
  const insert = (element: string) => database.query('insert into lists values ($1)', [`{NULL,${element}}`]);
  await database.exec('begin');
  await database.exec(initialMigration({ model: subject, names: createNameTable(subject) }));
  await insert(label);
  await expect(insert('other')).rejects.toThrow('lists_labels');
  await database.exec('rollback');
});

it('knows the types of PostgreSQL that an enum could be called as', async () => {
  const { rows } = await database.query(
    String.raw`select typname as name from pg_type where typnamespace = 'pg_catalog'::regnamespace and typname ~ '^_?[^_]+_' and typname !~ '^pg_'`,
  );
  expect(rows.length).toBeGreaterThan(50);
  const names = rows.map((row) => (row as { name: string }).name);
  expect(names.filter((name) => !isPostgresType(name))).toEqual([]);
});
