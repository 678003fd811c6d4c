import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseHandle, ScriptSession } from './database.ts';
import { StartupError } from './startup-error.ts';

export interface Migration {
  readonly name: string;
  readonly script: string;
  readonly sha256: string;
}

const bookkeeping = '_applied_migrations';
/** An arbitrary key of an advisory lock, so that processes that start at the same time migrate one after the other. */
const lockKey = '7031985217734529';

/** Ignores line endings, which Git may change on checkout. */
const digest = (script: string): string => createHash('sha256').update(script.replaceAll('\r\n', '\n')).digest('hex');

/** `NNNN_name.sql`, in order. */
export const readMigrations = async (folder: string): Promise<readonly Migration[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const script = await readFile(join(folder, name), 'utf8');
      return { name, script, sha256: digest(script) };
    }),
  );
};

const prepare = async (session: ScriptSession): Promise<void> => {
  await session.run(`begin; set local statement_timeout = 0; select pg_advisory_xact_lock(${lockKey});
    create table if not exists ${bookkeeping} (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now());
    commit;`);
};

const readApplied = async (session: ScriptSession): Promise<ReadonlyMap<string, string>> => {
  const rows = await session.query(`select name, sha256 from ${bookkeeping} order by name`, []);
  return new Map(rows.map((row) => [String(row['name']), String(row['sha256'])]));
};

const checkHistory = (migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void => {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, sha256] of applied) {
    const migration = known.get(name);
    if (migration === undefined) {
      throw new StartupError(`The database has ${name}, which this version does not: it belongs to a later version.`);
    }
    if (migration.sha256 !== sha256) {
      throw new StartupError(
        `${name} was changed after it had been applied. Undo the change and add a new migration; where a new generation ` +
          'changed it, start with a new database (without DATABASE_URL: remove the folder .data).',
      );
    }
  }
  const last = [...applied.keys()].at(-1) ?? '';
  const late = migrations.find(({ name }) => !applied.has(name) && name < last);
  if (late !== undefined) {
    throw new StartupError(
      `${late.name} comes before ${last}, which has already been applied. Give it a later number.`,
    );
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const applyOne = async (session: ScriptSession, migration: Migration): Promise<boolean> => {
  await session.run(`begin; set local statement_timeout = 0; select pg_advisory_xact_lock(${lockKey});`);
  try {
    // Another process may have applied it while this one waited for the lock.
    const applied = (await readApplied(session)).has(migration.name);
    if (!applied) {
      await session.run(migration.script);
      await session.query(`insert into ${bookkeeping} (name, sha256) values ($1, $2)`, [
        migration.name,
        migration.sha256,
      ]);
    }
    await session.run('commit');
    return !applied;
  } catch (error) {
    await session.run('rollback').catch(() => undefined);
    throw new StartupError(`${migration.name} failed and was rolled back: ${messageOf(error)}`, {
      cause: error,
    });
  }
};

/** Applies the missing migrations, each in its own transaction; returns the names of those it applied. */
export const migrate = async (database: DatabaseHandle, folder: string): Promise<readonly string[]> => {
  const migrations = await readMigrations(folder);
  return database.withSession(async (session) => {
    await prepare(session);
    const applied = await readApplied(session);
    checkHistory(migrations, applied);
    const done: string[] = [];
    for (const migration of migrations.filter(({ name }) => !applied.has(name))) {
      if (await applyOne(session, migration)) done.push(migration.name);
    }
    return done;
  });
};
