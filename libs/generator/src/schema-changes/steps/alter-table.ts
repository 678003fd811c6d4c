import { sql, sqlIdentifier, sqlJoin, type Code } from '../../emit/index.ts';
import type { PhysicalColumn } from '../../physical-schema/index.ts';
import type { TablePair } from '../matching/schema-match.ts';

type Sql = Code<'sql'>;

/** The beginning of a statement about a table, as it is called by then. */
export const alter = ({ sqlName }: { readonly sqlName: string }): Sql => sql`ALTER TABLE ${sqlIdentifier(sqlName)}`;

export const dropConstraint = (table: { readonly sqlName: string }, name: string): Sql =>
  sql`${alter(table)} DROP CONSTRAINT ${sqlIdentifier(name)};`;

export const validateConstraint = (table: { readonly sqlName: string }, name: string): Sql =>
  sql`${alter(table)} VALIDATE CONSTRAINT ${sqlIdentifier(name)};`;

/** One change of a column, by its later name. */
export const alterColumn = (table: TablePair, { sqlName }: PhysicalColumn, action: Sql): Sql =>
  sql`${alter(table.to)} ALTER COLUMN ${sqlIdentifier(sqlName)} ${action};`;

/** Several changes of a table in one statement. */
export const alterTable = (table: TablePair, actions: readonly Sql[]): Sql => sql`
  ${alter(table.to)}
    ${sqlJoin(actions, ',\n')};
`;
