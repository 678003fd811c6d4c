import type { DataModel, Field } from '@snapinfra/data-model';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { numberedFiles, planSchemaChange, type Rename } from '../../src/schema-changes/index.ts';
import { onCluster, type Backend } from '../support/migrating.ts';
import { startPostgres, usePostgres } from '../support/postgres.ts';
import { field, modelOf, refersTo, schemaOf } from '../support/schema-changes/fixed-models.ts';
import { freshState, startWith, stateOf } from '../support/schema-changes/initial-database.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface FixedChange {
  readonly from: DataModel;
  readonly to: DataModel;
  readonly renames?: readonly Rename[];
  readonly rows: string;
  /** What the first attempt fails with, and how the rows are put right. */
  readonly refused?: { readonly message: string; readonly fixedBy: string };
  /** How many marks depend on data; by default none, or that which the first attempt fails with. */
  readonly counted?: number;
  /** Statements, of which the last one gives what is there in the end. */
  readonly found: string;
  readonly wanted: readonly Readonly<Record<string, unknown>>[];
}

const [text, nullable] = [field('code', 'text'), field('album_code', 'text')];
const pair = modelOf(
  [
    { name: 'album', fields: [field('country', 'char', { length: 2 }), text], primaryKey: ['country', 'code'] },
    {
      name: 'song',
      fields: [field('id', 'integer', { primary: true }), field('album_country', 'char', { length: 2 }), nullable],
    },
  ],
  [refersTo(['song', 'album_country', 'album_code'], ['album', 'country', 'code'])],
);
const linked = modelOf(
  [
    { name: 'album', fields: [field('country', 'char', { length: 2 }), text], primaryKey: ['country', 'code'] },
    { name: 'song', fields: [field('id', 'integer', { primary: true })] },
  ],
  [refersTo(['song', 'id'], ['album', 'country', 'code'], { type: 'many-to-many' })],
);

const long = 'a label that is longer than the sixty-three bytes which PostgreSQL takes for one';
const labelled = (...enumValues: string[]): DataModel =>
  modelOf([
    { name: 'album', fields: [field('id', 'integer', { primary: true }), field('state', 'enum', { enumValues })] },
  ]);
const state = (value: string) => ({ table: 'album', field: 'state', value });

/** Two labels that change places, under the default that names one of them. */
const exchanged = [
  { from: state('draft'), to: state('out') },
  { from: state('out'), to: state('draft') },
];
const byDefault = (value: unknown, labels: readonly string[], more: Partial<Field> = {}): DataModel =>
  modelOf([
    {
      name: 'album',
      fields: [
        field('id', 'integer', { primary: true }),
        field('state', 'enum', { enumValues: [...labels], default: value, ...more }),
      ],
    },
  ]);

const spelled = (type: Field['type'], more: Partial<Field> = {}): DataModel =>
  modelOf([
    {
      name: 'album',
      fields: [field('id', 'integer', { primary: true }), field('code', type, { unique: true, ...more })],
    },
  ]);
const priced = (type: Field['type'], more: Partial<Field> = {}): DataModel =>
  modelOf([{ name: 'album', fields: [field('id', 'integer', { primary: true }), field('price', type, more)] }]);
const labelledKey = (...enumValues: string[]): DataModel => spelledState({ enumValues });
const labelledKeys = (...enumValues: string[]): DataModel => spelledState({ enumValues, array: true });
const spelledState = (more: Partial<Field>): DataModel =>
  modelOf([
    {
      name: 'album',
      fields: [field('id', 'integer', { primary: true }), field('state', 'enum', { unique: true, ...more })],
    },
  ]);
const referring = (type: Field['type'], more: Partial<Field> = {}, own = more): DataModel =>
  modelOf(
    [
      { name: 'album', fields: [field('code', type, { primary: true, ...more })] },
      { name: 'song', fields: [field('id', 'integer', { primary: true }), field('album', type, own)] },
    ],
    [refersTo(['song', 'album'], ['album', 'code'])],
  );
const apart = (album: Field, relationships: ReturnType<typeof refersTo>[]): DataModel =>
  modelOf(
    [
      { name: 'album', fields: [field('code', 'varchar', { length: 30, primary: true })] },
      { name: 'song', fields: [field('id', 'integer', { primary: true }), album] },
    ],
    relationships,
  );
const twins = (from: string, to: string): DataModel =>
  modelOf(
    [
      {
        name: 'album',
        fields: [field('id', 'integer', { primary: true }), field('twin', 'integer', { required: true, unique: true })],
      },
    ],
    [refersTo(['album', from], ['album', to], { type: 'one-to-one' })],
  );
