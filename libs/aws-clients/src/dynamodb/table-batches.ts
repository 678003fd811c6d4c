import { BatchGetCommand, BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { sendOptions } from '../backoff.ts';
import type { ItemKey, RequestOptions, Stored } from './table.types.ts';
import { untilProcessed } from './until-processed.ts';

export interface TableBatchesDeps<Item> {
  readonly dynamo: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly decode: (raw: Record<string, unknown>) => Stored<Item>;
}

/** DynamoDB's limits for one request. */
export const keysPerGet = 100;
const keysPerWrite = 25;

const idOf = ({ pk, sk }: { readonly pk?: unknown; readonly sk?: unknown }): string => JSON.stringify([pk, sk]);

const chunksOf = <Entry>(entries: readonly Entry[], size: number): Entry[][] =>
  Array.from({ length: Math.ceil(entries.length / size) }, (_, index) =>
    entries.slice(index * size, (index + 1) * size),
  );

/** Concurrent requests of one read, enough for 2,000 keys at once. */
const getsAtOnce = 20;

const eachOf = async <Entry>(entries: readonly Entry[], work: (entry: Entry) => Promise<void>): Promise<void> => {
  const left = entries.values();
  const next = async (): Promise<void> => {
    for (const entry of left) await work(entry);
  };
  await Promise.all(Array.from({ length: Math.min(getsAtOnce, entries.length) }, next));
};

/** Batch reads and deletes by key. */
export const createTableBatches = <Item>({ dynamo, tableName, decode }: TableBatchesDeps<Item>) => ({
  batchGet: async (
    keys: readonly ItemKey[],
    { signal }: RequestOptions = {},
  ): Promise<readonly (Stored<Item> | undefined)[]> => {
    const distinct = [...new Map(keys.map((key) => [idOf(key), { pk: key.pk, sk: key.sk }])).values()];
    const found = new Map<string, Stored<Item>>();
    await eachOf(chunksOf(distinct, keysPerGet), (chunk) =>
      untilProcessed<Record<string, unknown>>(chunk, 'BatchGetItem', signal, async (left) => {
        const request = { Keys: [...left], ConsistentRead: true };
        const answer = await dynamo.send(
          new BatchGetCommand({ RequestItems: { [tableName]: request } }),
          sendOptions(signal),
        );
        for (const raw of answer.Responses?.[tableName] ?? []) found.set(idOf(raw), decode(raw));
        return answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
      }),
    );
    return keys.map((key) => found.get(idOf(key)));
  },
  batchDelete: async (keys: readonly ItemKey[], { signal }: RequestOptions = {}): Promise<void> => {
    const distinct = [...new Map(keys.map((key) => [idOf(key), { pk: key.pk, sk: key.sk }])).values()];
    for (const chunk of chunksOf(distinct, keysPerWrite)) {
      await untilProcessed<Record<string, unknown>>(chunk, 'BatchWriteItem', signal, async (left) => {
        const requests = left.map((Key) => ({ DeleteRequest: { Key } }));
        const answer = await dynamo.send(
          new BatchWriteCommand({ RequestItems: { [tableName]: requests } }),
          sendOptions(signal),
        );
        return (answer.UnprocessedItems?.[tableName] ?? []).flatMap(({ DeleteRequest }) => DeleteRequest?.Key ?? []);
      });
    }
  },
});
