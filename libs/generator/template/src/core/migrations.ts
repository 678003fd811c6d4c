import type { DatabaseHandle, ScriptSession } from './database.ts';
import { applyMigration, prepareSession } from './migrations/apply.ts';
import { readGenerated, readMigrations, type Migration } from './migrations/files.ts';
import { pendingMigrations } from './migrations/history.ts';
import { openLedger } from './migrations/ledger.ts';
import { withMigrationLock, withRetries, type Patience } from './migrations/patience.ts';

export interface MigrationOptions extends Partial<Patience> {
  /** Is told when it has to wait for somebody. */
  readonly onNotice?: (notice: string) => void;
}

const migrateSession = async (
  session: ScriptSession,
  folder: string,
  patience: Patience,
  notice: (text: string) => void,
): Promise<readonly string[]> => {
  const [migrations, generated] = await Promise.all([readMigrations(folder), readGenerated(folder)]);
  const ledger = await openLedger(session);
  const left = async () => {
    const history = { migrations, applied: await ledger.read(), generated };
    return { history, pending: pendingMigrations(history) };
  };
  if ((await left()).pending.length === 0) return [];
  const onWait = ({ name }: Migration) => notice(`${name} waits for a lock that other transactions hold …`);
  const apply = async () => {
    // Others may have migrated meanwhile.
    const { history, pending } = await left();
    const [first] = pending;
    if (first === undefined) return [];
    await prepareSession(session, patience);
    await withRetries(patience, ledger.prepare, () => onWait(first));
    for (const migration of pending) {
      await applyMigration(
        { session, ledger, patience, history, onWait },
        migration,
        history.applied.get(migration.name)?.statementsDone,
      );
    }
    return pending.map(({ name }) => name);
  };
  return withMigrationLock(session, patience, apply, () => notice('Waiting for another process that migrates …'));
};

/**
 * The names of the migrations that the database does not have yet. It only reads, and does not wait for locks.
 * @throws StartupError when what was applied has changed, or when what is left does not follow it
 */
export const pendingNames = async (
  { kind, withSession }: Pick<DatabaseHandle, 'kind' | 'withSession'>,
  folder: string,
): Promise<readonly string[]> => {
  const [migrations, generated] = await Promise.all([readMigrations(folder), readGenerated(folder)]);
  const applied = await withSession(async (session) => {
    const read = async () => (await openLedger(session)).read();
    // The embedded database has no other session, and requests share this one.
    if (kind === 'embedded') return read();
    // Local to a transaction: a pooler may give the session to others, who need no such setting.
    await session.run('begin transaction read only; set local lock_timeout = 100');
    try {
      return await read();
    } finally {
      await session.run('rollback').catch(() => undefined);
    }
  });
  return pendingMigrations({ migrations, applied, generated }).map(({ name }) => name);
};

/**
 * Applies the missing migrations in order; returns the names of those it applied. A file is one transaction, or, where its
 * first line is `-- snapinfra: no transaction`, runs statement by statement and continues where it was interrupted.
 * @throws StartupError that names the file, the statement and what to do; what does not follow what was applied is refused
 * before anything is written
 */
export const migrate = (
  database: DatabaseHandle,
  folder: string,
  { lockTimeoutMs = 1000, waitMs = 300_000, onNotice = () => undefined }: MigrationOptions = {},
): Promise<readonly string[]> =>
  database.withSession(async (session) => {
    try {
      return await migrateSession(session, folder, { lockTimeoutMs, waitMs }, onNotice);
    } finally {
      // The embedded database has no other session. Fails only if the connection is lost.
      await session.restore().catch(() => undefined);
    }
  });
