import { sql, sqlIdentifier, sqlJoin, sqlLiteral, sqlText, type Code } from '../emit/index.ts';
import type { PhysicalEnum, PhysicalForeignKey, PhysicalIndex, PhysicalTable } from './physical-schema.ts';
import { checkSql, columnList, columnSql, foreignKeySql, indexSql } from './sql-parts.ts';

type Sql = Code<'sql'>;

export const createEnum = ({ sqlName, labels }: PhysicalEnum): Sql =>
  sql`CREATE TYPE ${sqlIdentifier(sqlName)} AS ENUM (${sqlJoin(labels.map(sqlLiteral))});`;

/** The table with its columns, key and checks; indexes and foreign keys are statements of their own. */
export const createTable = ({ sqlName, columns, primaryKey, checks }: PhysicalTable): Sql => {
  const key =
    primaryKey === undefined
      ? []
      : [sql`CONSTRAINT ${sqlIdentifier(primaryKey.sqlName)} PRIMARY KEY (${columnList(primaryKey.columns)})`];
  return sql`
    CREATE TABLE ${sqlIdentifier(sqlName)} (
      ${sqlJoin([...columns.map(columnSql), ...key, ...checks.map(checkSql)], ',\n')}
    );
  `;
};

export const createIndex = (table: PhysicalTable, index: PhysicalIndex): Sql => {
  const kind = index.unique ? sql`UNIQUE INDEX` : sql`INDEX`;
  return sql`CREATE ${kind} ${sqlIdentifier(index.sqlName)} ON ${sqlIdentifier(table.sqlName)}${indexSql(index)};`;
};

export const addForeignKey = (table: PhysicalTable, key: PhysicalForeignKey): Sql => sql`
  ALTER TABLE ${sqlIdentifier(table.sqlName)}
    ADD ${foreignKeySql(key)};
`;

/** `COMMENT ON …` for a table and its columns. */
export const commentStatements = (table: PhysicalTable): readonly Sql[] => {
  const name = sqlIdentifier(table.sqlName);
  const ofTable = table.comment === undefined ? [] : [sql`COMMENT ON TABLE ${name} IS ${sqlText(table.comment)};`];
  const ofColumns = table.columns.flatMap(({ sqlName, comment }) =>
    comment === undefined ? [] : [sql`COMMENT ON COLUMN ${name}.${sqlIdentifier(sqlName)} IS ${sqlText(comment)};`],
  );
  return [...ofTable, ...ofColumns];
};
