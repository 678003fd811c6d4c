import type { ResolvedModel } from '@snapinfra/data-model';
import typescript from 'typescript';
import { describe, expect, it } from 'vitest';
import { injectionCorpus } from '../../test-support/injection-corpus.ts';
import { column, foreignKey, model, table, type TableMembers } from '../../test-support/resolved-builders.ts';
import { createNameTable } from '../naming/index.ts';
import { emitTables } from './index.ts';

const emit = (resolved: ResolvedModel): ReadonlyMap<string, string> =>
  new Map([...emitTables({ model: resolved, names: createNameTable(resolved) })]);

const emitOne = (only: TableMembers): string => emit(model(table('thing', only))).get('src/tables/thing.ts') ?? '';

const withColumn = (...given: Parameters<typeof column>): string =>
  emitOne({ columns: [column(...given)], primaryKey: undefined, itemKey: undefined });

const required = { required: true } as const;

describe('columns', () => {
  it.each([
    [column('a', 'varchar', { length: 32, ...required }), "a: pg.varchar('a', { length: 32 }).notNull(),"],
    [column('a', 'string'), "a: pg.text('a'),"],
    [column('a', 'string', { length: 9 }), "a: pg.varchar('a', { length: 9 }),"],
    [column('a', 'char'), "a: pg.char('a', { length: 1 }),"],
    [column('a', 'bigint'), "a: pg.bigint('a', { mode: 'bigint' }),"],
    [column('a', 'numeric', { precision: 30, scale: 10 }), "a: pg.numeric('a', { precision: 30, scale: 10 }),"],
    [
      column('a', 'timestamptz', { precision: 3 }),
      "a: pg.timestamp('a', { precision: 3, withTimezone: true, mode: 'string' }),",
    ],
    [column('a', 'bytea'), "a: bytea('a'),"],
    [column('a', 'integer', { array: true, ...required }), "a: pg.integer('a').array().notNull(),"],
    [column('a', 'text', { format: 'password', length: 20 }), "a: pg.text('a'),"],
    [column('a b', 'boolean', { default: { kind: 'literal', value: false } }), "ab: pg.boolean('a b').default(false),"],
    [
      column('a', 'bigint', { default: { kind: 'literal', value: '9223372036854775807' } }),
      '.default(9223372036854775807n),',
    ],
    [column('a', 'bytea', { default: { kind: 'literal', value: 'AAE=' } }), ".default(Buffer.from('AAE=', 'base64')),"],
    [
      column('a', 'text', { array: true, default: { kind: 'literal', value: ['x', null] } }),
      '.default(sql`${\'{"x",NULL}\'}`),',
    ],
    [
      column('a', 'uuid', { default: { kind: 'function', function: 'gen_random_uuid()' } }),
      '.default(sql`gen_random_uuid()`),',
    ],
    [
      column('a', 'serial', required),
      "a: pg.integer('a').notNull().generatedByDefaultAsIdentity({ name: 'thing_a_seq' }),",
    ],
    [
      column('a', 'enum', { enumValues: ['x', "it's"] }),
      "export const thingAEnum = pg.pgEnum('thing_a', ['x', \"it's\"]);",
    ],
    [column('a', 'enum', { enumValues: ['y'.repeat(64)] }), `a: pg.text('a', { enum: ['${'y'.repeat(64)}'] }),`],
  ])('writes %o', (given, expected) => {
    expect(withColumn(given.name, given.type, given)).toContain(expected);
  });
});

describe('fields', () => {
  it.each([
    [
      column('a', 'varchar', { length: 32, minLength: 2, maxLength: 40, pattern: '^x' }),
      "Type.String({ minLength: 2, maxLength: 32, pattern: '^x' })",
    ],
    [column('a', 'email'), "Type.String({ format: 'email' })"],
    [column('a', 'text', { format: 'file' }), "Type.String({ format: 'uri' })"],
    [column('a', 'smallint', { minimum: 0 }), 'Type.Integer({ minimum: 0, maximum: 32767 })'],
    [column('a', 'double', { maximum: 1.5 }), 'Type.Number({ maximum: 1.5 })'],
    [
      column('a', 'decimal', { precision: 12, scale: 2, minimum: 0 }),
      "value.numeric({ precision: 12, scale: 2, minimum: '0' })",
    ],
    [column('a', 'bigint', { maximum: '9223372036854775806' }), "value.bigint({ maximum: '9223372036854775806' })"],
    [column('a', 'timestamptz', { precision: 0 }), 'value.moment({ precision: 0 })'],
    [column('a', 'timestamptz', { description: 'When' }), "value.moment({ description: 'When' })"],
    [column('a', 'uuid', { array: true }), 'value.list(value.uuid())'],
    [column('a', 'enum', { enumValues: ['x', 'y'] }), "Type.Enum(['x', 'y'])"],
    [
      column('a', 'text', { format: 'password', minLength: 8 }),
      'passwordField(thingTable.a, Type.String({ minLength: 8, maxLength: 1024, writeOnly: true })),',
    ],
  ])('describes %o', (given, expected) => {
    expect(withColumn(given.name, given.type, given)).toContain(expected);
  });

  it('keeps the names of the model as the keys in JSON', () => {
    expect(withColumn("it's a `name`")).toContain('"it\'s a `name`": field(thingTable.itsAName, Type.String()),');
  });
});

