import type { DataModel, Field } from '@snapinfra/data-model';
import { fixedChangesOf } from '../support/schema-changes/fixed-changes.ts';
import { field, modelOf, refersTo } from '../../test-support/fixed-models.ts';

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

const tenant = field('tenant', 'integer', { required: true });
const sharing = (fields: readonly Field[], relationship: ReturnType<typeof refersTo>): DataModel =>
  modelOf(
    [
      { name: 'team', fields: [tenant, field('number', 'integer')], primaryKey: ['tenant', 'number'] },
      { name: 'member', fields: [field('id', 'integer', { primary: true }), tenant, ...fields] },
    ],
    [relationship],
  );

fixedChangesOf('links and references', {
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
  'a reference that each row has to another one of its table is turned round': {
    from: twins('twin', 'id'),
    to: twins('id', 'twin'),
    rows: 'insert into album (id, twin) values (1, 2), (2, 3), (3, 1), (4, 4);',
    found: 'select id, twin from album order by id',
    wanted: [2, 3, 1, 4].map((twin, position) => ({ id: position + 1, twin })),
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
  'links are copied to those of another relationship, where an answer says so': {
    from: recorded([field('album', 'integer')], refersTo(['song', 'album'], ['album', 'id'])),
    to: recorded([], refersTo(['song', 'id'], ['album', 'id'], { id: 'r2', type: 'many-to-many' })),
    renames: [{ from: { table: 'song', field: 'album' }, to: { table: 'song_album' } }],
    rows: `insert into album (id) values (1), (2);
      insert into song (id, isrc, album) values (1, 'a', 2), (2, 'b', 2), (3, 'c', null);`,
    found: 'select song_id, album_id from song_album order by 1',
    wanted: [1, 2].map((song) => ({ song_id: song, album_id: 2 })),
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
  'a row that refers to none is in nobody’s way where a part of the key stays in it': {
    from: sharing([field('team', 'integer')], refersTo(['member', 'tenant', 'team'], ['team', 'tenant', 'number'])),
    to: sharing([], refersTo(['member', 'id'], ['team', 'tenant', 'number'], { type: 'many-to-many' })),
    rows: `insert into team (tenant, number) values (1, 1), (2, 1);
      insert into member (id, tenant, team) values (1, 1, 1), (2, 2, null), (3, 2, 1);`,
    found: 'select member_id, team_tenant, team_number from member_team order by 1',
    wanted: [
      { member_id: 1, team_tenant: 1, team_number: 1 },
      { member_id: 3, team_tenant: 2, team_number: 1 },
    ],
  },
  'a new table gets the name of a sequence that goes with a field whose references are copied': {
    from: recorded([field('album', 'serial')], refersTo(['song', 'album'], ['album', 'id'])),
    to: modelOf(
      [...recorded([], refersTo(['song', 'id'], ['album', 'id'])).tables, { name: 'song_album_seq', fields: [isrc] }],
      [refersTo(['song', 'id'], ['album', 'id'], { type: 'many-to-many' })],
    ),
    rows: 'insert into album (id) values (1); insert into song (id) values (7);',
    found: 'select song_id, album_id from song_album',
    wanted: [{ song_id: 7, album_id: 1 }],
  },
});
