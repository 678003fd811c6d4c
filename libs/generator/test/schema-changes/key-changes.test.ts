import type { DataModel, Field } from '@snapinfra/data-model';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { numberedFiles, planSchemaChange, type ChangePlan } from '../../src/schema-changes/index.ts';
import { onCluster, type Backend, type Migrating } from '../support/migrating.ts';
import { startPostgres, usePostgres } from '../support/postgres.ts';
import { field, modelOf, refersTo, schemaOf } from '../../test-support/fixed-models.ts';
import { freshState, startWith, stateOf } from '../support/schema-changes/initial-database.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface Album {
  readonly key: readonly string[];
  readonly fields: readonly Field[];
  /** What a song refers to, and by what. */
  readonly referred: string;
  readonly song?: Field;
  readonly indexes?: NonNullable<DataModel['tables'][number]['indexes']>;
}

const label = field('label', 'text');
const [id, code] = [field('id', 'integer'), field('code', 'text')];
const uniqueCode = field('code', 'text', { required: true, unique: true });

const music = ({ key, fields, referred, song = field('album', 'integer'), indexes = [] }: Album): DataModel =>
  modelOf(
    [
      { name: 'album', fields: [...fields], primaryKey: [...key], indexes },
      { name: 'song', fields: [field('id', 'integer', { primary: true }), song] },
    ],
    [refersTo(['song', song.name], ['album', referred])],
  );

const rows = `insert into album (id, code) values (1, 'a'), (2, 'b');`;
const byId = `${rows} insert into song (id, album) values (1, 1), (2, 2), (3, 2);`;
const byCode = `${rows} insert into song (id, album) values (1, 'a'), (2, 'b');`;

/** The keys that are there between two files. */
const keysOf = async (migrating: Migrating): Promise<readonly string[]> =>
  (
    await migrating.query(
      `select contype::text || ' of ' || conrelid::regclass::text || ': ' || pg_get_constraintdef(oid) as key
       from pg_constraint where contype in ('p', 'f') and connamespace = 'public'::regnamespace
         and conrelid::regclass::text <> '_applied_migrations' order by 1`,
    )
  ).map(({ key }) => String(key));

interface KeyChange {
  readonly from: Album;
  readonly to: Album;
  readonly rows: string;
  /** The part in which the primary key, or what the foreign key hangs on, is swapped. */
  readonly part: 'changes' | 'indexes';
}

const changes: Readonly<Record<string, KeyChange>> = {
  'another field': {
    from: { key: ['id'], fields: [id, code], referred: 'id' },
    to: { key: ['code'], fields: [field('id', 'integer', { unique: true }), code, label], referred: 'id' },
    rows: byId,
    part: 'indexes',
  },
  'one field more': {
    from: { key: ['id'], fields: [id, code], referred: 'id' },
    to: { key: ['id', 'code'], fields: [{ ...id, unique: true }, code, label], referred: 'id' },
    rows: byId,
    part: 'indexes',
  },
  'a field that a foreign key refers to, instead of by its unique index': {
    from: { key: ['id'], fields: [id, uniqueCode], referred: 'code', song: field('album', 'text') },
    to: { key: ['code'], fields: [id, code, label], referred: 'code', song: field('album', 'text') },
    rows: byCode,
    part: 'indexes',
  },
  'a field that is converted, while the old one stays as it is': {
    from: { key: ['id'], fields: [id, field('code', 'varchar', { length: 5 })], referred: 'id' },
    to: { key: ['code'], fields: [{ ...id, unique: true }, code, label], referred: 'id' },
    rows: byId,
    part: 'indexes',
  },
  'another field, while the old one and what refers to it are converted': {
    from: { key: ['id'], fields: [id, code], referred: 'id' },
    to: {
      key: ['code'],
      fields: [field('id', 'bigint', { unique: true }), code, label],
      referred: 'id',
      song: field('album', 'bigint'),
    },
    rows: byId,
    part: 'changes',
  },
  'another field, while the old one goes': {
    from: { key: ['id'], fields: [id, uniqueCode], referred: 'code', song: field('album', 'text') },
    to: { key: ['code'], fields: [code, label], referred: 'code', song: field('album', 'text') },
    rows: byCode,
    part: 'changes',
  },
};