const isrc = field('isrc', 'text', { unique: true });
const recorded = (fields: readonly Field[], relationship: ReturnType<typeof refersTo>): DataModel =>
  modelOf(
    [
      { name: 'album', fields: [field('id', 'integer', { primary: true })] },
      { name: 'song', fields: [field('id', 'integer', { primary: true }), isrc, ...fields] },
    ],
    [relationship],
  );

const numbered = (type: 'serial' | 'bigserial'): DataModel =>
  modelOf([{ name: 'album', fields: [field('id', type, { primary: true })] }]);
const tooFar = `select setval(pg_get_serial_sequence('album', 'id'), 3000000000);`;

const changes: Readonly<Record<string, FixedChange>> = {
  'links are copied while the keys at both ends change their types': {
    from: modelOf(
      [
        { name: 'album', fields: [field('id', 'integer', { primary: true })] },
        { name: 'song', fields: [field('id', 'uuid', { primary: true }), field('album', 'integer')] },
      ],
      [refersTo(['song', 'album'], ['album', 'id'])],
    ),
    to: modelOf(
      [
        { name: 'album', fields: [field('id', 'text', { primary: true })] },
        { name: 'song', fields: [field('id', 'varchar', { length: 36, primary: true })] },
      ],
      [refersTo(['song', 'id'], ['album', 'id'], { type: 'many-to-many' })],
    ),
    rows: `insert into album (id) values (1), (20);
      insert into song (id, album) values ('01890000-0000-7000-8000-000000000001', 20),
        ('01890000-0000-7000-8000-000000000002', 1), ('01890000-0000-7000-8000-000000000003', null);`,
    found: 'select song_id, album_id from song_album order by 1',
    wanted: [
      { song_id: '01890000-0000-7000-8000-000000000001', album_id: '20' },
      { song_id: '01890000-0000-7000-8000-000000000002', album_id: '1' },
    ],
  },
  'texts whose check names the labels become an enum, which no row can be in the way of': {
    from: labelled(long, 'draft', 'out'),
    to: labelled('short', 'draft', 'out', 'lost'),
    renames: [{ from: state(long), to: state('short') }],
    rows: `insert into album (id, state) values (1, '${long}'), (2, 'out'), (3, null);`,
    found: 'select id, state, pg_typeof(state)::text as type from album order by id',
    wanted: ['short', 'out', null].map((label, position) => ({
      id: position + 1,
      state: label,
      type: 'album_state',
    })),
  },
  'a default names the same label, although the one that had its name has another one': {
    from: byDefault('draft', ['draft', 'out']),
    to: byDefault('draft', ['out', 'draft']),
    renames: exchanged,
    rows: `insert into album (id, state) values (1, 'draft'), (2, 'out');`,
    found:
      'with added as (insert into album (id) values (3) returning *) table album union all table added order by id',
    wanted: ['out', 'draft', 'draft'].map((label, position) => ({ id: position + 1, state: label })),
  },
  'a default names the same labels, although those that had their names have others': {
    from: byDefault(['draft'], ['draft', 'out'], { array: true }),
    to: byDefault(['draft'], ['out', 'draft'], { array: true }),
    renames: exchanged,
    rows: `insert into album (id, state) values (1, '{draft}');`,
    found:
      'with added as (insert into album (id) values (2) returning *) table album union all table added order by id',
    wanted: [
      { id: 1, state: '{out}' },
      { id: 2, state: '{draft}' },
    ],
  },
  'an enum becomes texts because a label is renamed to one that is too long for it': {
    from: labelled('short', 'draft', 'out'),
    to: labelled(long, 'draft', 'out'),
    renames: [{ from: state('short'), to: state(long) }],
    rows: `insert into album (id, state) values (1, 'short'), (2, 'out'), (3, null);`,
    found: 'select id, state from album order by id',
    wanted: [long, 'out', null].map((label, position) => ({ id: position + 1, state: label })),
  },
  'an enum becomes lists of texts because a label is renamed to one that is too long for it': {
    from: labelled('short', 'draft'),
    to: byDefault(undefined, [long, 'draft'], { array: true }),
    renames: [{ from: state('short'), to: state(long) }],
    rows: `insert into album (id, state) values (1, 'short'), (2, null);`,
    found: 'select id, state[1] as state from album order by id',
    wanted: [long, null].map((label, position) => ({ id: position + 1, state: label })),
  },
  'texts that are one number make no key, however they are spelled': {
    from: spelled('text'),
    to: spelled('numeric'),
    rows: `insert into album (id, code) values (1, '1.0'), (2, '1.00'), (3, '2.50');`,
    refused: { message: 'have the same "code": 1 found.', fixedBy: 'delete from album where id = 1' },
    counted: 2,
    found: 'select id, code from album order by id',
    wanted: [
      { id: 2, code: '1.00' },
      { id: 3, code: '2.50' },
    ],
  },
  'texts that are one number within a document make no key, however they are spelled': {
    from: spelled('text'),
    to: spelled('jsonb'),
    rows: `insert into album (id, code) values (1, '{"a": 1.0}'), (2, '{"a": 1.00}'), (3, '1.50');`,
    refused: { message: 'have the same "code": 1 found.', fixedBy: 'delete from album where id = 1' },
    counted: 2,
    found: 'select id, code::text as code from album order by id',
    wanted: [
      { id: 2, code: '{"a": 1.00}' },
      { id: 3, code: '1.50' },
    ],
  },
  'numbers with the same digits become texts, with those that refer to them': {
    from: referring('numeric', { precision: 5, scale: 2 }),
    to: referring('text'),
    rows: 'insert into album (code) values (1.5), (2); insert into song (id, album) values (1, 1.5), (2, 2.00);',
    found: 'select id, album from song order by id',
    wanted: [
      { id: 1, album: '1.50' },
      { id: 2, album: '2.00' },
    ],
  },
  'a reference has no value that a check keeps from what it refers to': {
    from: referring('integer', { minimum: 0 }, {}),
    to: referring('integer', { minimum: 0 }),
    rows: 'insert into album (code) values (0); insert into song (id, album) values (1, 0), (2, null);',
    found: 'select id, album from song order by id',
    wanted: [
      { id: 1, album: 0 },
      { id: 2, album: null },
    ],
  },
  'a reference that each row has to another one of its table is turned round': {
    from: twins('twin', 'id'),
    to: twins('id', 'twin'),
    rows: 'insert into album (id, twin) values (1, 2), (2, 3), (3, 1), (4, 4);',
    found: 'select id, twin from album order by id',
    wanted: [2, 3, 1, 4].map((twin, position) => ({ id: position + 1, twin })),
  },
  'values none of which can be kept are told once, and not by what they would refer to as well': {
    from: apart(field('album', 'uuid'), []),
    to: apart(field('album', 'varchar', { length: 30 }), [refersTo(['song', 'album'], ['album', 'code'])]),
    rows: `insert into song (id, album) values (1, '01890000-0000-7000-8000-000000000001'), (2, null);`,
    refused: { message: 'are longer than 30 characters: 1 found.', fixedBy: 'delete from song where id = 1' },
    found: 'select id, album from song',
    wanted: [{ id: 2, album: null }],
  },
  'texts in a key exchange the labels that they are': {
    from: labelledKey(long, 'draft'),
    to: labelledKey('draft', long),
    renames: [
      { from: state(long), to: state('draft') },
      { from: state('draft'), to: state(long) },
    ],
    rows: `insert into album (id, state) values (1, '${long}'), (2, 'draft'), (3, null);`,
    found: 'select id, state from album order by id',
    wanted: ['draft', long, null].map((label, position) => ({ id: position + 1, state: label })),
  },
  'texts in a key take the labels that others had, one after the other': {
    from: labelledKey(long, 'draft', 'renamed 1'),
    to: labelledKey('renamed 1', `another ${long}`, long),
    renames: [
      { from: state(long), to: state(`another ${long}`) },
      { from: state('draft'), to: state(long) },
    ],
    rows: `insert into album (id, state) values (1, 'draft'), (2, '${long}'), (3, 'renamed 1');`,
    found: 'select id, state from album order by id',
    wanted: [long, `another ${long}`, 'renamed 1'].map((label, position) => ({ id: position + 1, state: label })),
  },
  'lists of texts in a key exchange the labels that they have': {
    from: labelledKeys(long, 'draft'),
    to: labelledKeys('draft', long),
    renames: [
      { from: state(long), to: state('draft') },
      { from: state('draft'), to: state(long) },
    ],
    rows: `insert into album (id, state) values (1, '{${long},draft}'), (2, '{draft,${long}}'), (3, '{}');`,
    found: 'select id, state from album order by id',
    wanted: [['draft', long], [long, 'draft'], []].map((labels, position) => ({ id: position + 1, state: labels })),
  },
  'texts in a key become lists of what they say': {
    from: spelled('text'),
    to: spelled('uuid', { array: true }),
    rows: `insert into album (id, code) values (1, '01890000-0000-7000-8000-00000000000a'), (2, '01890000-0000-7000-8000-00000000000A');`,
    refused: { message: 'are not spelled as PostgreSQL does: 1 found.', fixedBy: 'delete from album where id = 2' },
    found: 'select id, code from album',
    wanted: [{ id: 1, code: ['01890000-0000-7000-8000-00000000000a'] }],
  },
  'numbers are compared with a bound as those that they become': {
    from: priced('double'),
    to: priced('real', { minimum: 0.1 }),
    rows: 'insert into album (id, price) values (1, 0.1), (2, 0.05);',
    refused: { message: 'have to be at least 0.1: 1 found.', fixedBy: 'delete from album where id = 2' },
    counted: 2,
    found: 'select id, price::text as price from album',
    wanted: [{ id: 1, price: '0.1' }],
  },
  'links need the key that they are to refer to': {
    from: recorded([field('album', 'integer')], refersTo(['song', 'album'], ['album', 'id'])),
    to: recorded([], refersTo(['song', 'isrc'], ['album', 'id'], { type: 'many-to-many' })),
    rows: `insert into album (id) values (1);
      insert into song (id, isrc, album) values (1, 'a', 1), (2, null, 1), (3, null, null);`,
    refused: { message: 'in which "isrc" is null: 1 found.', fixedBy: `update song set isrc = 'b' where id = 2` },
    found: 'select song_isrc, album_id from song_album order by 1',
    wanted: ['a', 'b'].map((code) => ({ song_isrc: code, album_id: 1 })),
  },
  'a sequence that is beyond its narrower type goes back to behind the largest number': {
    from: numbered('bigserial'),
    to: numbered('serial'),
    rows: `insert into album (id) values (1), (7), (3000000000); ${tooFar}`,
    refused: {
      message: 'fails on values in "id" of "album" that are not between -2147483648 and 2147483647: 1 found.',
      fixedBy: 'delete from album where id > 7',
    },
    found: 'insert into album default values returning id',
    wanted: [{ id: 8 }],
  },
  'links are copied of a key of two fields, as soon as no row has only one of them': {
    from: pair,
    to: linked,
    rows: `insert into album (country, code) values ('de', 'a'), ('fr', 'a');
      insert into song (id, album_country, album_code) values (1, 'de', 'a'), (2, 'fr', 'a'), (3, null, null), (4, 'fr', null);`,
    refused: {
      message: 'have only a part of "album_country", "album_code": 1 found.',
      fixedBy: `update song set album_country = null where id = 4`,
    },
    found: 'select song_id, album_country, album_code from song_album order by 1',
    wanted: [
      { song_id: 1, album_country: 'de', album_code: 'a' },
      { song_id: 2, album_country: 'fr', album_code: 'a' },
    ],
  },
};

