import type { DataModel, Field } from '@snapinfra/data-model';
import { fixedChangesOf } from '../support/schema-changes/fixed-changes.ts';
import { field, modelOf, refersTo } from '../../test-support/fixed-models.ts';

const spelled = (type: Field['type'], more: Partial<Field> = {}): DataModel =>
  modelOf([
    {
      name: 'album',
      fields: [field('id', 'integer', { primary: true }), field('code', type, { unique: true, ...more })],
    },
  ]);
const priced = (type: Field['type'], more: Partial<Field> = {}): DataModel =>
  modelOf([{ name: 'album', fields: [field('id', 'integer', { primary: true }), field('price', type, more)] }]);
const referring = (type: Field['type'], more: Partial<Field> = {}, own = more): DataModel =>
  modelOf(
    [
      { name: 'album', fields: [field('code', type, { primary: true, ...more })] },
      { name: 'song', fields: [field('id', 'integer', { primary: true }), field('album', type, own)] },
    ],
    [refersTo(['song', 'album'], ['album', 'code'])],
  );
/** Labels are texts where one of them is too long for an enum. */
const long = 'a label that is longer than the sixty-three bytes which PostgreSQL takes for one';
const apart = (
  album: Field,
  relationships: ReturnType<typeof refersTo>[],
  code = field('code', 'varchar', { length: 30 }),
): DataModel =>
  modelOf(
    [
      { name: 'album', fields: [{ ...code, primary: true }] },
      { name: 'song', fields: [field('id', 'integer', { primary: true }), album] },
    ],
    relationships,
  );
const numbered = (type: 'serial' | 'bigserial'): DataModel =>
  modelOf([{ name: 'album', fields: [field('id', type, { primary: true })] }]);
const tooFar = `select setval(pg_get_serial_sequence('album', 'id'), 3000000000);`;

fixedChangesOf('the values', {
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
  'values none of which can be kept are told once, and not by what they would refer to as well': {
    from: apart(field('album', 'uuid'), []),
    to: apart(field('album', 'varchar', { length: 30 }), [refersTo(['song', 'album'], ['album', 'code'])]),
    rows: `insert into song (id, album) values (1, '01890000-0000-7000-8000-000000000001'), (2, null);`,
    refused: { message: 'are longer than 30 characters: 1 found.', fixedBy: 'delete from song where id = 1' },
    found: 'select id, album from song',
    wanted: [{ id: 2, album: null }],
  },
  'single characters in a key say different numbers': {
    from: spelled('varchar', { length: 1 }),
    to: spelled('decimal'),
    rows: `insert into album (id, code) values (1, '7'), (2, 'x');`,
    refused: { message: 'are no numbers: 1 found.', fixedBy: 'delete from album where id = 2' },
    found: 'select id, code from album',
    wanted: [{ id: 1, code: '7' }],
  },
  'labels none of which the later type reads are told once': {
    from: apart(field('album', 'enum', { enumValues: ['draft', long] }), [], field('code', 'uuid')),
    to: apart(field('album', 'uuid'), [refersTo(['song', 'album'], ['album', 'code'])], field('code', 'uuid')),
    rows: `insert into song (id, album) values (1, 'draft'), (2, null);`,
    refused: { message: 'are no UUIDs: 1 found.', fixedBy: 'delete from song where id = 1' },
    found: 'select id, album from song',
    wanted: [{ id: 2, album: null }],
  },
  'texts that are too short for the later type are told once': {
    from: apart(field('album', 'text', { maxLength: 9 }), [], field('code', 'date')),
    to: apart(field('album', 'date'), [refersTo(['song', 'album'], ['album', 'code'])], field('code', 'date')),
    rows: `insert into song (id, album) values (1, '2024-1-2'), (2, null);`,
    refused: { message: 'are no date in the spelling of ISO 8601: 1 found.', fixedBy: 'delete from song where id = 1' },
    found: 'select id, album from song',
    wanted: [{ id: 2, album: null }],
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
  'a date that marked deletes becomes the mark of soft deletes': {
    from: modelOf([
      { name: 'album', fields: [field('id', 'integer', { primary: true }), field('deleted_at', 'date')] },
    ]),
    to: modelOf([{ name: 'album', fields: [field('id', 'integer', { primary: true })], softDelete: true }]),
    rows: `insert into album (id, deleted_at) values (1, '2026-01-02'), (2, null);`,
    found: `select id, deleted_at at time zone 'UTC' = '2026-01-02' as marked from album order by id`,
    wanted: [
      { id: 1, marked: true },
      { id: 2, marked: null },
    ],
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
});
