import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptSession } from '../database.ts';
import { sqlState } from '../database-errors.ts';
import { StartupError } from '../startup-error.ts';

export interface Patience {
  /** How long a statement waits for a lock: others that want the same table queue behind it meanwhile. */
  readonly lockTimeoutMs: number;
  /** How long to try again, and how long to wait for another process that migrates the same database. */
  readonly waitMs: number;
}

/** Distinguishes the lock of migrations from other advisory locks; the same in all versions. */
const lockKey = '7031985217734529';

/** A lock timeout, or a deadlock that PostgreSQL ended. */
export const isLockFailure = (error: unknown): boolean => ['55P03', '40P01'].includes(sqlState(error) ?? '');

/** Pauses become longer, so that others get their turn, and differ, so that two processes do not keep meeting. */
const pauseAfter = (attempt: number, { lockTimeoutMs }: Patience): number =>
  lockTimeoutMs * Math.min(5, 2 ** attempt / 2) * (0.5 + Math.random());

/** Repeats work that did not get its locks. */
export const withRetries = async <Result>(
  patience: Patience,
  work: () => Promise<Result>,
  onWait: () => void,
): Promise<Result> => {
  const deadline = performance.now() + patience.waitMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const pauseMs = pauseAfter(attempt, patience);
      if (!isLockFailure(error) || performance.now() + pauseMs > deadline) throw error;
      if (attempt === 0) onWait();
      await sleep(pauseMs);
    }
  }
};

const holderOf = async (session: ScriptSession): Promise<string> => {
  const [row] = await session.query(
    `select l.pid::text as pid from pg_locks l join pg_database d on d.oid = l.database
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and d.datname = current_database()
       and (l.classid::bigint << 32) | l.objid::bigint = $1::bigint`,
    [lockKey],
  );
  return row === undefined ? '' : ` (PostgreSQL's process ${String(row['pid'])})`;
};

/**
 * Lets one process at a time migrate a database. It asks again and again instead of waiting in PostgreSQL: a session that
 * waits there keeps a transaction open, and an index that is built CONCURRENTLY would wait for that one, without end.
 */
export const withMigrationLock = async <Result>(
  session: ScriptSession,
  { waitMs }: Patience,
  work: () => Promise<Result>,
  onWait: () => void,
): Promise<Result> => {
  const deadline = performance.now() + waitMs;
  const tryLock = async () => {
    const [row] = await session.query(`select pg_try_advisory_lock(${lockKey}) as locked`, []);
    return row?.['locked'] === true;
  };
  for (let attempt = 0; !(await tryLock()); attempt += 1) {
    if (performance.now() > deadline) {
      throw new StartupError(
        `Another process${await holderOf(session)} is still migrating this database. Start again when it is done, or wait ` +
          'longer with MIGRATION_WAIT_MS.',
      );
    }
    if (attempt === 0) onWait();
    await sleep(50 + 100 * Math.random());
  }
  try {
    return await work();
  } finally {
    // Fails only if the connection is lost, and the lock with it.
    await session.query(`select pg_advisory_unlock(${lockKey})`, []).catch(() => undefined);
  }
};
