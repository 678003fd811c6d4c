import { randomUUID } from 'node:crypto';
import { TransactionCanceledException, type CancellationReason } from '@aws-sdk/client-dynamodb';
import {
  TransactWriteCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { sendOptions } from '../backoff.ts';
import { DependencyUnavailableError, type UnavailableReason } from '../errors.ts';
import { retryContention } from './conditional-write.ts';
import type { RequestOptions, TransactionItem, TransactionResult } from './table.types.ts';

/** Temporary reasons: the same transaction may succeed later. */
const transientReasons: Readonly<Record<string, UnavailableReason>> = {
  TransactionConflict: 'contention',
  ThrottlingError: 'throttled',
  ProvisionedThroughputExceeded: 'throttled',
  RequestLimitExceeded: 'throttled',
};

/**
 * Writes up to 100 items of any tables, all or none. Failed conditions are returned as conflicts per item; contention
 * is retried.
 */
export const transactWrite = async <const Items extends readonly TransactionItem[]>(
  { dynamo }: { readonly dynamo: DynamoDBDocumentClient },
  items: Items,
  { signal }: RequestOptions = {},
): Promise<TransactionResult<Items>> => {
  type Requests = NonNullable<TransactWriteCommandInput['TransactItems']>;
  // All attempts share one token, so that a retry after a lost response succeeds without writing again.
  const command = new TransactWriteCommand({
    TransactItems: items.map(({ request }) => request) as Requests,
    ClientRequestToken: randomUUID(),
  });
  const write = async () => {
    try {
      await dynamo.send(command, sendOptions(signal));
    } catch (error) {
      throw transientError(error) ?? error;
    }
  };
  try {
    await retryContention(write, signal);
    return { ok: true };
  } catch (error) {
    const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
    if (!reasons.some(isConditionFailure)) throw error;
    const conflicts = items.map((item, index) => conflictOf(item, reasons[index]));
    return { ok: false, code: 'condition_failed', conflicts } as TransactionResult<Items>;
  }
};

const isConditionFailure = (reason: CancellationReason | undefined): boolean =>
  reason?.Code === 'ConditionalCheckFailed';

const conflictOf = (item: TransactionItem, reason: CancellationReason | undefined) =>
  isConditionFailure(reason)
    ? { code: 'condition_failed', existing: reason?.Item && item.decodeExisting(unmarshall(reason.Item)) }
    : undefined;

const transientError = (error: unknown): DependencyUnavailableError | undefined => {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
  // A failed condition is final, whatever the reasons of the other items.
  if (codes.includes('ConditionalCheckFailed')) return undefined;
  const reason = codes.map((code) => transientReasons[code]).find((candidate) => candidate !== undefined);
  return (
    reason &&
    new DependencyUnavailableError({ dependency: 'dynamodb', reason, operation: 'TransactWriteItems', cause: error })
  );
};
