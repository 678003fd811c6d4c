import { expect, it } from 'vitest';
import { field, modelOf, schemaOf } from '../../../test-support/fixed-models.ts';
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
