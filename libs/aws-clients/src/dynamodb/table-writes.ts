import { DeleteCommand, PutCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { sendOptions } from '../backoff.ts';
import { conflictOf, isOwnEarlierPut, retryContention } from './conditional-write.ts';
import type { Stored, Table } from './table.types.ts';
import type { WriteRequests } from './write-requests.ts';

export interface TableWritesDeps<Item> {
  readonly dynamo: DynamoDBDocumentClient;
  readonly requests: WriteRequests<Item>;
  readonly decode: (raw: Record<string, unknown>) => Stored<Item>;
}

/** Writes of single items. */
export const createTableWrites = <Item>({
  dynamo,
  requests,
  decode,
}: TableWritesDeps<Item>): Pick<Table<Item>, 'put' | 'update' | 'delete'> => ({
  put: async (key, item, options = {}) => {
    const request = requests.put(key, item, options);
    try {
      await retryContention(() => dynamo.send(new PutCommand(request), sendOptions(options.signal)), options.signal);
    } catch (error) {
      if (!isOwnEarlierPut(error, request.Item)) return conflictOf<Item>(error, decode);
    }
    return { ok: true, item: decode(request.Item) };
  },
  update: async (key, change, { signal, ...options } = {}) => {
    const command = new UpdateCommand({ ...requests.update(key, change, options), ReturnValues: 'ALL_NEW' });
    try {
      const { Attributes = {} } = await retryContention(() => dynamo.send(command, sendOptions(signal)), signal);
      return { ok: true, item: decode(Attributes) };
    } catch (error) {
      return conflictOf<Item>(error, decode);
    }
  },
  delete: async (key, { signal, ...options } = {}) => {
    const command = new DeleteCommand({ ...requests.delete(key, options), ReturnValues: 'ALL_OLD' });
    try {
      const { Attributes } = await retryContention(() => dynamo.send(command, sendOptions(signal)), signal);
      return { ok: true, item: Attributes && decode(Attributes) };
    } catch (error) {
      return conflictOf<Item>(error, decode);
    }
  },
});

/** The same writes, and a check, as parts of a transaction. */
export const createTransactionItems = <Item>({
  requests,
  decode: decodeExisting,
}: Omit<TableWritesDeps<Item>, 'dynamo'>): Pick<Table<Item>, 'toPut' | 'toUpdate' | 'toDelete' | 'toCheck'> => ({
  toPut: (key, item, options = {}) => ({ request: { Put: requests.put(key, item, options) }, decodeExisting }),
  toUpdate: (key, change, options = {}) => ({
    request: { Update: requests.update(key, change, options) },
    decodeExisting,
  }),
  toDelete: (key, options = {}) => ({ request: { Delete: requests.delete(key, options) }, decodeExisting }),
  toCheck: (key, condition) => ({ request: { ConditionCheck: requests.check(key, condition) }, decodeExisting }),
});
