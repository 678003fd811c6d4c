import type { DataModel } from '@snapinfra/data-model';
import { describe, expect, it } from 'vitest';
import { kindsOf, planOf, schemaOf } from '../../test-support/fixed-models.ts';
import { isDestructive, planSchemaChange, type SchemaState } from './index.ts';

type Table = DataModel['tables'][number];
type Field = Table['fields'][number];

const field = (name: string, more: Partial<Field> = {}): Field => ({ name, type: 'text', ...more });
const id = field('id', { type: 'uuid', primary: true });
const model = (...tables: Table[]): DataModel => ({ name: 'music', tables });

const album: Table = {
  name: 'album',
  fields: [id, field('title', { required: true }), field('released', { type: 'date' })],
};
const artist: Table = { name: 'artist', fields: [id, field('nickname'), field('born', { type: 'date' })] };

describe('a plan', () => {
  it('is empty between a model and itself', () => {
    const { steps, notes, proposals, files } = planOf(model(album, artist), model(album, artist));
    expect({ steps, notes, proposals, files }).toEqual({ steps: [], notes: [], proposals: [], files: [] });
  });

  const marksOf = ({ steps }: ReturnType<typeof planOf>): readonly string[] =>
    steps.flatMap(({ kind, marks }) => marks.map((mark) => `${kind}: ${mark.kind}`));
  const length = field('length', { type: 'integer', required: true });

  it('says what data goes, what it depends on, and what it locks', () => {
    const { fields } = album;
    const before = model(album, artist);
    const after = model(
      {
        ...album,
        fields: [...fields.map((each) => (each.name === 'title' ? { ...each, unique: true } : each)), length],
      },
      { ...artist, fields: [id, field('nickname')] },
    );
    expect(marksOf(planOf(before, after))).toEqual([
      'drop_column: destructive',
      'drop_column: locking',
      'add_column: dataDependent',
      'add_column: locking',
      'create_index: dataDependent',
    ]);
  });

  it('is destructive where a rename is not answered, although a required column in its place needs an empty table', () => {
    const plan = planOf(model(album), model({ ...album, fields: [id, length] }));
    expect(marksOf(plan)).toContain('drop_column: destructive');
    expect(marksOf(plan)).toContain('add_column: dataDependent');
  });

  it('says what can be done where rows have no value to be put right, and shows offenders with their key', () => {
    const { fields } = album;
    const titled = fields.map((each) => (each.name === 'title' ? { ...each, minLength: 2 } : each));
    const { steps } = planOf(model(album), model({ ...album, fields: [...titled, length] }));
    expect(steps.flatMap(({ marks }) => marks)).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({
          remedy: expect.stringMatching(/give "length" a default, or add it as .* not required/),
        }),
        expect.objectContaining({ sampleSql: expect.stringMatching(/^SELECT t\."id", t\."title" FROM "album"/) }),
      ]),
    );
  });

  it('says how rows without a value get the default that a field needs later, where that can be one value for all', () => {
    const remedies = (before: Partial<Field>, after: Partial<Field>): readonly unknown[] => {
      const plan = planOf(
        model({ ...album, fields: [id, field('state', before)] }),
        model({ ...album, fields: [id, field('state', { ...before, required: true, ...after })] }),
      );
      return plan.steps.flatMap(({ marks }) =>
        marks.flatMap((mark) => (mark.kind === 'dataDependent' ? [mark.remedy] : [])),
      );
    };
    const update = /these, too: UPDATE "album" SET "state" = 'it''s new' WHERE "state" IS NULL$/;
    expect(remedies({ type: 'text' }, { default: "it's new" })).toEqual([expect.stringMatching(update)]);
    const enumValues = ["it's new", 'old'];
    const labels: Partial<Field> = { type: 'enum', enumValues };
    expect(remedies(labels, { default: "it's new" })).toEqual([expect.stringMatching(update)]);
    expect(remedies(labels, { enumValues: [...enumValues, 'kept'], default: 'kept' })).toEqual([undefined]);
    expect(remedies({ type: 'text', minLength: 9 }, { minLength: 2, default: "it's new" })).toEqual([undefined]);
    expect(remedies({ type: 'text', unique: true }, { default: "it's new" })).toEqual([undefined]);
    expect(remedies({ type: 'text' }, {})).toEqual([undefined]);
  });

  it('does not advise a default for a reference, which would have to be to a row that is there', () => {
    const song: Table = { name: 'song', fields: [id] };
    const inAlbum = { ...song, fields: [id, field('album_id', { type: 'uuid', required: true })] };
    const relationships: DataModel['relationships'] = [
      { type: 'many-to-one', fromTable: 'song', fromFields: ['album_id'], toTable: 'album', toFields: ['id'] },
    ];
    const { steps } = planOf(model(song), { ...model(album, inAlbum), relationships });
    expect(steps.flatMap(({ marks }) => marks)).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ remedy: expect.stringMatching(/^Rows .* for it: add "album_id" as one/) }),
      ]),
    );
  });

  it('says what becomes of rows when those that they refer to are deleted, where that changes', () => {
    const song: Table = { name: 'song', fields: [id, field('album_id', { type: 'uuid' })] };
    const ends = { type: 'many-to-one' as const, fromTable: 'song', fromFields: ['album_id'] };
    const related = (more: object): DataModel => ({
      ...model(album, song),
      relationships: [{ ...ends, toTable: 'album', toFields: ['id'], ...more }],
    });
    const { steps } = planOf(related({}), related({ onDelete: 'cascade' }));
    expect(steps.map(({ summary }) => summary)).toContain(
      '"song" refers to "album" by "album_id", ON DELETE CASCADE instead of NO ACTION',
    );
  });

  it('is the same where what was stored has its members in another order', () => {
    const bounded = model({ name: 'album', fields: [id, field('stars', { type: 'integer', minimum: 0, default: 3 })] });
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, member]) => [key, turned(member)]),
      );
    };
    const to = schemaOf(bounded);
    expect(planSchemaChange({ from: turned(to) as SchemaState, to }).steps).toEqual([]);
  });

  it.each([
    ['id', { id: 'r1' }],
    ['name', { name: 'albums' }],
  ])('takes over the links of a relationship that becomes one of many to many and keeps its %s', (_, same) => {
    const song: Table = { name: 'song', fields: [id, field('album_id', { type: 'uuid' })] };
    const ends = { ...same, fromTable: 'song', toTable: 'album', toFields: ['id'] };
    const before = {
      ...model(album, song),
      relationships: [{ ...ends, type: 'many-to-one' as const, fromFields: ['album_id'] }],
    };
    const after = {
      ...model(album, { ...song, fields: [id] }),
      relationships: [{ ...ends, type: 'many-to-many' as const, fromFields: ['id'] }],
    };
    const plan = planOf(before, after);
    expect(isDestructive(plan)).toBe(false);
    expect(kindsOf(plan)).toEqual([
      'drop_foreign_key',
      'create_table',
      'copy_links',
      'drop_column',
      'add_foreign_key',
      'add_foreign_key',
      'validate_foreign_key',
      'validate_foreign_key',
    ]);
  });
});

