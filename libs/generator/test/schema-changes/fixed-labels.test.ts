import type { DataModel, Field } from '@snapinfra/data-model';
import { fixedChangesOf } from '../support/schema-changes/fixed-changes.ts';
import { field, modelOf } from '../../test-support/fixed-models.ts';

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
const labelledKey = (...enumValues: string[]): DataModel => spelledState({ enumValues });
const labelledKeys = (...enumValues: string[]): DataModel => spelledState({ enumValues, array: true });
const spelledState = (more: Partial<Field>): DataModel =>
  modelOf([
    {
      name: 'album',
      fields: [field('id', 'integer', { primary: true }), field('state', 'enum', { unique: true, ...more })],
    },
  ]);

fixedChangesOf('the labels', {
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
});
