import { DeleteCommand, PutCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { sendOptions } from '../backoff.ts';
import { conflictOf, isOwnEarlierPut, retryContention } from './conditional-write.ts';
import { allOf, type Condition } from './expression.ts';
import type { ItemKey, Stored, Table, TransactionItem } from './table.types.ts';
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

type TransactionItems<Item> = Pick<Table<Item>, 'toPut' | 'toUpdate' | 'toDelete' | 'toCheck'>;
type Rendered = (condition: Condition | undefined) => Readonly<Record<string, unknown>>;

/** The same writes, and a check, as parts of a transaction. */
export const createTransactionItems = <Item>({
  tableName,
  requests,
  decode: decodeExisting,
}: Omit<TableWritesDeps<Item>, 'dynamo'> & { readonly tableName: string }): TransactionItems<Item> => {
  const item = (key: ItemKey, condition: Condition | undefined, render: Rendered): TransactionItem<Item> => ({
    ...{ tableName, key, decodeExisting },
    request: render(condition),
    onlyIf: (also) => item(key, condition === undefined ? also : allOf(condition, also), render),
  });
  return {
    toPut: (key, value, { condition, attributes } = {}) =>
      item(key, condition, (when) => ({
        Put: requests.put(key, value, { ...(when && { condition: when }), ...(attributes && { attributes }) }),
      })),
    toUpdate: (key, change, { condition } = {}) =>
      item(key, condition, (when) => ({ Update: requests.update(key, change, when ? { condition: when } : {}) })),
    toDelete: (key, { condition } = {}) =>
      item(key, condition, (when) => ({ Delete: requests.delete(key, when ? { condition: when } : {}) })),
    toCheck: (key, condition) =>
      item(key, condition, (when = condition) => ({ ConditionCheck: requests.check(key, when) })),
  };
};
