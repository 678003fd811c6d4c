import type { LocalIndex, LocalTable } from '../templates/read-template.ts';
import { DynamoError, type DynamoCall } from './dynamo-api.ts';

interface TableDescription {
  readonly KeySchema: LocalTable['keySchema'];
  readonly AttributeDefinitions: LocalTable['attributes'];
  readonly GlobalSecondaryIndexes?: readonly {
    IndexName: string;
    KeySchema: LocalIndex['KeySchema'];
    Projection: LocalIndex['Projection'];
  }[];
}

/** A template requires a change to an existing table that would lose its data. */
export class TableConflictError extends Error {
  override readonly name = 'TableConflictError';
}

/**
 * Creates missing tables, and adds new indexes and the expiry to existing ones, keeping their data. An index that is no
 * longer in the template is kept as well: it does no harm.
 *
 * @throws TableConflictError
 */
export const makeTables = async (call: DynamoCall, tables: readonly LocalTable[]): Promise<void> => {
  for (const table of tables) {
    const existing = await describe(call, table.tableName);
    if (existing) await extend(call, table, existing);
    else await create(call, table);
    await expire(call, table);
  }
};

const describe = async (call: DynamoCall, tableName: string): Promise<TableDescription | undefined> => {
  try {
    const { Table } = await call<{ Table: TableDescription }>('DescribeTable', { TableName: tableName });
    return Table;
  } catch (error) {
    if (error instanceof DynamoError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
};

const create = (call: DynamoCall, table: LocalTable) =>
  call('CreateTable', {
    TableName: table.tableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: table.keySchema,
    AttributeDefinitions: table.attributes,
    ...(table.indexes.length > 0 ? { GlobalSecondaryIndexes: table.indexes } : {}),
  });

const extend = async (call: DynamoCall, table: LocalTable, existing: TableDescription): Promise<void> => {
  requireSame(table.tableName, 'the key', table.keySchema, existing.KeySchema);
  for (const { AttributeName, AttributeType } of table.attributes) {
    const before = existing.AttributeDefinitions.find((attribute) => attribute.AttributeName === AttributeName);
    if (before) requireSame(table.tableName, `the type of ${AttributeName}`, AttributeType, before.AttributeType);
  }
  for (const index of table.indexes) {
    const before = existing.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.IndexName);
    if (!before) await addIndex(call, table, index);
    else {
      requireSame(table.tableName, `the key of index ${index.IndexName}`, index.KeySchema, before.KeySchema);
      requireSame(table.tableName, `the projection of index ${index.IndexName}`, index.Projection, before.Projection);
    }
  }
};

const addIndex = (call: DynamoCall, table: LocalTable, index: LocalIndex) => {
  const keys = new Set([...table.keySchema, ...index.KeySchema].map(({ AttributeName }) => AttributeName));
  return call('UpdateTable', {
    TableName: table.tableName,
    AttributeDefinitions: table.attributes.filter(({ AttributeName }) => keys.has(AttributeName)),
    GlobalSecondaryIndexUpdates: [{ Create: index }],
  });
};

const expire = async (call: DynamoCall, { tableName, ttlAttribute }: LocalTable): Promise<void> => {
  if (ttlAttribute === undefined) return;
  const { TimeToLiveDescription: now } = await call<{ TimeToLiveDescription?: { AttributeName?: string } }>(
    'DescribeTimeToLive',
    {
      TableName: tableName,
    },
  );
  if (now?.AttributeName === ttlAttribute) return;
  await call('UpdateTimeToLive', {
    TableName: tableName,
    TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true },
  });
};

const requireSame = (tableName: string, what: string, wanted: unknown, existing: unknown): void => {
  if (canonical(wanted) === canonical(existing)) return;
  throw new TableConflictError(
    `Table ${tableName} exists with another definition of ${what}: ${JSON.stringify(existing)} there, ${JSON.stringify(wanted)} in the template. ` +
      'That cannot be changed without losing its data. Remove the state folder (.snapinfra) to start over, or revert the template.',
  );
};

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
