import type { TableIndexDefinition } from '@snapinfra/platform';
import { QueryCommand, type DynamoDBDocumentClient, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { sendOptions } from '../backoff.ts';
import { createPlaceholders, renderCondition, type Placeholders } from './expression.ts';
import type { ItemKey, PageKey, SortKeyTest, Stored, TablePage, TablePageQuery, TableQuery } from './table.types.ts';

export interface TableQueriesDeps<Item> {
  readonly dynamo: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly indexes: readonly TableIndexDefinition[];
  readonly decode: (raw: Record<string, unknown>) => Stored<Item>;
}

/** How many more items a request reads if a filter may drop some of them. */
const filteredReserve = 25;
const maxPageSize = 1_000;

const renderSortKey = (attribute: string, test: SortKeyTest, { name, value }: Placeholders): string =>
  'beginsWith' in test
    ? `begins_with(${name(attribute)}, ${value(test.beginsWith)})`
    : `${name(attribute)} <= ${value(test.atMost)}`;

const keysOf = <Item>({ tableName, indexes }: TableQueriesDeps<Item>, index?: string) => {
  if (index === undefined) return { partition: 'pk', sort: 'sk' };
  const definition = indexes.find(({ indexName }) => indexName === index);
  if (!definition) throw new RangeError(`Table ${tableName} has no index ${index}`);
  return { partition: definition.partitionKey.name, sort: definition.sortKey.name };
};

const inputOf = <Item>(deps: TableQueriesDeps<Item>, query: TableQuery): QueryCommandInput => {
  const placeholders = createPlaceholders();
  const keys = keysOf(deps, query.index);
  const conditions = [`${placeholders.name(keys.partition)} = ${placeholders.value(query.partition)}`];
  if (query.sort !== undefined) conditions.push(renderSortKey(keys.sort, query.sort, placeholders));
  const filter = query.filter && renderCondition(query.filter, placeholders);
  return {
    TableName: deps.tableName,
    ...(query.index !== undefined && { IndexName: query.index }),
    KeyConditionExpression: conditions.join(' AND '),
    ...(filter !== undefined && { FilterExpression: filter }),
    ...placeholders.members(),
    ScanIndexForward: query.order !== 'descending',
    ConsistentRead: query.index === undefined,
  };
};

/** All matching items, as they are stored, request by request. */
async function* readItems<Item>(
  deps: TableQueriesDeps<Item>,
  query: TableQuery,
  extra: { readonly startAfter?: PageKey | undefined; readonly limit?: number } = {},
): AsyncGenerator<Record<string, unknown>> {
  const input = inputOf(deps, query);
  let startKey: Record<string, unknown> | undefined = extra.startAfter;
  do {
    const page = await deps.dynamo.send(
      new QueryCommand({
        ...input,
        ...(startKey && { ExclusiveStartKey: startKey }),
        ...(extra.limit !== undefined && { Limit: extra.limit }),
      }),
      sendOptions(query.signal),
    );
    yield* page.Items ?? [];
    startKey = page.LastEvaluatedKey;
  } while (startKey);
}

/** The start key of the page after an item: its key attributes. */
const pageKeyOf = <Item>(deps: TableQueriesDeps<Item>, raw: Record<string, unknown>, index?: string): PageKey => {
  const { partition, sort } = keysOf(deps, index);
  const names = [...new Set(['pk', 'sk', partition, sort])];
  return Object.fromEntries(
    names.map((name) => {
      const value = raw[name];
      if (typeof value === 'string' || typeof value === 'number') return [name, value];
      throw new TypeError(`An item of ${deps.tableName} has no key attribute ${name}`);
    }),
  );
};

const readPage = async <Item>(deps: TableQueriesDeps<Item>, query: TablePageQuery): Promise<TablePage<Item>> => {
  const { limit } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxPageSize) {
    throw new RangeError(`A page has 1 to ${maxPageSize} items, not ${limit}`);
  }
  // Read one more than requested to know whether there is a next page, so that `nextKey` never leads to an empty page.
  const readSize = limit + 1 + (query.filter ? filteredReserve : 0);
  const items: Record<string, unknown>[] = [];
  for await (const raw of readItems(deps, query, { startAfter: query.startAfter, limit: readSize })) {
    items.push(raw);
    if (items.length > limit) break;
  }
  const last = items.length > limit ? items[limit - 1] : undefined;
  return {
    items: items.slice(0, limit).map(deps.decode),
    ...(last && { nextKey: pageKeyOf(deps, last, query.index) }),
  };
};

/** Queries: all items lazily, a single page, or keys only. */
export const createTableQueries = <Item>(deps: TableQueriesDeps<Item>) => ({
  query: async function* (query: TableQuery): AsyncGenerator<Stored<Item>> {
    for await (const raw of readItems(deps, query)) yield deps.decode(raw);
  },
  queryKeys: async function* (query: TableQuery): AsyncGenerator<ItemKey> {
    for await (const { pk, sk } of readItems(deps, query)) {
      if (typeof pk === 'string' && typeof sk === 'string') yield { pk, sk };
    }
  },
  queryPage: (query: TablePageQuery): Promise<TablePage<Item>> => readPage(deps, query),
});
