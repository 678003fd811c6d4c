import type { DataModel } from '@snapinfra/data-model';
import { describe, expect, it } from 'vitest';
import { schemaOf } from '../../../test-support/fixed-models.ts';
import type { Rename } from '../change-plan.ts';
import { isDestructive, planSchemaChange, type SchemaState } from '../index.ts';

type Field = DataModel['tables'][number]['fields'][number];
type Relationship = NonNullable<DataModel['relationships']>[number];

const stateOf = (songFields: readonly string[], relationships: readonly Relationship[]): SchemaState => {
  const id: Field = { name: 'id', type: 'integer', primary: true };
  const table = (name: string, fields: readonly string[] = []) => ({
    name,
    id: name,
    fields: [{ ...id, id: `${name} id` }, ...fields.map((field): Field => ({ name: field, type: 'integer' }))],
  });
  const dataModel: DataModel = {
    name: 'music',
    tables: [table('album'), table('artist'), table('song', songFields)],
    relationships: [...relationships],
  };
  return schemaOf(dataModel);
};

const refers = (id: string, field: string, toTable = 'album'): Relationship => ({
  id,
  type: 'many-to-one',
  fromTable: 'song',
  fromFields: [field],
  toTable,
  toFields: ['id'],
});
const links = (id: string, toTable = 'album', more: Partial<Relationship> = {}): Relationship => ({
  ...refers(id, 'id', toTable),
  type: 'many-to-many',
  ...more,
});

const before = stateOf(['album_id'], [refers('r1', 'album_id')]);
const answer: Rename = { from: { table: 'song', field: 'album_id' }, to: { table: 'song_album' } };

describe('a field that goes where links come', () => {
  it('is proposed to become them, whatever the ids of the relationships', () => {
    const to = stateOf([], [links('r2')]);
    const plan = planSchemaChange({ from: before, to });
    expect(isDestructive(plan)).toBe(true);
    expect(plan.proposals).toMatchObject([answer]);
    const answered = planSchemaChange({ from: before, to, renames: plan.proposals });
    expect(isDestructive(answered)).toBe(false);
    expect(answered.steps.map(({ kind }) => kind)).toContain('copy_links');
    expect(answered.proposals).toEqual([]);
  });

  it('is proposed by the likeness of names where two of them could, once each', () => {
    const from = stateOf(['cover_id', 'album_id'], [refers('r1', 'cover_id'), refers('r2', 'album_id')]);
    const to = stateOf([], [links('r3', 'album', { name: 'covers' }), links('r4', 'album', { name: 'albums' })]);
    expect(planSchemaChange({ from, to }).proposals).toMatchObject([
      { from: { table: 'song', field: 'cover_id' }, to: { table: 'covers' } },
      { from: { table: 'song', field: 'album_id' }, to: { table: 'albums' } },
    ]);
  });

  it('is proposed as the likelier of the two where another field came that it could be', () => {
    const proposed = (field: string) =>
      planSchemaChange({ from: before, to: stateOf([field], [links('r2')]) }).proposals;
    expect(proposed('position')).toMatchObject([
      { ...answer, reason: expect.stringMatching(/Or it is "position"\.$/) },
    ]);
    expect(proposed('cover_album_id')).toMatchObject([
      { to: { field: 'cover_album_id' }, reason: expect.stringMatching(/Or it is "song_album"\.$/) },
    ]);
  });

  it('is not proposed where the field stays, or links of other rows come', () => {
    const to = [stateOf(['album_id'], [links('r2')]), stateOf([], [links('r2', 'artist')])];
    for (const each of to) expect(planSchemaChange({ from: before, to: each }).proposals).toEqual([]);
  });
});

describe('an answer that a field becomes links', () => {
  it('holds also where a table that goes had their name', () => {
    const { dataModel } = stateOf([], []);
    const to = schemaOf({
      ...dataModel,
      tables: dataModel.tables.filter(({ name }) => name !== 'artist'),
      relationships: [links('r2', 'album', { name: 'artist' })],
    });
    const renames = [{ ...answer, to: { table: 'artist' } }];
    const { steps } = planSchemaChange({ from: before, to, renames });
    const losses = steps.filter(({ marks }) => marks.some(({ kind }) => kind === 'destructive'));
    expect(losses.map(({ kind, table }) => [kind, table])).toEqual([['drop_table', 'artist']]);
    expect(steps.map(({ kind }) => kind)).toContain('copy_links');
  });

  it('goes before an id that says other links of the same rows', () => {
    const to = stateOf([], [links('r1', 'album', { name: 'albums' }), links('r2', 'album', { name: 'covers' })]);
    const renames = [{ ...answer, to: { table: 'covers' } }];
    const copied = planSchemaChange({ from: before, to, renames }).steps.filter(({ kind }) => kind === 'copy_links');
    expect(copied.map(({ table }) => table)).toEqual(['covers']);
  });

  const refused: readonly (readonly [string, SchemaState, Rename, RegExp])[] = [
    [
      'links of other rows',
      stateOf([], [links('r2', 'artist')]),
      { ...answer, to: { table: 'song_artist' } },
      /none of it/,
    ],
    ['a table of the model', stateOf([], []), { ...answer, to: { table: 'artist' } }, /none of it/],
    ['nothing', stateOf([], []), answer, /the later model has no "song_album"/],
  ];

  it.each(refused)('is refused for %s', (_, to, rename, message) => {
    const plan = () => planSchemaChange({ from: before, to, renames: [rename] });
    expect(plan).toThrow(expect.objectContaining({ code: 'renames_not_valid' }));
    expect(plan).toThrow(message);
  });

  it('is refused for a field that refers to nothing, and for links that were there before', () => {
    const renames = [answer];
    const plain = stateOf(['album_id'], []);
    expect(() => planSchemaChange({ from: plain, to: stateOf([], [links('r2')]), renames })).toThrow(/none of it/);
    const both = stateOf(['album_id'], [refers('r1', 'album_id'), links('r2')]);
    expect(() => planSchemaChange({ from: both, to: stateOf([], [links('r2')]), renames })).toThrow(/none of it/);
  });
});
