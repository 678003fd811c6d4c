import type { ItemKey, Table, TableQuery } from '@snapinfra/aws-clients';

/** Keys in memory at a time. */
const chunkSize = 500;

/** Deletes all items that a query finds, however many, while it reads them; may be repeated. */
export const deleteAll = async (
  table: Pick<Table<unknown>, 'queryKeys' | 'batchDelete'>,
  query: TableQuery,
): Promise<void> => {
  let keys: ItemKey[] = [];
  for await (const key of table.queryKeys(query)) {
    keys.push(key);
    if (keys.length < chunkSize) continue;
    await table.batchDelete(keys);
    keys = [];
  }
  await table.batchDelete(keys);
};
