import type { TableIndexDefinition } from '@snapinfra/platform';
import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Static, TSchema } from 'typebox';
import { sendOptions } from '../backoff.ts';
import { createItemCodec } from './item-codec.ts';
import { createTableBatches } from './table-batches.ts';
import { createTableQueries } from './table-queries.ts';
import { createTableWrites, createTransactionItems } from './table-writes.ts';
import type { Table } from './table.types.ts';
import { createWriteRequests } from './write-requests.ts';

export interface TableDeps<Schema extends TSchema> {
  readonly dynamo: DynamoDBDocumentClient;
  /** The physical name. */
  readonly tableName: string;
  /** The schema of these items; the table may hold other kinds of items under other keys. */
  readonly schema: Schema;
  /** The table's indexes, as declared in libs/platform. */
  readonly indexes?: readonly TableIndexDefinition[];
}

/** See {@link Table}. */
export const createTable = <Schema extends TSchema>(deps: TableDeps<Schema>): Table<Static<Schema>> => {
  type Item = Static<Schema>;
  const { dynamo, tableName, indexes = [] } = deps;
  const codec = createItemCodec(deps.schema, tableName, indexes);
  const requests = createWriteRequests<Item>(tableName, codec);
  const { decode } = codec;
  return {
    tableName,
    get: async ({ pk, sk }, { signal } = {}) => {
      const command = new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true });
      const { Item: raw } = await dynamo.send(command, sendOptions(signal));
      return raw && decode(raw);
    },
    toGet: (key) => ({ tableName, key, decode }),
    ...createTableWrites<Item>({ dynamo, requests, decode }),
    ...createTableBatches<Item>({ dynamo, tableName, decode }),
    ...createTableQueries<Item>({ dynamo, tableName, indexes, decode }),
    ...createTransactionItems<Item>({ tableName, requests, decode }),
  };
};
