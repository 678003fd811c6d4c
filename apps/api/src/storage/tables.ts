import type { Table } from '@snapinfra/aws-clients';

/**
 * A table as the work on a request has it: it reads, and makes the items of a transaction, which `commit` alone writes: see
 * `access/commit.ts`.
 */
export type RequestTable<Item> = Omit<Table<Item>, 'put' | 'update' | 'delete' | 'batchDelete'>;

/**
 * The same table, for what works under a claim of the sweeper, or behind an answer on something that is marked already. A lint
 * rule (`house/one-commit`) names the files that may.
 */
export const writableTable = <Item>(table: RequestTable<Item>): Table<Item> => table as Table<Item>;
