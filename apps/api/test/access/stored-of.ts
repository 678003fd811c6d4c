import { createHash } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { tableNames, tables } from '@snapinfra/platform';
import type { Backend } from '@snapinfra/testing';
import type { Api } from '../support/start-api.ts';

/** Members in a fixed order, whatever order the database has them in. */
const sorted = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;

/** The items of all tables in which this text is, and the objects under whose names it is: a digest for each. Reads all there is. */
export const storedOf = async (
  { env }: Pick<Backend, 'env'>,
  { deps, stores }: Api,
  text: string,
): Promise<Readonly<Record<string, string>>> => {
  const names = tableNames(env['DYNAMODB_TABLE_PREFIX'] ?? '');
  const found: Record<string, string> = {};
  for (const { key } of tables) {
    const scan = { TableName: names[key], ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: deps.clients.dynamo }, scan)) {
      for (const item of Items) {
        const json = JSON.stringify(item, sorted);
        const name = `${key} ${String(item['pk'])} ${String(item['sk'])}`;
        if (json.includes(text)) found[name] = createHash('sha256').update(json).digest('hex');
      }
    }
  }
  for await (const key of stores.objects.listKeys('')) if (key.includes(text)) found[`object ${key}`] = '';
  return found;
};