const postgres = usePostgres();

describe.skipIf(postgres.skip)(`a change of a filled database, ${postgres.title}`, () => {
  let backend: Backend;
  beforeAll(async () => void (backend = await onCluster(await startPostgres())));
  afterAll(() => backend.stop());

  it.each(Object.entries(changes))('%s', async (_, { from, to, renames, rows, refused, found, wanted, ...more }) => {
    const [before, after] = [schemaOf(from), schemaOf(to)];
    const plan = planSchemaChange({ from: before, to: after, renames });
    const counted = plan.steps.flatMap(({ marks }) => marks.filter(({ kind }) => kind === 'dataDependent'));
    expect(counted).toHaveLength(more.counted ?? (refused === undefined ? 0 : 1));
    expect(plan.steps.flatMap(({ marks }) => marks.filter(({ kind }) => kind === 'destructive'))).toEqual([]);
    const fresh = await freshState(backend, after);
    const migrating = await startWith(backend, before);
    await migrating.run(rows);
    for (const { name, sql } of numberedFiles(plan, 2)) migrating.write(name, sql);
    const refusal = refused === undefined ? '' : await migrating.refusal();
    expect(refusal).toContain(refused?.message ?? '');
    await migrating.run(refused?.fixedBy ?? '');
    await migrating.apply();
    expect(await stateOf(migrating)).toEqual(fresh);
    expect(await migrating.query(found)).toEqual(wanted);
    await migrating.close();
  });
});
