import { sql, sqlIdentifier, sqlJoin, type Code } from '../../emit/index.ts';
import type { PhysicalColumn } from '../../physical-schema/index.ts';
import type { TablePair } from '../matching/schema-match.ts';

type Sql = Code<'sql'>;

const alter = ({ to }: TablePair): Sql => sql`ALTER TABLE ${sqlIdentifier(to.sqlName)}`;

/** One change of a column, by its later name. */
export const alterColumn = (table: TablePair, { sqlName }: PhysicalColumn, action: Sql): Sql =>
  sql`${alter(table)} ALTER COLUMN ${sqlIdentifier(sqlName)} ${action};`;

/** Several changes of a table in one statement. */
export const alterTable = (table: TablePair, actions: readonly Sql[]): Sql => sql`
  ${alter(table)}
    ${sqlJoin(actions, ',\n')};
`;
