import {
  columnList,
  commentStatements,
  createIndex,
  createTable,
  type PhysicalColumn,
} from '../../physical-schema/index.ts';
import { sql, sqlIdentifier, sqlJoin, words, type Code } from '../../emit/index.ts';
import type { ColumnConversion } from '../conversions/column-conversion.ts';
import { offendingRows } from '../differences/offenders.ts';
import type { CopiedLink } from '../differences/copied-links.ts';
import type { PlannedMark, PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import { exclusively, quote, step } from './step.ts';

/** New tables with their keys, checks and indexes, which cost nothing while there is no row. */
export const createTables = ({ match }: SchemaDifferences): readonly PlannedStep[] =>
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

/** The mark of rows that have only a part of a key of several columns: they get no link, and lose that part. */
const partialKeys = ({ holder, key }: CopiedLink): PlannedMark | undefined => {
  const columns = holder.from.columns.filter(({ sqlName }) => key.columns.includes(sqlName));
  const going = columns.filter((column) => holder.columns.dropped.includes(column));
  const nullable = columns.filter(({ notNull }) => !notNull);
  // Values that stay in the row are not lost, whatever the others are.
  if (!going.some((column) => nullable.some((other) => other !== column))) return undefined;
  const any = (some: readonly PhysicalColumn[], test: Code<'sql'>): Code<'sql'> =>
    sqlJoin(
      some.map(({ sqlName }) => sql`t.${sqlIdentifier(sqlName)} ${test}`),
      ' OR ',
    );
  return offendingRows(
    words`fails on rows of ${quote(holder.from.name)} that have only a part of ${columns.map(({ name }) => quote(name)).join(', ')}`,
    {
      table: holder.from,
      where: sql`(${any(nullable, sql`IS NULL`)}) AND (${any(going, sql`IS NOT NULL`)})`,
      shown: columns.map(({ sqlName }) => sqlName),
    },
  );
};

/** The mark of rows that refer to another one, and have no value by which links could refer to them. */
const rowsWithoutKey = ({ holder, key, near }: CopiedLink): PlannedMark | undefined => {
  const nullable = holder.columns.pairs.filter(
    ({ from, to }) => near.referencedColumns.includes(to.sqlName) && !from.notNull && !to.notNull,
  );
  if (nullable.length === 0) return undefined;
  const names = nullable.map(({ from }) => from);
  const isMissing = sqlJoin(
    names.map(({ sqlName }) => sql`t.${sqlIdentifier(sqlName)} IS NULL`),
    ' OR ',
  );
  const refers = key.columns.map((column) => sql`t.${sqlIdentifier(column)} IS NOT NULL`);
  return offendingRows(
    words`fails on rows of ${quote(holder.from.name)} that refer to another, and in which ${names.map(({ name }) => quote(name)).join(' or ')} is null`,
    { table: holder.from, where: sql`(${isMissing}) AND ${sqlJoin(refers, ' AND ')}`, shown: [] },
  );
};

/** Before types change: rows of new link tables, from the foreign keys that held the same relationship. */
export const copyLinks = (
  differences: SchemaDifferences,
  nameOf: (table: SchemaDifferences['links'][number]['holder'], sqlName: string) => string,
): readonly PlannedStep[] =>
  differences.links.map((copied) => {
    const { holder, key, link, near, far, conversions } = copied;
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
      // From the drop of the foreign key on, which takes the lock.
      marks: [partialKeys(copied), rowsWithoutKey(copied), exclusively(holder.from, 'scans')],
    });
  });