describe('relations', () => {
  const person = table('person', {
    columns: [column('id', 'integer', required), column('mother', 'integer'), column('father', 'integer')],
    foreignKeys: [
      foreignKey(['mother'], 'person', ['id'], { name: 'mother of', onDelete: 'set null' }),
      foreignKey(['father'], 'person', ['id'], { name: 'father of', unique: true }),
    ],
    softDelete: true,
    indexes: [{ name: undefined, columns: ['mother'], unique: true }],
    owner: { kind: 'via', foreignKey: 0 },
  });
  const link = table('knows', {
    columns: [column('a', 'integer', required), column('b', 'integer', required)],
    primaryKey: ['a', 'b'],
    itemKey: ['a', 'b'],
    foreignKeys: [foreignKey(['a'], 'person', ['id']), foreignKey(['b'], 'person', ['id'])],
    origin: 'link',
  });
  const files = emit(model(person, link));
  const text = files.get('src/tables/person.ts') ?? '';

  it('leads both ways, apart from each other where two join the same tables', () => {
    expect(text).toContain('mother_of: toOne([personTable.mother], [personTable.id]),');
    expect(text).toContain('person_by_mother_of: toMany([personTable.id], [personTable.mother]),');
    expect(text).toContain('person_by_father_of: toOneInverse([personTable.id], [personTable.father]),');
    expect(text).toContain('far: [knowsTable.b],');
  });

  it('gives the owner by the name of the relation', () => {
    expect(text).toContain("owner: { via: 'mother_of' },");
  });

  it('hides deleted rows from unique indexes that nothing refers to', () => {
    expect(text).toContain('.on(table.mother).where(sql`${table.deletedAt} is null`),');
    expect(text).toContain('deletedAt: personTable.deletedAt,');
  });

  it('finds the parts of documents and lists by an index for them', () => {
    const index = (columns: readonly string[], unique = false) => ({ name: undefined, columns, unique });
    const columns = [column('tags', 'text', { array: true }), column('doc', 'jsonb'), column('n', 'integer')];
    const indexes = [index(['tags']), index(['doc', 'tags']), index(['n', 'doc']), index(['tags', 'doc'], true)];
    const indexed = emitOne({ columns, indexes, primaryKey: undefined, itemKey: undefined });
    expect(indexed).toContain(".using('gin', table.tags),");
    expect(indexed).toContain(".using('gin', table.doc, table.tags),");
    expect(indexed).toContain('.on(table.n, table.doc),');
    expect(indexed).toContain('.on(table.tags, table.doc),');
  });

  it('lists every resource in the order of the model', () => {
    expect(files.get('src/tables/index.ts')).toMatch(/resources: [^=]*= \[\s+personResource,\s+knowsResource,\s+\]/);
  });
});

describe('hostile texts', () => {
  const shapeOf = (text: string): readonly string[] => {
    const source = typescript.createSourceFile('x.ts', text, typescript.ScriptTarget.Latest, true);
    expect(Reflect.get(source, 'parseDiagnostics')).toEqual([]);
    return source.statements.map((statement) => typescript.SyntaxKind[statement.kind] ?? '');
  };
  const named = (name: string): ResolvedModel =>
    model(
      table(name, {
        description: name,
        columns: [
          column('id', 'integer', required),
          column(name === 'id' ? 'id2' : name, 'text', {
            description: name,
            default: { kind: 'literal', value: name },
          }),
          column(`${name}!`, 'enum', { enumValues: [name, 'other'] }),
        ],
        indexes: [{ name, columns: [name === 'id' ? 'id2' : name], unique: true }],
      }),
    );

  it('stay in literals and comments, whatever they try', () => {
    const fileOf = (name: string): string =>
      [...emit(named(name))].find(([path]) => path !== 'src/tables/index.ts')?.[1] ?? '';
    const harmless = shapeOf(fileOf('harmless'));
    for (const text of injectionCorpus.filter(({ length }) => length > 0 && length <= 190)) {
      expect(shapeOf(fileOf(text))).toEqual(harmless);
    }
  });
});
