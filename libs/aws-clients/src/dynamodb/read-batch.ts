import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { keysPerGet } from './table-batches.ts';
import type { ItemRead, ReadBatch, Stored } from './table.types.ts';
import { untilProcessed } from './until-processed.ts';

type Raw = Record<string, unknown>;
type Address = Pick<ItemRead, 'tableName' | 'key'>;

const addressOf = ({ tableName, key: { pk, sk } }: Address): string => JSON.stringify([tableName, pk, sk]);

const keysByTable = (addresses: readonly Address[]) => {
  const requests: Record<string, { Keys: Raw[]; ConsistentRead: boolean }> = {};
  for (const { tableName, key } of addresses) {
    const { pk, sk } = key;
    (requests[tableName] ??= { Keys: [], ConsistentRead: true }).Keys.push({ pk, sk });
  }
  return requests;
};

/** The items that are there, by address. */
const readAll = async (
  { dynamo }: { readonly dynamo: DynamoDBDocumentClient },
  addresses: readonly Address[],
): Promise<ReadonlyMap<string, Raw>> => {
  if (addresses.length > keysPerGet)
    throw new RangeError(`A batch has up to ${keysPerGet} items, not ${addresses.length}`);
  const found = new Map<string, Raw>();
  await untilProcessed<Address>(addresses, 'BatchGetItem', undefined, async (left) => {
    const answer = await dynamo.send(new BatchGetCommand({ RequestItems: keysByTable(left) }));
    for (const [tableName, items] of Object.entries(answer.Responses ?? {})) {
      for (const raw of items) {
        const key = { pk: String(raw['pk']), sk: String(raw['sk']) };
        found.set(addressOf({ tableName, key }), raw);
      }
    }
    return Object.entries(answer.UnprocessedKeys ?? {}).flatMap(([tableName, { Keys = [] }]) =>
      Keys.map(({ pk, sk }) => ({ tableName, key: { pk: String(pk), sk: String(sk) } })),
    );
  });
  return found;
};

/**
 * Collects reads of items of any tables, and sends them as one BatchGetItem: strongly consistent, one round trip, each item
 * by itself.
 */
export const createReadBatch = (clients: { readonly dynamo: DynamoDBDocumentClient }): ReadBatch => {
  const addresses = new Map<string, Address>();
  let isSent = false;
  const sent = Promise.withResolvers<ReadonlyMap<string, Raw>>();
  // A failure is told to each reader; where there is none, to the sender alone.
  sent.promise.catch(() => undefined);
  return {
    get: async <Item>(read: ItemRead<Item>): Promise<Stored<Item> | undefined> => {
      if (isSent) throw new Error('The batch has been sent: add reads before anything is awaited');
      addresses.set(addressOf(read), read);
      const raw = (await sent.promise).get(addressOf(read));
      return raw && read.decode(raw);
    },
    send: async () => {
      isSent = true;
      const reading = addresses.size === 0 ? new Map<string, Raw>() : readAll(clients, [...addresses.values()]);
      sent.resolve(reading);
      await reading;
    },
  };
};
