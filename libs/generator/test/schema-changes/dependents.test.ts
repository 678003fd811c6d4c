import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { field, modelOf, planOf, refersTo, schemaOf } from '../../test-support/fixed-models.ts';
import { numberedFiles } from '../../src/schema-changes/index.ts';
import { onCluster, type Backend } from '../support/migrating.ts';
import { startPostgres, usePostgres } from '../support/postgres.ts';
import { startWith, stateOf } from '../support/schema-changes/initial-database.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const key = field('id', 'integer', { primary: true });
const state = (...enumValues: string[]) => field('state', 'enum', { enumValues });
const album = (...more: ReturnType<typeof field>[]) => ({ name: 'album', fields: [key, ...more] });
const song = { name: 'song', fields: [key, field('album', 'integer')] };
const inAlbum = refersTo(['song', 'album'], ['album', 'id']);

const before = modelOf([album(field('title', 'text'), state('new', 'out', 'lost')), song], [inAlbum]);
/** A column goes, another one changes its type, and so does an enum, to which a label is added first. */
const after = modelOf([album(state('out', 'new', 'kept')), { ...song, fields: [key, field('album', 'bigint')] }]);
const withoutAlbum = modelOf([{ ...song, fields: [key] }]);
const withoutState = modelOf([album(field('title', 'text')), song], [inAlbum]);
const withoutKey = modelOf([
  {
    name: 'album',
    fields: [field('id', 'integer'), field('title', 'text'), state('new', 'out', 'lost')],
    primaryKey: ['state'],
  },
  { ...song, fields: [key, field('album', 'integer')] },
]);

interface Owned {
  readonly made: string;
  readonly to: typeof before;
  /** What it is called, with what it depends on. */
  readonly told: RegExp;
  readonly dropped: string;
}

const owned: Readonly<Record<string, Owned>> = {
  'a view': {
    made: 'create view titles as select title from album',
    to: after,
    told: /depends on what .*: view titles depends on column title of table album$/m,
    dropped: 'drop view titles',
  },
  'a materialized view over a column whose type changes': {
    made: 'create materialized view albums as select album, count(*) from song group by album',
    to: after,
    told: /: materialized view albums depends on column album of table song$/m,
    dropped: 'drop materialized view albums',
  },
  'a policy': {
    made: `create policy shown on album using (title <> '')`,
    to: after,
    told: /: policy shown on table album depends on column title of table album$/m,
    dropped: 'drop policy shown on album',
  },
  'a trigger of a column': {
    made: `create function noted() returns trigger language plpgsql as 'begin return new; end';
      create trigger noted before update of title on album for each row execute function noted()`,
    to: after,
    told: /: trigger noted on table album depends on column title of table album$/m,
    dropped: 'drop trigger noted on album',
  },
  'a function': {
    made: 'create function longest() returns int language sql begin atomic select max(length(title)) from album; end',
    to: after,
    told: /: function longest\(\) depends on column title of table album$/m,
    dropped: 'drop function longest()',
  },
  'a column of the enum, in a list': {
    made: 'create table seen (states album_state[])',
    to: after,
    told: /: column states of table seen depends on type "album_state"$/m,
    dropped: 'drop table seen',
  },
  'a view of a table that goes': {
    made: 'create view everything as select * from album',
    to: withoutAlbum,
    told: /: column state of view everything depends on type "album_state"; view everything depends on table album$/m,
    dropped: 'drop view everything',
  },
  'a foreign key to a table that goes': {
    made: 'create table cover (album int references album)',
    to: withoutAlbum,
    told: /: constraint cover_album_fkey on table cover depends on table album$/m,
    dropped: 'drop table cover',
  },
  'a foreign key to a key that goes': {
    made: 'create table cover (album int references album)',
    to: withoutKey,
    told: /: constraint cover_album_fkey on table cover depends on index album_pkey$/m,
    dropped: 'drop table cover',
  },
  'a view that groups by a key that goes': {
    made: 'create view titles as select id, title from album group by id',
    to: withoutKey,
    told: /: view titles depends on constraint album_pkey on table album$/m,
    dropped: 'drop view titles',
  },
  'a function of the rows of a table that goes': {
    made: `create function shown(album) returns text language sql as 'select null::text'`,
    to: withoutAlbum,
    told: /: function shown\(album\) depends on type album$/m,
    dropped: 'drop function shown',
  },
  'a list of the rows of a table that goes': {
    made: 'create table shelf (albums album[])',
    to: withoutAlbum,
    told: /: column albums of table shelf depends on type album\[\]$/m,
    dropped: 'drop table shelf',
  },
  'a table that inherits from one that goes': {
    made: 'create table single () inherits (album)',
    to: withoutAlbum,
    told: /; table single depends on table album$/m,
    dropped: 'drop table single',
  },
  'a column that is generated from one that goes': {
    made: `alter table album add loud text generated always as (title || '!') stored`,
    to: after,
    told: /: column loud of table album depends on column title of table album$/m,
    dropped: 'alter table album drop loud',
  },
  'a column that is generated from one whose type changes': {
    made: 'alter table song add next int generated always as (album + 1) stored',
    to: after,
    told: /: column next of table song depends on column album of table song$/m,
    dropped: 'alter table song drop next',
  },
  'a publication of a column that goes': {
    made: 'create publication titles for table album (id, title)',
    to: after,
    told: /: publication of table album in publication titles depends on column title of table album$/m,
    dropped: 'drop publication titles',
  },
  'a column of the enum, in a table of the model': {
    made: 'alter table album add before album_state',
    to: after,
    told: /: column before of table album depends on type "album_state"$/m,
    dropped: 'alter table album drop before',
  },
  'a domain over the enum': {
    made: `create domain present as album_state`,
    to: after,
    told: /: type present depends on type "album_state"$/m,
    dropped: 'drop domain present',
  },
  'an index over some values of the enum': {
    made: `create index found on album (id) where state <> 'lost'`,
    to: after,
    told: /: index found depends on type "album_state"$/m,
    dropped: 'drop index found',
  },
  'a check of values of the enum': {
    made: `alter table album add constraint found check (state <> 'lost')`,
    to: after,
    told: /: constraint found on table album depends on type "album_state"$/m,
    dropped: 'alter table album drop constraint found',
  },
};

