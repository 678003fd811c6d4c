import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseHandle, ScriptSession } from '../../template/src/core/database.ts';
import { migrate, pendingNames, type MigrationOptions } from '../../template/src/core/migrations.ts';
import { openAddress } from './open-address.ts';
import type { PostgresCluster } from './postgres.ts';
import { watchedDatabase } from './watched-database.ts';

type Row = Readonly<Record<string, unknown>>;

/** A database, and a folder of migrations to apply to it. */
export interface Migrating {
  readonly folder: string;
  /** What opens the same database in another process: a URL or a folder. */
  readonly address: string;
  readonly write: (name: string, script: string) => void;
  readonly remove: (name: string) => void;
  /** Says which files of the folder a generation made: each continues from the generation before it, but for the first. */
  readonly writeManifest: (...names: readonly string[]) => void;
  readonly apply: (options?: MigrationOptions) => Promise<readonly string[]>;
  readonly pending: () => Promise<readonly string[]>;
  /** Applies them, and counts the moments at which a process that does so can be killed: see watched-database.ts. */
  readonly countMoments: () => Promise<number>;
  /** The message of the error, which there has to be. */
  readonly refusal: (options?: MigrationOptions) => Promise<string>;
  readonly query: (sql: string) => Promise<readonly Row[]>;
  readonly run: (script: string) => Promise<void>;
  /** Work on one connection. */
  readonly withSession: <Result>(work: (session: ScriptSession) => Promise<Result>) => Promise<Result>;
  /** Empties the database. */
  readonly renew: () => Promise<void>;
  /** Closes the database for other processes, as an embedded one is for one at a time, and opens it again. */
  readonly lend: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

const schemas = `select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`;

/** An empty database again. */
const renew = (database: DatabaseHandle): Promise<void> =>
  database.withSession(async ({ query, run }) => {
    for (const { name } of await query(schemas, [])) await run(`drop schema "${String(name)}" cascade`);
    await run('create schema public');
  });

const start = async (address: string, known?: DatabaseHandle): Promise<Migrating> => {
  const project = mkdtempSync(join(tmpdir(), 'snapinfra-migrating-'));
  const folder = join(project, 'migrations');
  mkdirSync(folder);
  mkdirSync(join(project, '.snapinfra'));
  const isServer = address.startsWith('postgres:');
  let database = known ?? (await openAddress(address));
  const apply = (options: MigrationOptions = {}) => migrate(database, folder, options);
  return {
    folder,
    address,
    write: (name, script) => writeFileSync(join(folder, name), script),
    remove: (name) => rmSync(join(folder, name)),
    writeManifest: (...names) => {
      const migrations = names.map((name, position) => ({ name, base: position === 0 ? null : `g${position}` }));
      writeFileSync(join(project, '.snapinfra/manifest.json'), JSON.stringify({ formatVersion: 1, migrations }));
    },
    apply,
    pending: () => pendingNames(database, folder),
    countMoments: async () => {
      let moments = 0;
      const count = async (moment: number) => void (moments = moment + 1);
      await migrate(watchedDatabase(database, count), folder);
      return moments;
    },
    refusal: (options) =>
      apply(options).then(
        (names) => Promise.reject(new Error(`applied ${names.join(', ')}`)),
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      ),
    query: (sql) => database.withSession((session) => session.query(sql, [])),
    run: (script) => database.withSession((session) => session.run(script)),
    withSession: (work) => database.withSession(work),
    renew: () => renew(database),
    lend: async (work) => {
      if (isServer) return work();
      await database.close();
      try {
        return await work();
      } finally {
        database = await openAddress(address);
      }
    },
    close: async () => {
      if (known === undefined) await database.close();
      rmSync(project, { recursive: true, force: true });
    },
  };
};

/** What migrations run on: PGlite in memory, PGlite in a folder, or a database of a cluster. */
export interface Backend {
  readonly start: () => Promise<Migrating>;
  readonly stop: () => Promise<void>;
}

/** One database for all, as making one takes time. */
const shared = async (address: string, stop: () => Promise<void>): Promise<Backend> => {
  const database = await openAddress(address);
  return {
    start: async () => {
      await renew(database);
      return start(address, database);
    },
    stop: async () => {
      await database.close();
      await stop();
    },
  };
};

export const embedded = (): Promise<Backend> => shared('memory', () => Promise.resolve());

export const onCluster = async (cluster: PostgresCluster): Promise<Backend> =>
  shared(await cluster.createDatabase('migrating'), () => cluster.stop());

/** In a folder, as other processes cannot use a database in the memory of this one. */
export const stored = async (): Promise<Backend> => {
  const folder = mkdtempSync(join(tmpdir(), 'snapinfra-stored-'));
  return {
    start: async () => {
      const migrating = await start(folder);
      await migrating.renew();
      return migrating;
    },
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
};
