import type { DataModel } from '@snapinfra/data-model';
import { describe, expect, it } from 'vitest';
import { kindsOf, planOf } from '../../test-support/fixed-models.ts';
import type { Rename } from './change-plan.ts';
import { isDestructive } from './index.ts';

type Table = DataModel['tables'][number];
type Field = Table['fields'][number];

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
