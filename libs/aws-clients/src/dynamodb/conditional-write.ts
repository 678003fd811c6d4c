import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { backoffMs, pause } from '../backoff.ts';
import { DependencyUnavailableError } from '../errors.ts';
import type { Stored, WriteConflict } from './table.types.ts';

const contentionBackoff = { baseMs: 25, maxMs: 400 };
const contentionAttempts = 6;

/**
 * Retries a write that conflicted with a transaction on the same item: nothing was written, and a retry usually
 * succeeds. Rejects with the last `contention` error if all attempts fail.
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

/** Returns a failed condition as a value; rethrows any other error. */
export const conflictOf = <Item>(
  error: unknown,
  decode: (raw: Record<string, unknown>) => Stored<Item>,
): WriteConflict<Item> => {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  return { ok: false, code: 'condition_failed', existing: error.Item && decode(unmarshall(error.Item)) };
};

/**
 * If the first attempt of a put was stored but its response got lost, the SDK's retry fails on our own item. That is
 * not a conflict.
 */
export const isOwnEarlierPut = (error: unknown, written: Record<string, unknown>): boolean =>
  error instanceof ConditionalCheckFailedException &&
  (error.$metadata.attempts ?? 1) > 1 &&
  error.Item !== undefined &&
  isDeepStrictEqual(comparable(unmarshall(error.Item)), comparable(written));

/** Drops undefined members, which are not stored, and unifies the kinds of byte arrays. */
const comparable = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const stored = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(stored.map(([name, member]) => [name, comparable(member)]));
};
