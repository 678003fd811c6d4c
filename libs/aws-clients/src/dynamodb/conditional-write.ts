import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { backoffMs, pause } from '../backoff.ts';
import { DependencyUnavailableError } from '../errors.ts';
import type { Stored, WriteConflict } from './table.types.ts';

const contentionBackoff = { baseMs: 25, maxMs: 400 };
const contentionAttempts = 6;

/**
 * Repeats a write that met a transaction on the same item: nothing was written, and the next attempt usually succeeds.
 * Rejects with the last `contention` error when it never does.
 */
export const retryContention = async <Result>(
  write: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      const contended = error instanceof DependencyUnavailableError && error.reason === 'contention';
      if (!contended || attempt === contentionAttempts) throw error;
      await pause(backoffMs(attempt, contentionBackoff), signal);
    }
  }
};

/** A failed condition as a value; any other error is thrown again. */
export const conflictOf = <Item>(
  error: unknown,
  decode: (raw: Record<string, unknown>) => Stored<Item>,
): WriteConflict<Item> => {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  return { ok: false, code: 'condition_failed', existing: error.Item && decode(unmarshall(error.Item)) };
};

/**
 * A put whose first attempt was stored although its answer got lost makes the SDK's retry fail on our own item: that is
 * no conflict.
 */
export const isOwnEarlierPut = (error: unknown, written: Record<string, unknown>): boolean =>
  error instanceof ConditionalCheckFailedException &&
  (error.$metadata.attempts ?? 1) > 1 &&
  error.Item !== undefined &&
  isDeepStrictEqual(comparable(unmarshall(error.Item)), comparable(written));

/** The value without what is not stored (undefined members) and without the difference between kinds of byte arrays. */
const comparable = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const stored = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(stored.map(([name, member]) => [name, comparable(member)]));
};
