import type { Query } from './database.ts';

/** The transaction with which the tests began, if the database may have rows from before. */
let beginning: string | undefined;

/** From now on, the rows that are in the database are not those of the tests. */
export const beginTests = async (query: Query): Promise<void> => {
  const [row] = await query('select pg_current_xact_id()::xid::text as id');
  beginning = String(row?.['id']);
};

/** The condition that a row was made, or changed, by the tests and not before them. */
export const isOwn = (alias: string): string =>
  beginning === undefined ? 'true' : `age(${alias}.xmin) < age('${beginning}'::xid)`;

export const hasEarlierRows = (): boolean => beginning !== undefined;
