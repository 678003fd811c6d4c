import type { DataModel } from '@snapinfra/data-model';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { numberedFiles, planSchemaChange } from '../../src/schema-changes/index.ts';
import { onCluster, type Backend, type Migrating } from '../support/migrating.ts';
import { startPostgres, usePostgres } from '../support/postgres.ts';
import { field, modelOf, refersTo, schemaOf } from '../../test-support/fixed-models.ts';
import { freshState, startWith, stateOf } from '../support/schema-changes/initial-database.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

type Table = DataModel['tables'][number];

const id = field('id', 'integer');
const uniqueId = field('id', 'integer', { required: true, unique: true });
const code = field('code', 'text');
const number = field('number', 'integer');
const album = (fields: Table['fields'], ...primaryKey: string[]): Table => ({ name: 'album', fields, primaryKey });
const song = (...fields: Table['fields']): Table => ({
  name: 'song',
  fields: [field('id', 'integer', { primary: true }), ...fields],
});
const albums = `insert into album (id, code) values (1, 'a'), (2, 'b');`;

interface Change {
  readonly from: DataModel;
  readonly to: DataModel;
  readonly rows: string;
}

/** Both models with what refers to the album by its id, whose key becomes its code. */
const toCode = (of: (table: Table) => DataModel, rows: string): Change => ({
  from: of(album([id, code], 'id')),
  to: of(album([uniqueId, code], 'code')),
  rows,
});

const [cover, title] = [field('cover', 'integer'), field('title', 'integer')];
const edition = [field('edition', 'integer', { required: true }), field('part', 'integer')];
const named = (name: string, key: string): DataModel =>
  modelOf(
    [
      {
        ...album(
          [
            { ...uniqueId, id: 'f1' },
            { ...code, id: 'f2', name: key },
          ],
          key,
        ),
        id: 't1',
        name,
      },
      song(field('album', 'integer')),
    ],
    [refersTo(['song', 'album'], [name, 'id'])],
  );

const changes: Readonly<Record<string, Change>> = {
  'of a table that refers to itself': toCode(
    (table) =>
      modelOf([{ ...table, fields: [...table.fields, number] }], [refersTo(['album', 'number'], ['album', 'id'])]),
    `insert into album (id, code, number) values (1, 'a', null), (2, 'b', 1);`,
  ),
  'that two foreign keys of a table hang on': toCode(
    (table) =>
      modelOf(
        [table, song(cover, title)],
        [
          refersTo(['song', 'cover'], ['album', 'id']),
          refersTo(['song', 'title'], ['album', 'id'], { id: 'r2', onDelete: 'cascade' }),
        ],
      ),
    `${albums} insert into song (id, cover, title) values (1, 1, 2);`,
  ),
  'that links hang on': toCode(
    (table) =>
      modelOf([table, song()], [refersTo(['song', 'id'], ['album', 'id'], { name: 'tracks', type: 'many-to-many' })]),
    `${albums} insert into song (id) values (1); insert into tracks values (1, 1), (1, 2);`,
  ),
  'of two fields': {
    from: modelOf(
      [album([id, number], 'id', 'number'), song(...edition)],
      [refersTo(['song', 'edition', 'part'], ['album', 'id', 'number'])],
    ),
    to: modelOf(
      [{ ...album([{ ...id, required: true }, number, code], 'number', 'id') }, song(...edition)],
      [refersTo(['song', 'edition', 'part'], ['album', 'id', 'number'])],
    ),
    rows: `insert into album (id, number) values (1, 7), (1, 8); insert into song (id, edition, part) values (1, 1, 8);`,
  },
  'of a table that gets another name, as does the key': {
    from: {
      ...named('album', 'code'),
      tables: named('album', 'code').tables.map((table) =>
        table.name === 'album' ? { ...table, primaryKey: ['id'] } : table,
      ),
    },
    to: named('record', 'sku'),
    rows: `${albums} insert into song (id, album) values (1, 2);`,
  },
};

/** How many keys each table has, by the name that it has later. */
const keyCounts = (migrating: Migrating) =>
  migrating.query(
    `select contype::text as kind, replace(conrelid::regclass::text, 'record', 'album') as of, count(*)::integer as count
     from pg_constraint where contype in ('p', 'f') and connamespace = 'public'::regnamespace
       and conrelid::regclass::text <> '_applied_migrations' group by 1, 2 order by 1, 2`,
  );

const postgres = usePostgres();

describe.skipIf(postgres.skip)(`a primary key that becomes another one, ${postgres.title}`, () => {
  let backend: Backend;
  beforeAll(async () => void (backend = await onCluster(await startPostgres())));
  afterAll(() => backend.stop());

  it.each(Object.entries(changes))('stays with all that refers to it: one %s', async (_, { from, to, rows }) => {
    const plan = planSchemaChange({ from: schemaOf(from), to: schemaOf(to) });
    const wanted = await freshState(backend, schemaOf(to));
    const migrating = await startWith(backend, schemaOf(from));
    await migrating.run(rows);
    const before = await keyCounts(migrating);
    for (const { name, sql } of numberedFiles(plan, 2)) {
      migrating.write(name, sql);
      await migrating.apply();
      expect(await keyCounts(migrating)).toEqual(before);
    }
    expect(plan.steps.some(({ marks }) => marks.some(({ kind }) => kind === 'destructive'))).toBe(false);
    expect(await stateOf(migrating)).toEqual(wanted);
    await migrating.close();
  });
});
