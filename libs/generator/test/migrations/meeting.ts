import pg from 'pg';
import { afterEach, expect, it, vi } from 'vitest';
import type { DatabaseHandle } from '../../template/src/core/database.ts';
import { pendingNames } from '../../template/src/core/migrations.ts';
import type { Migrating } from '../support/migrating.ts';
import { startMigrating } from '../support/start-migrating.ts';

const marker = '-- snapinfra: no transaction\n';

const statements: Readonly<Record<string, string>> = {
  '0001_initial.sql':
    'create table t (n int); create table log (what text primary key); insert into t values (1), (2);',
  '0002a_changes.sql': "insert into log values ('2a'); alter table t add m int;",
  '0002b_indexes.sql': `${marker}insert into log values ('2b'); create index concurrently if not exists i on t (n);
    create unique index concurrently if not exists j on t (n); insert into log values ('2b again');`,
};
const log = async ({ query }: Migrating) =>
  (await query('select what from log order by what')).map((row) => row['what']);

/** How migrations get on with others, on a database of PostgreSQL that each test is given. */
export const meetingTests = (given: () => Migrating): void => {
  const clients: pg.Client[] = [];
  afterEach(async () => void (await Promise.all(clients.splice(0).map((client) => client.end()))));

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: given().address });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  /** A transaction that has read the table and does not end by itself. */
  const startReader = async () => {
    const reader = await connect();
    await reader.query('begin isolation level repeatable read; select * from t');
    return { end: () => reader.query('rollback') };
  };
  const until = (sql: string) =>
    vi.waitFor(async () => expect(await given().query(sql)).not.toEqual([]), { timeout: 20_000, interval: 5 });
  const waitsForTable =
    "select 1 from pg_locks where relation = 't'::regclass and mode = 'AccessExclusiveLock' and not granted";
  const buildsIndex = `select 1 from pg_stat_activity where query ~ '^create .*index concurrently' and wait_event_type = 'Lock'
    and datname = current_database()`;
  const applyInitial = async () => {
    given().write('0001_initial.sql', statements['0001_initial.sql'] ?? '');
    await given().apply();
  };

  it('an instance that waits does not keep an index from being built', async () => {
    await applyInitial();
    for (const [name, script] of Object.entries(statements)) given().write(name, script);
    const reader = await startReader();
    // The reader may go on: only an ACCESS EXCLUSIVE lock would have to wait for it.
    given().write('0002a_changes.sql', "insert into log values ('2a');");
    const first = startMigrating(given());
    await until(buildsIndex);
    const second = startMigrating(given());
    await second.written('Waiting for another process');
    await reader.end();
    const ends = await Promise.all([first.ended, second.ended]);
    expect(ends.map(({ status, output }) => (status === 0 ? 0 : output))).toEqual([0, 0]);
    expect(ends.map(({ applied }) => applied.length)).toEqual([2, 0]);
  });

  it('an instance that is killed while an index is built, and its session with it, leaves work that is completed', async () => {
    await applyInitial();
    const reader = await startReader();
    given().write('0002_indexes.sql', statements['0002b_indexes.sql'] ?? '');
    const first = startMigrating(given());
    await until(buildsIndex);
    first.kill();
    expect((await first.ended).signal).toBe('SIGKILL');
    // Its session goes on in PostgreSQL, with its lock, until somebody ends it: here before the index is complete.
    const second = startMigrating(given());
    await second.written('Waiting for another process');
    await given().query(buildsIndex.replace('select 1', 'select pg_terminate_backend(pid)'));
    await until("select 1 from pg_index where indexrelid = to_regclass('i') and not indisvalid");
    await reader.end();
    expect(await second.ended).toMatchObject({ status: 0, applied: ['0002_indexes.sql'] });
    expect(await log(given())).toEqual(['2b', '2b again']);
    const indexes =
      "select indexrelid::regclass::text as name, indisvalid as valid from pg_index where indrelid = 't'::regclass order by 1";
    expect(await given().query(indexes)).toEqual(['i', 'j'].map((name) => ({ name, valid: true })));
  });

  it('writers do not queue behind a migration that waits for a long-running reader', async () => {
    await applyInitial();
    const reader = await startReader();
    const writer = await connect();
    const write = () =>
      writer.query('insert into t values (3)').then(
        () => 'written',
        (error: Error) => error.message,
      );

    // What happens without the runner: nobody gets past the migration before the reader ends.
    const naive = await connect();
    await naive.query("set lock_timeout = '10s'");
    const blocked = naive.query('alter table t add naive int').catch((error: Error) => error.message);
    await until(waitsForTable);
    await writer.query("set lock_timeout = '500ms'");
    expect(await write()).toContain('lock timeout');
    await given().query(
      "select pg_cancel_backend(pid) from pg_stat_activity where query = 'alter table t add naive int'",
    );
    expect(await blocked).toContain('canceling');

    await writer.query("set lock_timeout = '10s'");
    given().write('0002_changes.sql', 'create table made (); alter table t add m int;');
    const notices: string[] = [];
    const options = { lockTimeoutMs: 100, onNotice: (notice: string) => void notices.push(notice) };
    const applied = given().apply(options);
    for (let times = 0; times < 3; times += 1) {
      await until(waitsForTable);
      expect(await write()).toBe('written');
    }
    expect(notices).toEqual(['0002_changes.sql waits for a lock that other transactions hold …']);
    await reader.end();
    expect(await applied).toEqual(['0002_changes.sql']);
    expect(await given().query('select m from t')).toHaveLength(5);
  });

  it('a statement of a file without transaction is tried again alone', async () => {
    await applyInitial();
    const reader = await startReader();
    given().write('0002_x.sql', `${marker}insert into log values ('once'); alter table t add m int;`);
    const noticed = Promise.withResolvers<void>();
    const applied = given().apply({ lockTimeoutMs: 50, onNotice: () => noticed.resolve() });
    await noticed.promise;
    await reader.end();
    expect(await applied).toEqual(['0002_x.sql']);
    expect(await log(given())).toEqual(['once']);
  });

  it('an index waits for a long-running reader longer than for a lock, as nobody waits for it', async () => {
    await applyInitial();
    const reader = await startReader();
    given().write('0002_x.sql', `${marker}create index concurrently if not exists i on t (n);`);
    const notices: string[] = [];
    const applied = given().apply({ lockTimeoutMs: 20, onNotice: (notice) => void notices.push(notice) });
    await until(`${buildsIndex} and clock_timestamp() - query_start > '200ms'`);
    await reader.end();
    expect(await applied).toEqual(['0002_x.sql']);
    expect(notices).toEqual([]);
  });

  it('what does not get its lock in time says so, and leaves nothing behind', async () => {
    await applyInitial();
    const reader = await startReader();
    given().write('0002_changes.sql', 'create table made (); alter table t add m int;');
    const message = await given().refusal({ lockTimeoutMs: 20, waitMs: 100 });
    expect(message).toMatch(
      /^0002_changes\.sql failed at statement 2, line 1: alter table t add m int\n.*lock timeout/,
    );
    expect(message).toMatch(/Nothing of this file was applied\. .*pg_stat_activity.*MIGRATION_WAIT_MS/);
    expect(await given().query("select to_regclass('made')::text as made")).toEqual([{ made: null }]);
    await reader.end();
  });

  it('reading what is pending does not wait for them, and leaves the session as it was', async () => {
    await applyInitial();
    const other = await connect();
    await other.query('begin; lock table _applied_migrations in access exclusive mode');
    await expect(given().pending()).rejects.toThrow('lock timeout');
    await other.query('rollback; select pg_advisory_lock(7031985217734529)');
    expect(await given().pending()).toEqual([]);
    // A pooler gives the session to others afterwards.
    const session = await connect();
    const withSession: DatabaseHandle['withSession'] = (work) =>
      work({
        run: async (script) => void (await session.query(script)),
        query: async (text, parameters) => (await session.query(text, [...parameters])).rows,
        restore: () => Promise.resolve(),
      });
    await pendingNames({ kind: 'postgres', withSession }, given().folder);
    const { rows } = await session.query("select current_setting('lock_timeout') as timeout");
    expect(rows).toEqual([{ timeout: '0' }]);
  });

  it('who waits in vain for another process is told which it is', async () => {
    await applyInitial();
    given().write('0002_changes.sql', 'alter table t add m int;');
    const other = await connect();
    const { rows } = await other.query<{ pid: number }>(
      'select pg_backend_pid() as pid, pg_advisory_lock(7031985217734529)',
    );
    const message = await given().refusal({ waitMs: 50 });
    expect(message).toContain(
      `Another process (PostgreSQL's process ${rows[0]?.pid}) is still migrating this database`,
    );
  });
};