const postgres = usePostgres();

describe.skipIf(postgres.skip)(
  `something of the owner’s that depends on what goes or changes, ${postgres.title}`,
  () => {
    let backend: Backend;
    beforeAll(async () => void (backend = await onCluster(await startPostgres())));
    afterAll(() => backend.stop());

    const startTowards = async (to: typeof before, from = before) => {
      const migrating = await startWith(backend, schemaOf(from));
      for (const { name, sql } of numberedFiles(planOf(from, to), 2)) migrating.write(name, sql);
      return migrating;
    };

    it.each(Object.entries(owned))('%s is named before anything changes', async (_, { made, to, told, dropped }) => {
      const migrating = await startTowards(to);
      await migrating.run(made);
      const earlier = await stateOf(migrating);
      expect(await migrating.refusal()).toMatch(told);
      expect(await stateOf(migrating)).toEqual(earlier);
      await migrating.run(dropped);
      await migrating.apply();
      await migrating.close();
    });

    it('is named, too, where names have characters that SQL writes with escapes', async () => {
      const odd = 'line\nbreak \u2028 \\"';
      const [title, state] = [field(odd, 'text'), field(`${odd}?`, 'enum', { enumValues: ['new'] })];
      const from = modelOf([{ name: odd, fields: [key, title, state] }]);
      const migrating = await startTowards(modelOf([{ name: odd, fields: [key] }]), from);
      const [table, column] = [odd, odd].map((name) => `"${name.replaceAll('"', '""')}"`);
      await migrating.run(`create view titles as select ${column} from ${table}`);
      expect(await migrating.refusal()).toContain(`: view titles depends on column ${odd} of table`);
      await migrating.run('drop view titles');
      await migrating.apply();
      await migrating.close();
    });

    it('is no obstacle where it goes with its table, or is over something else', async () => {
      const migrating = await startTowards(withoutAlbum);
      await migrating.run(`create policy shown on album using (title <> '');
      create function noted() returns trigger language plpgsql as 'begin return new; end';
      create trigger noted before update of title on album for each row when (new.title <> '') execute function noted();
      create rule ignored as on delete to album where old.title = '' do instead nothing;
      alter table album add loud text generated always as (title || '!') stored;
      create view songs as select id from song;`);
      await migrating.apply();
      expect(await migrating.query('select * from songs')).toEqual([]);
      await migrating.close();
    });

    it('is in nobody’s way where it goes with the column of an enum', async () => {
      const migrating = await startTowards(withoutState);
      await migrating.run(`create index found on album (id) where state <> 'lost';
        alter table album add constraint found_or_titled check (state <> 'lost' or title <> '')`);
      await migrating.apply();
      expect(await migrating.query("select to_regclass('found')::text as index")).toEqual([{ index: null }]);
      await migrating.close();
    });
  },
);
