/**
 * The DynamoDB tables. The data stack and the local tables are made from this declaration.
 * Every table has string keys `pk` and `sk`, is on demand, has point-in-time recovery and the TTL attribute below.
 */
export const ttlAttribute = 'expiresAtEpochSeconds';

export interface TableKeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N';
}

export interface TableIndexDefinition {
  readonly indexName: string;
  readonly partitionKey: TableKeyAttribute;
  readonly sortKey: TableKeyAttribute;
  readonly projection: 'ALL' | 'KEYS_ONLY';
}

export interface TableDefinition {
  readonly key: TableKey;
  readonly partitionKey: TableKeyAttribute;
  readonly sortKey: TableKeyAttribute;
  readonly ttlAttribute: string;
  readonly indexes: readonly TableIndexDefinition[];
}

/**
 * The version of the format of all records: one more with each change after which the apps can't read earlier records. A local
 * state of another format is refused with an explanation.
 */
export const recordFormat = 3;

const text = (name: string) => ({ name, type: 'S' }) as const;
const number = (name: string) => ({ name, type: 'N' }) as const;

/**
 * Sparse: the records that the sweeper has to look at, by time (`outboxDueAt`, epoch milliseconds).
 * Spread over {@link outboxShards} partitions, so that no one of them is hot; in {@link sharedJobsTable} over as many for each kind.
 */
export const outboxIndex = {
  indexName: 'outbox',
  partitionKey: text('outboxShard'),
  sortKey: number('outboxDueAt'),
  projection: 'KEYS_ONLY',
} as const satisfies TableIndexDefinition;

/** The partitions of the outbox index. */
export const outboxShards = ['0', '1', '2', '3'] as const;

/** The shard of a record, by its id. */
export const outboxShardOf = (id: string): string => {
  let hash = 0;
  for (const character of id) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return outboxShards[hash % outboxShards.length] ?? outboxShards[0];
};

/** Of tables of records: the lists of a project are its partition, so that they need no index. */
const swept = [outboxIndex];

/** The table of the kinds of jobs that have none of their own, as their jobs are not listed. */
export const sharedJobsTable = 'jobs';

/** Each table with its indexes, in a fixed order. */
const indexes = {
  users: swept,
  projects: swept,
  teams: [],
  schemas: swept,
  architectures: swept,
  'code-generations': swept,
  deployments: swept,
  analytics: [],
  activity: [],
  documentation: [],
  settings: [],
  integrations: [],
  'notification-subscriptions': [],
  'rate-limits': [],
  [sharedJobsTable]: swept,
} as const satisfies Readonly<Record<string, readonly TableIndexDefinition[]>>;

export type TableKey = keyof typeof indexes;
/** The tables whose records a sweeper can find. */
export type OutboxTableKey = {
  [Key in TableKey]: typeof outboxIndex extends (typeof indexes)[Key][number] ? Key : never;
}[TableKey];
export const tableKeys = Object.keys(indexes) as readonly TableKey[];

/** All tables. */
export const tables: readonly TableDefinition[] = tableKeys.map((key) => ({
  key,
  partitionKey: text('pk'),
  sortKey: text('sk'),
  ttlAttribute,
  indexes: indexes[key],
}));
