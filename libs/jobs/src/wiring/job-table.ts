import { createTable, type AwsClients, type Table } from '@snapinfra/aws-clients';
import { tableNames, tables, type OutboxTableKey } from '@snapinfra/platform';
import type { Static, TSchema } from 'typebox';

/** The table that jobs of a kind are kept in. */
export interface JobTable<Job> {
  readonly key: OutboxTableKey;
  /** Opens it in a stage. Nothing is sent before something is asked for. */
  open(clients: Pick<AwsClients, 'dynamo'>, tablePrefix: string): Table<Job>;
}

/**
 * The records of a kind in a table of its own, or in `jobs`, which kinds share, where no list of a project finds them.
 * `schema` is `Type.Object` with `jobMembers` and the kind's own.
 */
export const jobTable = <Schema extends TSchema>(key: OutboxTableKey, schema: Schema): JobTable<Static<Schema>> => ({
  key,
  open: ({ dynamo }, tablePrefix) => {
    const indexes = tables.find((table) => table.key === key)?.indexes ?? [];
    return createTable({ dynamo, tableName: tableNames(tablePrefix)[key], schema, indexes });
  },
});
