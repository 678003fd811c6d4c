import type { TableIndexDefinition } from '@snapinfra/platform';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import type { Static, TSchema } from 'typebox';
import { sendOptions } from '../backoff.ts';
import { conflictOf, isOwnEarlierPut, retryContention } from './conditional-write.ts';
import { createItemCodec } from './item-codec.ts';
import { createTableBatches } from './table-batches.ts';
import { createTableQueries } from './table-queries.ts';
import type { Table, WriteOptions } from './table.types.ts';
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

  const updated = async (request: ReturnType<typeof requests.update>, signal: WriteOptions['signal']) => {
    const command = new UpdateCommand({ ...request, ReturnValues: 'ALL_NEW' });
    const { Attributes = {} } = await retryContention(() => dynamo.send(command, sendOptions(signal)), signal);
    return decode(Attributes);
  };

  return {
    tableName,
    get: async ({ pk, sk }, { consistent = true, signal } = {}) => {
      const command = new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: consistent });
      const { Item: raw } = await dynamo.send(command, sendOptions(signal));
      return raw && decode(raw);
    },
    put: async (key, item, options = {}) => {
      const request = requests.put(key, item, options);
      try {
        await retryContention(() => dynamo.send(new PutCommand(request), sendOptions(options.signal)), options.signal);
      } catch (error) {
        if (!isOwnEarlierPut(error, request.Item)) return conflictOf<Item>(error, decode);
      }
      return { ok: true, item: decode(request.Item) };
    },
    update: async (key, change, options = {}) => {
      const request = requests.update(key, change, options);
      try {
        return { ok: true, item: await updated(request, options.signal) };
      } catch (error) {
        return conflictOf<Item>(error, decode);
      }
    },
    delete: async (key, options = {}) => {
      const command = new DeleteCommand({ ...requests.delete(key, options), ReturnValues: 'ALL_OLD' });
      try {
        const { Attributes } = await retryContention(
          () => dynamo.send(command, sendOptions(options.signal)),
          options.signal,
        );
        return { ok: true, item: Attributes && decode(Attributes) };
      } catch (error) {
        return conflictOf<Item>(error, decode);
      }
    },
    ...createTableBatches<Item>({ dynamo, tableName, decode }),
    ...createTableQueries<Item>({ dynamo, tableName, indexes, decode }),
    toPut: (key, item, options = {}) => ({
      request: { Put: requests.put(key, item, options) },
      decodeExisting: decode,
    }),
    toUpdate: (key, change, options = {}) => ({
      request: { Update: requests.update(key, change, options) },
      decodeExisting: decode,
    }),
    toDelete: (key, options = {}) => ({ request: { Delete: requests.delete(key, options) }, decodeExisting: decode }),
    toCheck: (key, condition) => ({
      request: { ConditionCheck: requests.check(key, condition) },
      decodeExisting: decode,
    }),
  };
};
