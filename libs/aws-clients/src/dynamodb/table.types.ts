import type { AttributePath, Condition } from './expression.ts';

/** The primary key of every item in every table. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** An item as it was read: what its schema says, and its key. */
export type Stored<Item> = Item & ItemKey;

/** Attributes beside the schema: keys of indexes and the expiry. A schema may declare them too, then they are checked. */
export type StorageAttributes = Readonly<Record<string, string | number>>;

export interface RequestOptions {
  /** Gives up the request; the call rejects with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/** A condition was not met; nothing was written. `existing` is the item that stood in the way, if there is one. */
export interface WriteConflict<Item> {
  readonly ok: false;
  readonly code: 'condition_failed';
  readonly existing: Stored<Item> | undefined;
}

/** What became of a conditional write: the item as it is stored now, or the conflict as a value. */
export type WriteResult<Item, Written = Stored<Item>> =
  { readonly ok: true; readonly item: Written } | WriteConflict<Item>;

export interface PutOptions extends RequestOptions {
  readonly condition?: Condition;
  readonly attributes?: StorageAttributes;
}

export interface WriteOptions extends RequestOptions {
  readonly condition?: Condition;
}

/** A change of one item. Every member may be absent; an attribute stands in one of them only. */
export interface ItemChange<Item> {
  readonly set?: Partial<Item>;
  /** Adds to numbers (a missing one counts as 0). */
  readonly add?: { readonly [Name in keyof Item]?: number };
  readonly remove?: readonly ((keyof Item & string) | (string & {}) | AttributePath)[];
  /** Sets members inside stored maps, each of which has to be there already. */
  readonly setAt?: readonly (readonly [path: AttributePath, value: unknown])[];
  /** Storage attributes to set, such as the keys of an index. */
  readonly attributes?: StorageAttributes;
}

export interface GetOptions extends RequestOptions {
  /** Read what the newest write left. Default true: a reader sees its own writes. */
  readonly consistent?: boolean;
}

/** A test of the sort key. */
export type SortKeyTest = { readonly beginsWith: string } | { readonly atMost: string | number };

export interface TableQuery extends RequestOptions {
  /** Name of a global secondary index; the table itself when absent. */
  readonly index?: string;
  readonly partition: string | number;
  readonly sort?: SortKeyTest;
  /** Applied after reading: a filtered page still has as many items as were asked for, if there are so many. */
  readonly filter?: Condition;
  readonly order?: 'ascending' | 'descending';
  /** Default: true on the table; an index has no consistent reads. */
  readonly consistent?: boolean;
}

/** Where the next page begins: the key attributes of the last item given out. Plain JSON, safe to sign into a cursor. */
export type PageKey = Readonly<Record<string, string | number>>;

export interface TablePageQuery extends TableQuery {
  /** Items per page, 1 to 1,000. */
  readonly limit: number;
  readonly startAfter?: PageKey | undefined;
}

export interface TablePage<Item> {
  readonly items: readonly Stored<Item>[];
  /** Absent on the last page: a page that has it is followed by at least one item (at the time of reading). */
  readonly nextKey?: PageKey;
}

/** One write of a transaction; made by a table's `toPut`, `toUpdate`, `toDelete` and `toCheck`. */
export interface TransactionItem<Item = unknown> {
  readonly request: Readonly<Record<string, unknown>>;
  readonly decodeExisting: (item: Record<string, unknown>) => Stored<Item>;
}

/** Why a transaction was refused, for one of its items: the condition that failed and what stood in the way. */
export interface TransactionConflict<Item> {
  readonly code: 'condition_failed';
  readonly existing: Stored<Item> | undefined;
}

/** `conflicts` has one entry for each item, in order: `undefined` where that item was not the reason. */
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
 * The items of one shape in one DynamoDB table. Every read is decoded against the schema (a {@link SchemaMismatchError}
 * when it does not fit), every put is checked before it is sent.
 */
export interface Table<Item> {
  readonly tableName: string;
  get(key: ItemKey, options?: GetOptions): Promise<Stored<Item> | undefined>;
  /** As many results as keys and in their order; any number of keys. */
  batchGet(keys: readonly ItemKey[], options?: GetOptions): Promise<readonly (Stored<Item> | undefined)[]>;
  put(key: ItemKey, item: Item, options?: PutOptions): Promise<WriteResult<Item>>;
  /** Changes an item and gives it back as it is then. Makes the item when there is none, unless a condition forbids it. */
  update(key: ItemKey, change: ItemChange<Item>, options?: WriteOptions): Promise<WriteResult<Item>>;
  /** Gives back the item that was deleted; none is fine unless a condition forbids it. */
  delete(key: ItemKey, options?: WriteOptions): Promise<WriteResult<Item, Stored<Item> | undefined>>;
  /** Deletes any number of items without conditions, 25 a request. */
  batchDelete(keys: readonly ItemKey[], options?: RequestOptions): Promise<void>;
  /** All items, read page by page as they are consumed. */
  query(query: TableQuery): AsyncIterableIterator<Stored<Item>>;
  /** One page of exactly `limit` items where there are so many. */
  queryPage(query: TablePageQuery): Promise<TablePage<Item>>;
  /** The keys alone, whatever shape the items have: for deleting a partition's items. */
  queryKeys(query: TableQuery): AsyncIterableIterator<ItemKey>;
  toPut(key: ItemKey, item: Item, options?: Omit<PutOptions, 'signal'>): TransactionItem<Item>;
  toUpdate(key: ItemKey, change: ItemChange<Item>, options?: Omit<WriteOptions, 'signal'>): TransactionItem<Item>;
  toDelete(key: ItemKey, options?: Omit<WriteOptions, 'signal'>): TransactionItem<Item>;
  /** Takes part in the transaction by its condition only. */
  toCheck(key: ItemKey, condition: Condition): TransactionItem<Item>;
}
