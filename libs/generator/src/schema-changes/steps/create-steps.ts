import { columnList, commentStatements, createIndex, createTable } from '../../physical-schema/index.ts';
import { sql, sqlIdentifier, sqlJoin, words, type Code } from '../../emit/index.ts';
import type { ColumnConversion } from '../conversions/column-conversion.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { ChangeFacts } from '../facts/change-facts.ts';
import { quote, step } from './step.ts';

/** New tables with their keys, checks and indexes, which cost nothing while there is no row. */
export const createTables = ({ match }: ChangeFacts): readonly PlannedStep[] =>
  match.added.map((table) =>
    step({
      kind: 'create_table',
      table: table.name,
      summary: words`Creates table ${quote(table.name)}`,
      sql: [
        createTable(table),
        ...table.indexes.map((index) => createIndex(table, index)),
        ...commentStatements(table),
      ],
    }),
  );

const converted = (column: Code<'sql'>, conversion: ColumnConversion | undefined): Code<'sql'> =>
  conversion?.using?.(column) ?? column;

/** Before types change: rows of new link tables, from the foreign keys that held the same relationship. */
export const copyLinks = (
  facts: ChangeFacts,
  nameOf: (table: ChangeFacts['links'][number]['holder'], sqlName: string) => string,
): readonly PlannedStep[] =>
  facts.links.map(({ holder, key, link, near, far, conversions }) => {
    const later = (column: string): string =>
      holder.columns.pairs.find(({ from }) => from.sqlName === column)?.to.sqlName ?? nameOf(holder, column);
    const source = key.columns.map((column) => sqlIdentifier(later(column)));
    const values = [
      ...near.referencedColumns.map((column, position) => converted(sqlIdentifier(column), conversions.near[position])),
      ...source.map((column, position) => converted(column, conversions.far[position])),
    ];
    const columns = [...near.columns, ...far.columns];
    return step({
      kind: 'copy_links',
      table: link.name,
      summary: words`Makes a link in ${quote(link.name)} of each row of ${quote(holder.to.name)} that refers to another`,
      sql: sql`
        INSERT INTO ${sqlIdentifier(link.sqlName)} (${columnList(columns)})
        SELECT ${sqlJoin(values)} FROM ${sqlIdentifier(holder.to.sqlName)}
        WHERE ${sqlJoin(
          source.map((column) => sql`${column} IS NOT NULL`),
          ' AND ',
        )};
      `,
    });
  });
