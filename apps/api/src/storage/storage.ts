import { tableNames, tables, type TableKey } from '@snapinfra/platform';
import {
  createDocumentStore,
  createObjectStore,
  createTable,
  transactWrite,
  type AwsClients,
  type DocumentStore,
  type ObjectStore,
  type TransactionItem,
} from '@snapinfra/aws-clients';
import type { Static, TSchema } from 'typebox';
import { discardDocuments } from './discard-documents.ts';
import type { RequestTable } from './tables.ts';

/** For each item of a refused transaction, the conflict that refused it, if there was one. */
export type Conflicts = readonly ({ readonly existing: unknown } | undefined)[];
export type Transacted = { readonly ok: true } | { readonly ok: false; readonly conflicts: Conflicts };
export type Transact = (items: readonly TransactionItem<unknown>[]) => Promise<Transacted>;

/** The stores of the gateway. Each area opens its own tables. */
export interface Storage {
  /** The items of one shape in a table. Nothing is sent before something is asked for. */
  open<Schema extends TSchema>(table: TableKey, schema: Schema): RequestTable<Static<Schema>>;
  readonly documents: DocumentStore;
  readonly objects: ObjectStore;
  /** All or nothing; documents of items that were not written are discarded: store them anew before a retry. */
  readonly transact: Transact;
}

export interface StorageDeps {
  readonly clients: Pick<AwsClients, 'dynamo' | 's3'>;
  /** Prefix of the tables' names. */
  readonly tablePrefix: string;
  readonly bucket: string;
}

export const createStorage = ({ clients, tablePrefix, bucket }: StorageDeps): Storage => {
  const names = tableNames(tablePrefix);
  const objects = createObjectStore({ s3: clients.s3, bucket });
  return {
    open: (key, schema) => {
      const indexes = tables.find((table) => table.key === key)?.indexes ?? [];
      return createTable({ dynamo: clients.dynamo, tableName: names[key], schema, indexes });
    },
    documents: createDocumentStore({ objectStore: objects }),
    objects,
    transact: async (items) => {
      const result = await transactWrite(clients, items);
      if (!result.ok) await discardDocuments(objects, items);
      return result;
    },
  };
};
