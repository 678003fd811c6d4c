import { resolveModel, type DataModel } from '@snapinfra/data-model';
import { describe, expect, it } from 'vitest';
import type { Rename } from './change-plan.ts';
import { isDestructive, planSchemaChange, schemaStateOf, type SchemaState } from './index.ts';

type Table = DataModel['tables'][number];
type Field = Table['fields'][number];

const stateOf = (dataModel: DataModel): SchemaState => {
  const { resolved, issues } = resolveModel(dataModel);
  if (resolved === undefined) throw new Error(JSON.stringify(issues));
  return schemaStateOf({ dataModel, resolved });
};

const planOf = (from: DataModel, to: DataModel, renames: readonly Rename[] = []) =>
  planSchemaChange({ from: stateOf(from), to: stateOf(to), renames });

const field = (name: string, more: Partial<Field> = {}): Field => ({ name, type: 'text', ...more });
const id = field('id', { type: 'uuid', primary: true });
const model = (...tables: Table[]): DataModel => ({ name: 'music', tables });

const album: Table = {
  name: 'album',
  fields: [id, field('title', { required: true }), field('released', { type: 'date' })],
};
const record: Table = {
  ...album,
  name: 'record',
  fields: [id, field('name', { required: true }), field('released', { type: 'date' })],
};
const artist: Table = { name: 'artist', fields: [id, field('nickname'), field('born', { type: 'date' })] };

const kindsOf = ({ steps }: ReturnType<typeof planOf>): readonly string[] => steps.map(({ kind }) => kind);

describe('renames', () => {
  it('are proposed, and until they are answered a drop and a creation', () => {
    const plan = planOf(model(album, artist), model(record, artist));
    expect(isDestructive(plan)).toBe(true);
    expect(kindsOf(plan)).toEqual(['drop_table', 'create_table']);
    expect(plan.proposals).toMatchObject([
      { from: { table: 'album' }, to: { table: 'record' } },
      { from: { table: 'album', field: 'title' }, to: { table: 'record', field: 'name' } },
    ]);
  });

  it('are applied when the proposals are sent back as they are', () => {
    const { proposals } = planOf(model(album, artist), model(record, artist));
    const plan = planOf(model(album, artist), model(record, artist), proposals);
    expect(isDestructive(plan)).toBe(false);
    expect(plan.proposals).toEqual([]);
    expect(new Set(kindsOf(plan))).toEqual(new Set(['rename_table', 'rename_constraint', 'rename_column']));
  });

  it('need no answer where an id says so', () => {
    const [before, after] = [
      { ...album, id: 't1', fields: album.fields.map((each, position) => ({ ...each, id: `f${position}` })) },
      { ...record, id: 't1', fields: record.fields.map((each, position) => ({ ...each, id: `f${position}` })) },
    ];
    const plan = planOf(model(before), model(after));
    expect(isDestructive(plan)).toBe(false);
    expect(plan.proposals).toEqual([]);
  });

  it('are not proposed between things that ids tell apart', () => {
    const before = model({ ...album, id: 't1' }, { ...artist, id: 't2' });
    const after = model({ ...record, id: 't3' }, { ...artist, id: 't2' });
    expect(planOf(before, after).proposals).toEqual([]);
  });

  it('are proposed where ids were made anew for all of a model', () => {
    const before = model({ ...album, id: 'a1' }, { ...artist, id: 'a2' });
    const after = model({ ...record, id: 'b1' }, { ...artist, id: 'b2' });
    expect(planOf(before, after).proposals).toMatchObject([{ from: { table: 'album' } }, { from: { field: 'title' } }]);
  });

  it('are proposed for a field that is alone of its type among those that went, and those that came', () => {
    const product = (...fields: Field[]) => model({ name: 'product', fields: [id, ...fields] });
    const code = { type: 'varchar', length: 40 } as const;
    const before = product(field('sku', code), field('weight', { type: 'integer' }));
    const plan = planOf(before, product(field('article_code', code)));
    expect(plan.proposals).toMatchObject([{ from: { field: 'sku' }, to: { field: 'article_code' } }]);
    const two = [field('brand', code), field('article_code', code)];
    expect(planOf(before, product(...two)).proposals).toEqual([]);
  });

  it('are proposed for labels that others stand in the place of', () => {
    const order = (...enumValues: string[]) =>
      model({ name: 'order', fields: [id, field('status', { type: 'enum', enumValues })] });
    const namesIn = (...after: string[]) =>
      planOf(order('new', 'paid', 'sent'), order(...after)).proposals.map(({ from, to }) => [from.value, to.value]);
    expect(namesIn('new', 'payed', 'shipped')).toEqual([
      ['paid', 'payed'],
      ['sent', 'shipped'],
    ]);
    expect(namesIn('new', 'archived', 'shipped', 'payed')).toEqual([]);
  });

  it('are proposed for labels, and applied as renames of labels', () => {
    const status = (values: string[]) => field('status', { type: 'enum', enumValues: values });
    const [before, after] = [
      model({ name: 'album', fields: [id, status(['draft', 'out'])] }),
      model({ name: 'album', fields: [id, status(['draft', 'released'])] }),
    ];
    const plan = planOf(before, after);
    const place = (value: string) => ({ table: 'album', field: 'status', value });
    expect(plan.proposals).toMatchObject([{ from: place('out'), to: place('released') }]);
    expect(kindsOf(planOf(before, after, plan.proposals))).toEqual(['rename_enum_value']);
  });

  const wrong: readonly (readonly [string, Rename])[] = [
    ['an earlier table that is not there', { from: { table: 'x' }, to: { table: 'record' } }],
    ['a later table that is not there', { from: { table: 'album' }, to: { table: 'x' } }],
    ['a table and a field', { from: { table: 'album' }, to: { table: 'record', field: 'name' } }],
    ['a field that is not there', { from: { table: 'artist', field: 'x' }, to: { table: 'artist', field: 'born' } }],
    [
      'fields of tables that are not one',
      { from: { table: 'album', field: 'title' }, to: { table: 'artist', field: 'nickname' } },
    ],
    [
      'a label of a field that is no enum',
      { from: { table: 'artist', field: 'born', value: 'a' }, to: { table: 'artist', field: 'born', value: 'b' } },
    ],
    ['a label without its field', { from: { table: 'artist', value: 'a' }, to: { table: 'artist', value: 'b' } }],
  ];
  it.each(wrong)('are refused by code: %s', (_, rename) => {
    expect(() => planOf(model(album, artist), model(record, artist), [rename])).toThrow(
      expect.objectContaining({ code: 'renames_not_valid' }),
    );
  });

  it('are refused where one thing is named twice', () => {
    const renames = ['album', 'artist'].map((table) => ({ from: { table }, to: { table: 'record' } }));
    expect(() => planOf(model(album, artist), model(record, artist), renames)).toThrow(
      expect.objectContaining({ code: 'renames_not_valid' }),
    );
  });
});

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
    const to = stateOf(bounded);
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
  const to = stateOf(related);
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
