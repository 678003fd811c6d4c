import { createHash } from 'node:crypto';
import type { Stored } from '@snapinfra/aws-clients';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../runtime/clock.ts';
import type { RequestTable } from '../storage/tables.ts';
import type { IdempotencyItem } from './idempotency-item.ts';

export type Found = Stored<IdempotencyItem> | undefined;

const sha256 = (...parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** An item is gone when its time is over, whether or not DynamoDB has removed it yet. */
export const unexpired = (item: Found, clock: Clock): Found =>
  item && item.expiresAtEpochSeconds * 1000 > clock().getTime() ? item : undefined;

/** A request that came with an Idempotency-Key. */
export interface KeyedAttempt {
  readonly key: { readonly pk: string; readonly sk: string };
  readonly requestHash: string;
  /** The item as it was before this request. */
  readonly earlier: Promise<Found>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a POST that came with an Idempotency-Key. */
    keyed: KeyedAttempt | undefined;
  }
}

/** Starts to read what is under the key of a request, if it has one. */
export const beginAttempt = (idempotency: RequestTable<IdempotencyItem>, request: FastifyRequest): void => {
  const sent = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
  if (typeof sent !== 'string') return;
  const key = { pk: `IDEMPOTENCY#${sha256(request.caller.userId, sent)}`, sk: 'RECORD' };
  const requestHash = sha256(request.method, request.url, JSON.stringify(request.body ?? null));
  const earlier = idempotency.get(key);
  earlier.catch(() => undefined);
  request.keyed = { key, requestHash, earlier };
};

/** Whether a key is another request's, or has an answer to give. */
export const isTaken = (item: IdempotencyItem, { requestHash }: Pick<KeyedAttempt, 'requestHash'>): boolean =>
  item.requestHash !== requestHash || item.answer !== undefined;