describe('what a statement would leave out without a word', () => {
  it('is counted again in the file that does it, as rows may have come since the first one', () => {
    const place: Table = {
      name: 'place',
      fields: [field('x', { type: 'integer' }), field('y', { type: 'integer' })],
      primaryKey: ['x', 'y'],
    };
    const song = (...labels: string[]): Table => ({
      name: 'song',
      fields: [id, field('mood', { type: 'enum', enumValues: labels })],
    });
    const key = [field('place_x', { type: 'integer' }), field('place_y', { type: 'integer' })];
    const ends = { id: 'r1', fromTable: 'song', toTable: 'place', toFields: ['x', 'y'] };
    const before = {
      ...model(place, { ...song('sad'), fields: [...song('sad').fields, ...key] }),
      relationships: [{ ...ends, type: 'many-to-one' as const, fromFields: ['place_x', 'place_y'] }],
    };
    const after = {
      ...model(place, song('sad', 'glad')),
      relationships: [{ ...ends, type: 'many-to-many' as const, fromFields: ['id'] }],
    };
    const { files } = planOf(before, after);
    expect(files.map(({ part }) => part)).toEqual(['enum_values', 'changes', 'validation']);
    const [counted, again] = files.map(({ sql }) => /FROM "song".* INTO offenders/.exec(sql)?.[0]);
    expect(counted).toContain('"place_x" IS NULL');
    expect(again).toBe(counted);
  });
});