const plan = ({ from, to }: KeyChange): ChangePlan =>
  planSchemaChange({ from: schemaOf(music(from)), to: schemaOf(music(to)) });

const apply = async (migrating: Migrating, files: readonly { readonly name: string; readonly sql: string }[]) => {
  for (const { name, sql } of files) migrating.write(name, sql);
  await migrating.apply();
};

const postgres = usePostgres();

describe.skipIf(postgres.skip)(`a primary key that becomes another one, ${postgres.title}`, () => {
  let backend: Backend;
  beforeAll(async () => void (backend = await onCluster(await startPostgres())));
  afterAll(() => backend.stop());

  it.each(Object.entries(changes))('is never missing between two files: %s', async (_, change) => {
    const { steps } = plan(change);
    const wanted = await freshState(backend, schemaOf(music(change.to)));
    const migrating = await startWith(backend, schemaOf(music(change.from)));
    await migrating.run(change.rows);
    const files = numberedFiles(plan(change), 2);
    expect(files.length).toBeGreaterThan(1);
    const unvalidated: boolean[] = [];
    for (const file of files) {
      await apply(migrating, [file]);
      const keys = await keysOf(migrating);
      expect(keys.map((key) => key.split(':')[0])).toEqual(['f of song', 'p of album', 'p of song']);
      unvalidated.push(keys.join().includes('NOT VALID'));
    }
    // Until it is swapped in the last file, the foreign key is the old one, which has always been valid.
    expect(unvalidated.slice(0, -1).includes(true)).toBe(change.part === 'changes');
    expect(unvalidated.at(-1)).toBe(false);
    expect(steps.find(({ kind }) => kind === 'add_primary_key')?.part).toBe(change.part);
    expect(await stateOf(migrating)).toEqual(wanted);
    await migrating.close();
  });

  it('says how long it locks the table: briefly, unless the key is built in the transaction', () => {
    const locks = Object.values(changes).map((change) => {
      const step = plan(change).steps.find(({ kind }) => kind === 'add_primary_key');
      return step?.marks.flatMap((mark) => (mark.kind === 'locking' ? [mark.isBrief] : []));
    });
    expect(locks).toEqual(Object.values(changes).map(({ part }) => [part === 'indexes']));
  });

  it('stays, with what refers to it, where rows with the same new key came meanwhile, until they are put right', async () => {
    const change = changes['another field'];
    if (change === undefined) throw new Error('there is such a change');
    const wanted = await freshState(backend, schemaOf(music(change.to)));
    const migrating = await startWith(backend, schemaOf(music(change.from)));
    await migrating.run(change.rows);
    const before = await keysOf(migrating);
    const files = numberedFiles(plan(change), 2);
    await apply(migrating, files.slice(0, -1));
    await migrating.run(`insert into album (id, code) values (3, 'b')`);
    for (const { name, sql } of files.slice(-1)) migrating.write(name, sql);
    expect(await migrating.refusal()).toContain('could not create unique index');
    expect(await keysOf(migrating)).toEqual(before);
    await migrating.run(`update album set code = 'c' where id = 3`);
    await migrating.apply();
    expect(await stateOf(migrating)).toEqual(wanted);
    await migrating.close();
  });

  it('is counted for at the top of the first file: equal values and nulls change nothing', async () => {
    const change = changes['another field'];
    if (change === undefined) throw new Error('there is such a change');
    const migrating = await startWith(backend, schemaOf(music(change.from)));
    await migrating.run(`${change.rows} insert into album (id, code) values (3, 'b'), (4, null);`);
    const before = await stateOf(migrating);
    for (const { name, sql } of numberedFiles(plan(change), 2)) migrating.write(name, sql);
    expect(await migrating.refusal()).toContain('in which "code" is null: 1 found.');
    await migrating.run('delete from album where id = 4');
    expect(await migrating.refusal()).toContain('have the same "code": 1 found.');
    expect(await stateOf(migrating)).toEqual(before);
    await migrating.close();
  });
});
