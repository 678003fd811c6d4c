import type { SQL } from 'drizzle-orm';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from './database.ts';
import { sqlState } from './database-errors.ts';

const retryable = new Set(['40001', '40P01']);
const attempts = 4;

const isRows = (result: unknown): result is { readonly rows: readonly unknown[] } =>
  typeof result === 'object' && result !== null && 'rows' in result && Array.isArray(result.rows);

const isRecord = (row: unknown): row is Readonly<Record<string, unknown>> => typeof row === 'object' && row !== null;

/** Runs a statement and returns its rows as objects by column. */
export const rowsOf = async (db: Database, statement: SQL): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const result: unknown = await db.execute(statement);
  return isRows(result) ? result.rows.filter(isRecord) : [];
};

/**
 * Retries work that failed because of a concurrent transaction (deadlock, serialization); rethrows the last failure.
 */
export const withRetries = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || !retryable.has(sqlState(error) ?? '')) throw error;
      await delay(Math.random() * 20 * 2 ** attempt);
    }
  }
};
