import type { AttributePath, Condition } from './expression.ts';

/** The primary key of every item in every table. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** An item as it was read, with its key. */
export type Stored<Item> = Item & ItemKey;

/**
 * Attributes outside of the schema: index keys and the expiry. If the schema declares them as well, they are validated.
 */
export type StorageAttributes = Readonly<Record<string, string | number>>;

export interface RequestOptions {
  /** Cancels the request; the call rejects with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/** The condition was not met and nothing was written. `existing` is the stored item, if there is one. */
export interface WriteConflict<Item> {
  readonly ok: false;
  readonly code: 'condition_failed';
  readonly existing: Stored<Item> | undefined;
}

/** The result of a conditional write: the item as stored now, or the conflict. */
export type WriteResult<Item, Written = Stored<Item>> =
  { readonly ok: true; readonly item: Written } | WriteConflict<Item>;

export interface PutOptions extends RequestOptions {
  readonly condition?: Condition;
  readonly attributes?: StorageAttributes;
}

export interface WriteOptions extends RequestOptions {
  readonly condition?: Condition;
}

/** A change to one item. An attribute may appear in only one of the members. */
export interface ItemChange<Item> {
  readonly set?: Partial<Item>;
  /** Adds to numbers; a missing one counts as 0. */
  readonly add?: { readonly [Name in keyof Item]?: number };
  readonly remove?: readonly ((keyof Item & string) | (string & {}) | AttributePath)[];
  /** Sets members of stored maps, which must already exist. */
  readonly setAt?: readonly (readonly [path: AttributePath, value: unknown])[];
  /** Storage attributes to set, such as the keys of an index. */
  readonly attributes?: StorageAttributes;
}

/** A test of the sort key. */
export type SortKeyTest = { readonly beginsWith: string } | { readonly atMost: string | number };

export interface TableQuery extends RequestOptions {
  /** Name of a global secondary index; the table itself when absent. */
  readonly index?: string;
  readonly partition: string | number;
  readonly sort?: SortKeyTest;
  /** Applied after reading; a filtered page still has the requested number of items, if there are enough. */
  readonly filter?: Condition;
  readonly order?: 'ascending' | 'descending';
}

/** Start of the next page: the key attributes of the last item returned. Plain JSON, suitable for a signed cursor. */
export type PageKey = Readonly<Record<string, string | number>>;

export interface TablePageQuery extends TableQuery {
  /** Items per page, 1 to 1,000. */
  readonly limit: number;
  readonly startAfter?: PageKey | undefined;
}

export interface TablePage<Item> {
  readonly items: readonly Stored<Item>[];
  /** Absent on the last page; otherwise at least one more item existed at the time of reading. */
  readonly nextKey?: PageKey;
}

/** One read of a {@link ReadBatch}, created by `toGet` of a table. */
export interface ItemRead<Item = unknown> {
  readonly tableName: string;
  readonly key: ItemKey;
  readonly decode: (raw: Record<string, unknown>) => Stored<Item>;
}

/** Reads of items of any tables that are sent as one request. */
export interface ReadBatch {
  /** Adds a read; resolves when the batch has been read. An item may be added twice. */
  get<Item>(read: ItemRead<Item>): Promise<Stored<Item> | undefined>;
  /** Sends the reads. @throws RangeError for more than 100 items */
  send(): Promise<void>;
}

/** One write of a transaction, created by `toPut`, `toUpdate`, `toDelete` or `toCheck` of a table. */
export interface TransactionItem<Item = unknown> {
  readonly tableName: string;
  readonly key: ItemKey;
  /** The same write, on this condition, too: a transaction may have one action for an item. */
  readonly onlyIf: (condition: Condition) => TransactionItem<Item>;
  readonly request: Readonly<Record<string, unknown>>;
  readonly decodeExisting: (item: Record<string, unknown>) => Stored<Item>;
}

/** A failed condition of one item in a transaction, with the stored item. */
export interface TransactionConflict<Item> {
  readonly code: 'condition_failed';
  readonly existing: Stored<Item> | undefined;
}

/** `conflicts` has one entry per item, in order: `undefined` if the condition of that item did not fail. */
export type TransactionResult<Items extends readonly TransactionItem[]> =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: 'condition_failed';
      readonly conflicts: {
        readonly [Index in keyof Items]: Items[Index] extends TransactionItem<infer Item>
          ? TransactionConflict<Item> | undefined
          : never;
      };
    };

/**
 * The items of one schema in one DynamoDB table. Every read is validated (a {@link SchemaMismatchError} if it does not
 * match), every put is validated before it is sent.
 */
export interface Table<Item> {
  readonly tableName: string;
  get(key: ItemKey, options?: RequestOptions): Promise<Stored<Item> | undefined>;
  /** One result per key, in their order; any number of keys. */
  batchGet(keys: readonly ItemKey[], options?: RequestOptions): Promise<readonly (Stored<Item> | undefined)[]>;
  put(key: ItemKey, item: Item, options?: PutOptions): Promise<WriteResult<Item>>;
  /** Changes an item and returns it. Creates it if it does not exist, unless a condition prevents that. */
  update(key: ItemKey, change: ItemChange<Item>, options?: WriteOptions): Promise<WriteResult<Item>>;
  /** Returns the deleted item. Succeeds if there is none, unless a condition prevents that. */
  delete(key: ItemKey, options?: WriteOptions): Promise<WriteResult<Item, Stored<Item> | undefined>>;
  /** Deletes any number of items without conditions, 25 per request. */
  batchDelete(keys: readonly ItemKey[], options?: RequestOptions): Promise<void>;
  /** All matching items, read lazily page by page. */
  query(query: TableQuery): AsyncIterableIterator<Stored<Item>>;
  /** A page of exactly `limit` items, if there are enough. */
  queryPage(query: TablePageQuery): Promise<TablePage<Item>>;
  /** Only the keys, regardless of the items' schemas; for deleting all items of a partition. */
  queryKeys(query: TableQuery): AsyncIterableIterator<ItemKey>;
  /** Reads an item as part of a batch. */
  toGet(key: ItemKey): ItemRead<Item>;
  toPut(key: ItemKey, item: Item, options?: Omit<PutOptions, 'signal'>): TransactionItem<Item>;
  toUpdate(key: ItemKey, change: ItemChange<Item>, options?: Omit<WriteOptions, 'signal'>): TransactionItem<Item>;
  toDelete(key: ItemKey, options?: Omit<WriteOptions, 'signal'>): TransactionItem<Item>;
  /** Only checks a condition as part of the transaction. */
  toCheck(key: ItemKey, condition: Condition): TransactionItem<Item>;
}
