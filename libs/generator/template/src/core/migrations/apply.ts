import type { ScriptSession } from '../database.ts';
import { sqlState } from '../database-errors.ts';
import { failure } from './failures.ts';
import type { Migration } from './files.ts';
import type { History } from './generating-again.ts';
import type { Ledger } from './ledger.ts';
import { withRetries, type Patience } from './patience.ts';
import { requireSameIndex } from './same-index.ts';
import { concurrentIndex, isConcurrent, isOfSession, type NamedIndex, type Statement } from './statements.ts';

export interface Applying {
  readonly session: ScriptSession;
  readonly ledger: Ledger;
  readonly patience: Patience;
  readonly history: History;
  readonly onWait: (migration: Migration) => void;
}

const inTransaction = async (session: ScriptSession, work: () => Promise<void>): Promise<void> => {
  await session.run('begin');
  try {
    await work();
    await session.run('commit');
  } catch (error) {
    // Fails only if the connection is lost, which rolls back as well.
    await session.run('rollback').catch(() => undefined);
    throw error;
  }
};

/** A whole file and its record, or nothing; without a lock that it needs the file is begun again. */
const applyTransaction = async (context: Applying, migration: Migration): Promise<void> => {
  const { session, ledger, patience, history } = context;
  let index: number | undefined;
  const attempt = () =>
    inTransaction(session, async () => {
      for (const [position, { text }] of migration.statements.entries()) {
        index = position;
        await session.run(text);
      }
      index = undefined;
      await ledger.recordAll(migration);
    });
  try {
    await withRetries(patience, attempt, () => context.onWait(migration));
  } catch (error) {
    throw failure(error, { migration, history, index, isBegun: false }, patience);
  }
};

/** An index that could not be completed stays behind as invalid: it is of no use, and IF NOT EXISTS would accept it. */
const dropInvalid = async (session: ScriptSession, { name, table }: NamedIndex): Promise<void> => {
  const rows = await session.query(
    `select format('%I.%I', n.nspname, c.relname) as index from pg_index i
       join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where i.indrelid = to_regclass($1) and c.relname = $2::name and not i.indisvalid`,
    [table, name],
  );
  for (const row of rows) await session.run(`drop index concurrently if exists ${String(row['index'])}`);
};

const runConcurrent = async ({ session, patience }: Applying, statement: Statement): Promise<void> => {
  const index = concurrentIndex(statement);
  // It waits for the ends of older transactions, while nobody has to wait for it.
  await session.run(`set lock_timeout = ${Math.trunc(patience.waitMs)}`);
  try {
    if (index) {
      await dropInvalid(session, index);
      await requireSameIndex(session, index);
    }
    await session.run(statement.text);
  } catch (error) {
    // Until it is dropped, others maintain it, and a unique one rejects their rows. The next start tries again, too.
    if (index) await dropInvalid(session, index).catch(() => undefined);
    throw error;
  } finally {
    await session.run(`set lock_timeout = ${Math.trunc(patience.lockTimeoutMs)}`).catch(() => undefined);
  }
};

/** VACUUM and the like, and procedures that commit: PostgreSQL says so before it has done anything. */
const refusesTransactions = (error: unknown): boolean => ['25001', '2D000'].includes(sqlState(error) ?? '');

/** Whether the open transaction has written anything. */
const hasWritten = async (session: ScriptSession): Promise<boolean> => {
  const [row] = await session.query('select pg_current_xact_id_if_assigned() is not null as written', []);
  return row?.['written'] === true;
};

/**
 * Runs a statement and records it. Both are one transaction where PostgreSQL allows it; otherwise the record follows the
 * statement, which is repeated if the process ends in between. A statement that only reads, as a check of the data does, is
 * not recorded: it is repeated as well.
 */
const runStatement = async (context: Applying, statement: Statement, record: () => Promise<void>): Promise<void> => {
  const { session } = context;
  if (isOfSession(statement)) return session.run(statement.text);
  if (isConcurrent(statement)) {
    await runConcurrent(context, statement);
    return record();
  }
  try {
    return await inTransaction(session, async () => {
      await session.run(statement.text);
      if (await hasWritten(session)) await record();
    });
  } catch (error) {
    if (!refusesTransactions(error)) throw error;
    await session.run(statement.text);
    return record();
  }
};

const applyStatements = async (context: Applying, migration: Migration, statementsDone: number): Promise<void> => {
  const { ledger, patience, history } = context;
  let done = statementsDone;
  for (const [index, statement] of migration.statements.entries()) {
    if (index < statementsDone && !isOfSession(statement)) continue;
    const record = () => ledger.recordStatements(migration, index + 1);
    const recorded = async () => {
      await record();
      done = index + 1;
    };
    try {
      await withRetries(
        patience,
        () => runStatement(context, statement, recorded),
        () => context.onWait(migration),
      );
    } catch (error) {
      throw failure(error, { migration, history, index, isBegun: done > 0 }, patience);
    }
  }
  if (done < migration.statements.length) await ledger.recordAll(migration);
};

/**
 * Settings for migrations: they may take long, but wait for locks only briefly. Compiling each count of the data, which is read
 * once, would take longer than most counts.
 */
export const prepareSession = async (session: ScriptSession, { lockTimeoutMs }: Patience): Promise<void> => {
  await session.restore();
  await session.run(`set statement_timeout = 0; set jit = off; set lock_timeout = ${Math.trunc(lockTimeoutMs)}`);
};

/** Applies a migration that is not applied, or the rest of one of which so many statements are done. */
export const applyMigration = async (context: Applying, migration: Migration, statementsDone = 0): Promise<void> => {
  // Each begins with the same settings, whatever the one before has changed.
  await prepareSession(context.session, context.patience);
  if (migration.isTransaction) await applyTransaction(context, migration);
  else await applyStatements(context, migration, statementsDone);
};
