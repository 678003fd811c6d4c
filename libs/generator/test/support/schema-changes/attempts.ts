import type { ScriptSession } from '../../../template/src/core/database.ts';

/** Work on one session, in a transaction that is committed at its end. */
export const inTransaction = async <Result>(session: ScriptSession, work: () => Promise<Result>): Promise<Result> => {
  await session.run('BEGIN');
  try {
    const result = await work();
    await session.run('COMMIT');
    return result;
  } catch (error) {
    await session.run('ROLLBACK');
    throw error;
  }
};

const isTaken = async (session: ScriptSession, statement: string): Promise<boolean> => {
  try {
    await session.run(statement);
    return true;
  } catch {
    // It breaks a rule of the table, which the draw did not look at.
    return false;
  }
};

/** Runs a statement that may be refused, within a transaction; it stays if the database takes it and it is welcome. */
export const attempt = async (
  session: ScriptSession,
  statement: string,
  isWelcome: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<boolean> => {
  await session.run('SAVEPOINT attempt');
  const stays = (await isTaken(session, statement)) && (await isWelcome());
  await session.run(stays ? 'RELEASE SAVEPOINT attempt' : 'ROLLBACK TO SAVEPOINT attempt');
  return stays;
};

/** Undoes what some work does. */
export const undone = async <Result>(session: ScriptSession, work: () => Promise<Result>): Promise<Result> => {
  await session.run('SAVEPOINT undone');
  try {
    return await work();
  } finally {
    await session.run('ROLLBACK TO SAVEPOINT undone');
  }
};