describe('a lock', () => {
  const price = (precision: number): Table => ({
    name: 'album',
    fields: [id, field('price', { type: 'numeric', precision, scale: 2, minimum: 0 })],
  });

  it('is not held while rows are looked at again for a check that stays: it comes back as one that does so later', () => {
    const plan = planOf(model(price(8)), model(price(10)));
    expect(kindsOf(plan)).toEqual(['drop_check', 'change_type', 'add_check', 'validate_check']);
    expect(plan.steps.every(({ marks }) => marks.every((mark) => mark.kind === 'locking' && mark.isBrief))).toBe(true);
  });

  it('is told not to be brief where its transaction writes another table anew', () => {
    const models = (type: Field['type'], title: Partial<Field>) =>
      model(
        { name: 'album', fields: [id, field('count', { type })] },
        { name: 'artist', fields: [id, field('name', title)] },
      );
    const locks = (...[from, to]: Parameters<typeof planOf>) =>
      planOf(from, to).steps.flatMap(({ table, part, marks }) =>
        marks.flatMap((mark) => (mark.kind === 'locking' ? [[part, table, mark.isBrief, mark.reason]] : [])),
      );
    const dropped = { default: 'x' };
    expect(locks(models('integer', dropped), models('integer', {}))).toEqual([
      ['changes', 'artist', true, expect.stringContaining('brief')],
    ]);
    expect(locks(models('integer', dropped), models('bigint', {}))).toEqual([
      ['changes', 'album', false, expect.stringContaining('rewritten')],
      ['changes', 'artist', false, expect.stringMatching(/until the transaction is done, .* for "album"\.$/)],
    ]);
  });

  it('is told not to be brief where a partial index is built anew', () => {
    const named = (length: number, softDelete: boolean): Table => ({
      name: 'album',
      fields: [id, field('code', { type: 'varchar', length, unique: true })],
      softDelete,
    });
    const isBrief = (softDelete: boolean) =>
      planOf(model(named(8, softDelete)), model(named(10, softDelete))).steps.flatMap(({ marks }) =>
        marks.flatMap((mark) => (mark.kind === 'locking' ? [mark.isBrief] : [])),
      );
    expect([isBrief(false), isBrief(true)]).toEqual([[true], [false]]);
  });

  it('is taken when everything has been counted, and what a statement would cut is counted again', () => {
    const named = (unique: boolean, length: number): Table => ({
      name: 'album',
      fields: [id, field('code', { unique }), field('title', { type: 'varchar', length })],
    });
    const { files } = planOf(model(named(false, 9)), model(named(true, 5)));
    const order = files[0]?.sql.match(/LOCK TABLE|ALTER TABLE|(?:char_length|GROUP BY).*INTO offenders/g);
    expect(order?.map((found) => found.split(/[( ]/)[0])).toEqual([
      'char_length',
      'GROUP',
      'LOCK',
      'char_length',
      'ALTER',
    ]);
  });
});

describe('a history that another version of the generator wrote', () => {
  const dataModel = model(
    {
      name: 'album',
      fields: [
        { ...id, type: 'serial' },
        field('title', { unique: true }),
        field('stars', { type: 'integer', minimum: 0 }),
      ],
    },
    { name: 'song', fields: [id, field('album_id', { type: 'integer' })] },
  );
  const related: DataModel = {
    ...dataModel,
    relationships: [
      { type: 'many-to-one', fromTable: 'song', fromFields: ['album_id'], toTable: 'album', toFields: ['id'] },
    ],
  };
  const to = schemaOf(related);
  /** The same schema as a version would have it that called everything but tables and columns otherwise. */
  const otherwise = <T extends { readonly sqlName: string }>(thing: T): T => ({
    ...thing,
    sqlName: `old_${thing.sqlName}`,
  });
  const from: SchemaState = {
    ...to,
    physical: {
      ...to.physical,
      tables: to.physical.tables.map((table) => ({
        ...table,
        primaryKey: table.primaryKey && otherwise(table.primaryKey),
        indexes: table.indexes.map(otherwise),
        checks: table.checks.map(otherwise),
        foreignKeys: table.foreignKeys.map(otherwise),
        columns: table.columns.map((column) => ({
          ...column,
          sequence: column.sequence && `old_${column.sequence}`,
          type: column.name === 'title' ? { name: 'varchar' as const, parameters: [], array: false } : column.type,
        })),
      })),
    },
  };

  it('is continued: what it names or types otherwise is renamed and changed', () => {
    const { steps } = planSchemaChange({ from, to });
    const counts = Object.groupBy(steps, ({ kind }) => kind);
    expect(Object.keys(counts).toSorted()).toEqual(['change_type', 'rename_constraint', 'rename_sequence']);
    expect(counts.rename_constraint).toHaveLength(5);
    expect(isDestructive(planSchemaChange({ from, to }))).toBe(false);
  });

  it('gives the same plan when it is read back from JSON', () => {
    const stored = JSON.parse(JSON.stringify(from)) as SchemaState;
    expect(planSchemaChange({ from: stored, to })).toEqual(planSchemaChange({ from, to }));
  });
});
