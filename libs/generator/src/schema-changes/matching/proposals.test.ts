import type { DataModel } from '@snapinfra/data-model';
import { describe, expect, it } from 'vitest';
import { field, modelOf, planOf, refersTo, schemaOf } from '../../../test-support/fixed-models.ts';
import { planSchemaChange, type SchemaState } from '../index.ts';

/** How often a plan reads the types of fields, all of which have other names than before. */
const readsOfTypes = (count: number): number => {
  let reads = 0;
  const counted = (prefix: string): SchemaState => {
    const fields = Array.from({ length: count }, (_, position) => field(`${prefix} ${position}`, 'text'));
    const state = schemaOf(modelOf([{ name: 'song', fields }]));
    const columns = state.physical.tables.flatMap((table) => table.columns);
    for (const column of columns) {
      const { type } = column;
      Object.defineProperty(column, 'type', { get: () => ((reads += 1), type) });
    }
    return state;
  };
  planSchemaChange({ from: counted('first'), to: counted('other') });
  return reads;
};

it('compares each field with each other one, and not with all of its table every time', () => {
  // Twice as many fields are four times as many pairs.
  expect(readsOfTypes(80) / readsOfTypes(40)).toBeLessThan(5);
});

it('proposes tables and fields whose names are only written in another way', () => {
  const listed = (table: string, ...fields: readonly string[]) =>
    schemaOf(modelOf([{ name: table, fields: fields.map((name) => field(name, 'integer')), primaryKey: [...fields] }]));
  const { proposals } = planSchemaChange({
    from: listed('playlist_track', 'playlist_id', 'track_id'),
    to: listed('PlaylistTrack', 'playlistId', 'trackId'),
  });
  expect(proposals.map(({ from, to }) => [from.field ?? from.table, to.field ?? to.table])).toEqual([
    ['playlist_track', 'PlaylistTrack'],
    ['playlist_id', 'playlistId'],
    ['track_id', 'trackId'],
  ]);
});

const id = field('id', 'integer', { primary: true });
const table = (name: string, ...fields: DataModel['tables'][number]['fields']) => ({ name, fields: [id, ...fields] });
const proposed = (from: DataModel, to: DataModel): readonly (readonly unknown[])[] =>
  planOf(from, to).proposals.map((each) => [each.from.field ?? each.from.table, each.to.field ?? each.to.table]);

describe('a field that refers to rows', () => {
  const [team, user, workspace] = [table('team'), table('user'), table('workspace', field('plan', 'text'))];
  const note = (name: string) => table('note', field(name, 'integer'));
  const toTeam = refersTo(['note', 'team_id'], ['team', 'id']);
  const toUser = refersTo(['note', 'user_id'], ['user', 'id']);
  const toWorkspace = refersTo(['note', 'workspace_id'], ['workspace', 'id']);

  it('is not proposed as one that refers to rows of another table, whose keys may be the same numbers', () => {
    const before = modelOf([team, user, note('team_id')], [toTeam]);
    expect(proposed(before, modelOf([team, user, note('user_id')], [toUser]))).toEqual([]);
  });

  it('is not proposed in the place of a value where the table that it refers to is new', () => {
    const before = modelOf([user, note('workspace')]);
    expect(proposed(before, modelOf([user, workspace, note('workspace_id')], [toWorkspace]))).toEqual([]);
    const known = modelOf([user, workspace, note('workspace')]);
    expect(proposed(known, modelOf([user, workspace, note('workspace_id')], [toWorkspace]))).toEqual([
      ['workspace', 'workspace_id'],
    ]);
  });

  it('is proposed with the table that it refers to', () => {
    const before = modelOf([table('team', field('plan', 'text')), note('team_id')], [toTeam]);
    expect(proposed(before, modelOf([workspace, note('workspace_id')], [toWorkspace]))).toEqual([
      ['team', 'workspace'],
      ['team_id', 'workspace_id'],
    ]);
  });
});

it.each([
  ['inactive', 'active'],
  ['isPublic', 'isPrivate'],
  ['notify_disabled', 'notify_enabled'],
  ['verified', 'not_verified'],
])('does not propose a field that says yes as one that says no: %s, %s', (before, after) => {
  const tag = (name: string) => modelOf([table('tag', field(name, 'boolean', { required: true }))]);
  expect(proposed(tag(before), tag(after))).toEqual([]);
});

it('proposes a field that is renamed and says yes to the same', () => {
  const tag = (name: string) => modelOf([table('tag', field(name, 'boolean'))]);
  expect(proposed(tag('active'), tag('is_active'))).toEqual([['active', 'is_active']]);
});

it('proposes fields whose names are about as alike in the order in which they stand', () => {
  const rate = (...names: readonly string[]) => modelOf([table('rate', ...names.map((name) => field(name, 'text')))]);
  expect(
    proposed(rate('base_currency', 'converted_currency', 'day'), rate('from_currency', 'to_currency', 'day')),
  ).toEqual([
    ['base_currency', 'from_currency'],
    ['converted_currency', 'to_currency'],
  ]);
  expect(proposed(rate('net_price', 'gross_price'), rate('price_gross', 'price_net'))).toEqual([
    ['gross_price', 'price_gross'],
    ['net_price', 'price_net'],
  ]);
});
