import { expect, it } from 'vitest';
import type { Migrating } from '../support/migrating.ts';

const marker = '-- snapinfra: no transaction\n';

/** What the runner does, on the database that each test is given. */
export const applyingTests = (given: () => Migrating): void => {
  const ledger = async () => {
    const rows = await given().query('select name, statements_done as done from _applied_migrations order by name');
    return rows.map(({ name, done }) => [name, done]);
  };
  const indexes = async () => {
    const rows = await given().query(
      `select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
         where i.indrelid = 't'::regclass order by 1`,
    );
    return rows.map(({ name, valid }) => [name, valid]);
  };

  it('once, in the order of their numbers, the owner’s among the generated ones', async () => {
    given().write('0001_initial.sql', 'create table t (n int); create table log (at serial, what text);');
    given().write('0002a_enum_values.sql', "insert into log (what) values ('2a');");
    given().write(
      '0002d_indexes.sql',
      `${marker}insert into log (what) values ('2d'); create index concurrently i on t (n);`,
    );
    given().write('0010_mine.sql', "insert into log (what) values ('10')");
    given().write('0009_mine.sql', "insert into log (what) values ('9')");
    const all = ['0001_initial.sql', '0002a_enum_values.sql', '0002d_indexes.sql', '0009_mine.sql', '0010_mine.sql'];
    expect(await given().apply()).toEqual(all);
    expect(await given().apply()).toEqual([]);
    const what = (await given().query('select what from log order by at')).map((row) => row['what']);
    expect(what).toEqual(['2a', '2d', '9', '10']);
    expect(await ledger()).toEqual(all.map((name) => [name, null]));
    given().write('0011_changes.sql', 'alter table t add m int;');
    expect(await given().apply()).toEqual(['0011_changes.sql']);
  });

  it('only when that is asked for: reading what is pending changes nothing', async () => {
    given().write('0001_initial.sql', 'create table t (n int);');
    given().write('0002_own.sql', 'select 1;');
    expect(await given().pending()).toEqual(['0001_initial.sql', '0002_own.sql']);
    expect(await given().query("select to_regclass('_applied_migrations')::text as ledger")).toEqual([
      { ledger: null },
    ]);
    given().remove('0002_own.sql');
    await given().apply();
    expect(await given().pending()).toEqual([]);
    given().write('0001_initial.sql', 'create table u (n int);');
    await expect(given().pending()).rejects.toThrow(/^0001_initial\.sql was changed after it had been applied/);
    expect(await given().query("select current_setting('lock_timeout') as timeout")).toEqual([{ timeout: '0' }]);
  });

  it('with a byte order mark at their start, which stays a part of them, and with an ending in upper case', async () => {
    given().write('0001_initial.sql', 'create table t (n int);');
    given().write('0002_own.SQL', '\uFEFFinsert into t values (1);');
    given().write('0003_own.Sql', `\uFEFF${marker}vacuum t;`);
    const all = ['0001_initial.sql', '0002_own.SQL', '0003_own.Sql'];
    expect(await given().apply()).toEqual(all);
    expect(await given().query('select n from t')).toEqual([{ n: 1 }]);
    expect(await given().apply()).toEqual([]);
    given().write('0002_own.SQL', 'insert into t values (1);');
    expect(await given().refusal()).toMatch(/^0002_own\.SQL was changed after it had been applied/);
  });

  it('whole or not at all where a file is one transaction, also when the commit fails', async () => {
    given().write('0001_a.sql', 'create table t (n int primary key);\nselect 1 / 0;');
    expect(await given().refusal()).toBe(
      '0001_a.sql failed at statement 2, line 2: select 1 / 0\ndivision by zero\n' +
        'Nothing of this file was applied. Remove the cause, then start again.',
    );
    given().write(
      '0001_a.sql',
      'create table t (n int unique deferrable initially deferred); insert into t values (1), (1);',
    );
    expect(await given().refusal()).toMatch(/^0001_a.sql failed when it was committed\nduplicate key/);
    given().write('0001_a.sql', 'create table t (n int not null); insert into t values (null);');
    expect(await given().refusal()).toMatch(
      /not-null.*\n.* Rows of the database break it: correct them, then start again\.$/,
    );
    given().write('0001_a.sql', 'create table t (n int);');
    expect(await given().apply()).toEqual(['0001_a.sql']);
  });

  it('statement by statement without a transaction, and a failed one is where the next start continues', async () => {
    given().write('0001_t.sql', 'create table t (n int);');
    given().write(
      '0002_x.sql',
      `${marker}insert into t values (1);\n\ninsert into t values (2);\ninsert into u values (3);`,
    );
    expect(await given().refusal()).toBe(
      '0002_x.sql failed at statement 3, line 5: insert into u values (3)\nrelation "u" does not exist\n' +
        'The statements before it stay applied; the next start continues with this one. Remove the cause, then start again.',
    );
    expect(await ledger()).toEqual([
      ['0001_t.sql', null],
      ['0002_x.sql', 2],
    ]);
    await given().run('create table u (n int)');
    expect(await given().apply()).toEqual(['0002_x.sql']);
    expect(await given().query('select n from t union all select n from u order by 1')).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
  });

  it('statement by statement, of which the wrong one may be corrected, and those that are done may not', async () => {
    const done = `${marker}create table t (n int);\r\ninsert into t values (1);`;
    given().write('0001_x.sql', `${done} insert into nowhere values (2);`);
    await given().refusal();
    given().write('0001_x.sql', `${done.replace('(1)', '(7)')} insert into t values (2);`);
    expect(await given().refusal()).toMatch(
      /^0001_x.sql was changed after its first 2 statements had been applied. Restore/,
    );
    given().write('0001_x.sql', `${done.replaceAll('\r\n', '\n')} insert into t values (2);`);
    expect(await given().apply()).toEqual(['0001_x.sql']);
    expect(await given().query('select n from t order by 1')).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await given().apply()).toEqual([]);
  });

  it('statement by statement, of which those that only check are repeated, and leave no trace when they fail', async () => {
    given().write('0001_t.sql', 'create table t (n int); insert into t values (1);');
    given().write(
      '0002_validation.sql',
      `${marker}create function pg_temp.found(lowest int) returns bigint language sql as $$ select count(*) from t where n >= lowest $$;
      do $$ begin if pg_temp.found(5) > 0 then raise exception 'rows above 5'; end if; end $$;
      do $$ begin if pg_temp.found(1) > 0 then raise exception 'rows above 1'; end if; end $$;
      alter table t add check (n < 1);`,
    );
    expect(await given().refusal()).toMatch(
      /failed at statement 3, line 4: DO …\nrows above 1\nNothing of this file was applied/,
    );
    expect(await ledger()).toEqual([['0001_t.sql', null]]);
    await given().run('update t set n = 7');
    expect(await given().refusal()).toContain('failed at statement 2');
    await given().run('delete from t');
    expect(await given().apply()).toEqual(['0002_validation.sql']);
    given().write('0003_checks.sql', `${marker}do $$ begin perform 1; end $$;`);
    expect(await given().apply()).toEqual(['0003_checks.sql']);
    expect(await given().apply()).toEqual([]);
  });

  it('in a new session each, which they leave as it was', async () => {
    given().write(
      '0001_a.sql',
      "set timezone = 'Europe/Berlin'; set search_path = ''; create function pg_temp.f() returns int return 1;",
    );
    given().write(
      '0002_b.sql',
      'create function pg_temp.f() returns int return 2; create table t (n int, at text);' +
        "insert into t select pg_temp.f(), timestamptz '2024-01-01 00:00:00Z'::text;",
    );
    await given().apply();
    expect(await given().query('select n, at from t')).toEqual([{ n: 2, at: '2024-01-01 00:00:00+00' }]);
    const [settings] = await given().query(`select current_setting('timezone') as zone, current_schema() as schema,
        current_setting('lock_timeout') as "lockTimeout", (select count(*)::int from pg_locks where locktype = 'advisory') as locks`);
    expect(settings).toEqual({ zone: 'UTC', schema: 'public', lockTimeout: '0', locks: 0 });
  });

  it('with the settings and temporary functions of their session again after an interruption', async () => {
    given().write('0001_s.sql', 'create schema s;');
    given().write(
      '0002_x.sql',
      `${marker}set search_path = s; create function pg_temp.one() returns int return 1;
      create or replace temporary view two as select 2 as n; create table temp (n int); create index temporary on temp (n);
      insert into u select pg_temp.one() + n from two;`,
    );
    expect(await given().refusal()).toContain('relation "u" does not exist');
    await given().run('create table s.u (n int)');
    await given().apply();
    expect(await given().query('select n from s.u')).toEqual([{ n: 3 }]);
  });

  it('outside of a transaction where PostgreSQL wants it: VACUUM, and blocks that commit', async () => {
    given().write('0001_t.sql', 'create table t (n int);');
    given().write(
      '0002_x.sql',
      `${marker}vacuum t;
        do $$ begin for i in 1..3 loop insert into t values (i); commit; end loop; end $$;
        refresh materialized view v;`,
    );
    expect(await given().refusal()).toContain('failed at statement 3');
    expect(await given().query('select n from t')).toHaveLength(3);
    given().write('0002_x.sql', `${marker}vacuum t;`);
    expect(await given().refusal()).toContain('was changed');
  });

  it('an invalid index that was left behind is built anew, a valid one is kept, and none is left behind', async () => {
    given().write('0001_t.sql', 'create table t (n int, m int); insert into t values (1, 1), (1, 1);');
    await given().apply();
    const refused = async (sql: string) =>
      expect(
        await given()
          .run(sql)
          .then(
            () => 'done',
            () => 'refused',
          ),
      ).toBe('refused');
    await refused('create unique index concurrently one on t (n)');
    await refused('create unique index concurrently "line\nbreak" on t (n)');
    await given().run('create index two on t (m)');
    expect(await indexes()).toEqual([
      ['line\nbreak', false],
      ['one', false],
      ['two', true],
    ]);
    const [before] = await given().query("select 'two'::regclass::oid::text as oid");
    given().write(
      '0002_indexes.sql',
      `${marker}create unique index concurrently if not exists "one" on t (n);
        create index concurrently if not exists two on t (m);
        create index concurrently if not exists U&"line\\000abreak" on t (n);`,
    );
    const failed = await given().refusal();
    expect(failed).toMatch(/^0002_indexes.sql failed at statement 1, line 2: create unique index/);
    expect(failed).toMatch(/Several rows have the same values .*: find them .*, correct them, then start again\.$/);
    expect(await indexes()).toEqual([
      ['line\nbreak', false],
      ['two', true],
    ]);
    await refused('create unique index concurrently one on t (n)');
    await given().run('update t set n = 2 where ctid = (select max(ctid) from t)');
    expect(await given().apply()).toEqual(['0002_indexes.sql']);
    expect(await indexes()).toEqual([
      ['line\nbreak', true],
      ['one', true],
      ['two', true],
    ]);
    expect(await given().query("select 'two'::regclass::oid::text as oid")).toEqual([before]);
  });

  it('and what an older runner has applied stays valid', async () => {
    given().write('0001_initial.sql', 'create table t (n int);\n');
    await given()
      .run(`create table t (n int); create table _applied_migrations (name text primary key, sha256 text not null,
          applied_at timestamptz not null default now());
        insert into _applied_migrations (name, sha256)
          values ('0001_initial.sql', 'd6b0a0cb4b0e0ff6b47fd0bc42f5fc0d0b1cbb32fa2d4e9ef7a0a9c4a8b2d0aa')`);
    expect(await given().refusal()).toMatch(/^0001_initial.sql was changed after it had been applied/);
    await given().run(
      `update _applied_migrations set sha256 = encode(sha256(convert_to(e'create table t (n int);\\n', 'UTF8')), 'hex')`,
    );
    expect(await given().apply()).toEqual([]);
    const columns =
      "select count(*)::int as n from pg_attribute where attrelid = '_applied_migrations'::regclass and attnum > 0";
    expect(await given().query(columns)).toEqual([{ n: 3 }]);
    given().write('0002_x.sql', `${marker}alter table t add m int;`);
    expect(await given().apply()).toEqual(['0002_x.sql']);
    expect(await ledger()).toEqual([
      ['0001_initial.sql', null],
      ['0002_x.sql', null],
    ]);
  });

  it('a migration’s own error is shown as it is, with what it says about the data', async () => {
    given().write('0001_t.sql', 'create table t (n int);');
    given().write(
      '0002a_changes.sql',
      `do $$ begin raise exception '3 rows of "t" have no value: n'
        using detail = '(1), (2), (3)', hint = 'Give them one.'; end $$;`,
    );
    expect(await given().refusal()).toMatch(
      /^0002a_changes\.sql failed at statement 1, .*\n3 rows of "t" have no value: n\n\(1\), \(2\), \(3\)\nGive them one\.\nNothing/,
    );
    expect(await ledger()).toEqual([['0001_t.sql', null]]);
  });

  it('an error of PostgreSQL says what to do where the file is wrong, and quotes no rows', async () => {
    given().write('0001_t.sql', 'create table t (n int); create index concurrently i on t (n);');
    expect(await given().refusal()).toContain('`-- snapinfra: no transaction` as its first line');
    given().write('0001_t.sql', "create table t (n text); insert into t values ('secret'), ('secret');");
    given().write('0002_u.sql', 'create unique index on t (n);');
    const message = await given().refusal();
    expect(message).toContain('could not create unique index');
    expect(message).not.toContain('secret');
  });
};
