import { sql, sqlIdentifier, words } from '../../emit/index.ts';
import type { PhysicalForeignKey, PhysicalIndex, PhysicalTable } from '../../physical-schema/index.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { alter, dropConstraint } from './alter-table.ts';
import { columnOf, destructive, exclusively, locking, quote, step } from './step.ts';

const goesEarly = (differences: SchemaDifferences, table: TablePair): ReadonlySet<string> =>
  new Set(table.columns.dropped.map(({ sqlName }) => sqlName).filter((sqlName) => !differences.isLate(table, sqlName)));

/**
 * When an index goes: with one of its columns, before the changes that it would hinder, with the foreign keys that hang on it,
 * or last, without a lock.
 */
export const whenIndexGoes = (
  differences: SchemaDifferences,
  table: TablePair,
  index: PhysicalIndex,
): 'with its column' | 'early' | 'swapped' | 'late' => {
  const swap = differences.swap(table);
  if (swap?.oldIndexes.includes(index) === true) return swap.part === 'changes' ? 'early' : 'swapped';
  const { columns, whereNull } = index;
  const names = whereNull === undefined ? columns : [...columns, whereNull];
  const early = goesEarly(differences, table);
  if (names.some((name) => early.has(name))) return 'with its column';
  const retyped = new Set(
    table.columns.pairs
      .filter(({ to }) => differences.typeChange(table, to.sqlName) !== undefined)
      .map(({ from }) => from.sqlName),
  );
  return names.some((name) => retyped.has(name) || differences.isLate(table, name)) ? 'early' : 'late';
};

/** Foreign keys that stay until the keys that they hang on are swapped. */
const swappedLate = (differences: SchemaDifferences, referencedTable: string): readonly PhysicalForeignKey[] => {
  const target = differences.pairFrom(referencedTable);
  const swap = target && differences.swap(target);
  return swap?.part === 'indexes' ? swap.foreignKeys.map(({ from }) => from) : [];
};

/** Foreign keys of tables that stay, and those between tables that go. */
export const dropForeignKeys = (differences: SchemaDifferences): readonly PlannedStep[] => {
  const drop = (table: PhysicalTable, sqlName: string, referencedTable: string): PlannedStep =>
    step({
      kind: 'drop_foreign_key',
      table: table.name,
      summary: words`Drops foreign key ${quote(sqlName)} of ${quote(table.name)}`,
      sql: dropConstraint(table, sqlName),
      marks: [locking('ACCESS EXCLUSIVE', [...new Set([table.sqlName, referencedTable])])],
    });
  return [
    ...differences.match.pairs.flatMap((pair) =>
      differences
        .constraints(pair)
        .foreignKeys.dropped.filter((key) => !swappedLate(differences, key.referencedTable).includes(key))
        .map((key) => drop(pair.from, key.sqlName, key.referencedTable)),
    ),
    ...differences.match.dropped.flatMap((table) =>
      table.foreignKeys
        .filter(({ referencedTable }) => referencedTable !== table.sqlName)
        .map((key) => drop(table, key.sqlName, key.referencedTable)),
    ),
  ];
};

/** Checks, indexes and primary keys that would hinder what follows, and do not go with a column. */
export const dropConstraints = (differences: SchemaDifferences): readonly PlannedStep[] =>
  differences.match.pairs.flatMap((pair) => {
    const { from } = pair;
    const early = goesEarly(differences, pair);
    const { checks, indexes, primaryKey } = differences.constraints(pair);
    return [
      ...checks.dropped
        .filter(({ column }) => !early.has(column))
        .map(({ sqlName }) =>
          step({
            kind: 'drop_check',
            table: from.name,
            summary: words`Drops check ${quote(sqlName)} of ${quote(from.name)}`,
            sql: dropConstraint(from, sqlName),
            marks: [exclusively(from)],
          }),
        ),
      ...indexes.dropped
        .filter((index) => whenIndexGoes(differences, pair, index) === 'early')
        .map(({ sqlName }) =>
          step({
            kind: 'drop_index',
            table: from.name,
            summary: words`Drops index ${quote(sqlName)} of ${quote(from.name)}, whose columns change`,
            sql: sql`DROP INDEX ${sqlIdentifier(sqlName)};`,
            marks: [exclusively(from)],
          }),
        ),
      ...(differences.swap(pair)?.part === 'changes' ? primaryKey.dropped : [])
        .filter(({ columns }) => !columns.some((column) => early.has(column)))
        .map(({ sqlName }) =>
          step({
            kind: 'drop_primary_key',
            table: from.name,
            summary: words`Drops the primary key of ${quote(from.name)}, whose columns change`,
            sql: dropConstraint(from, sqlName),
            marks: [exclusively(from)],
          }),
        ),
    ];
  });

export const dropTables = (differences: SchemaDifferences): readonly PlannedStep[] =>
  differences.match.dropped.map((table) =>
    step({
      kind: 'drop_table',
      table: table.name,
      summary: words`Drops table ${quote(table.name)}`,
      sql: sql`DROP TABLE ${sqlIdentifier(table.sqlName)};`,
      marks: [destructive(words`All rows of ${quote(table.name)} are deleted.`), exclusively(table)],
    }),
  );

const lossOf = (pair: TablePair, column: TablePair['columns']['dropped'][number]): string => {
  if (column.role === 'deletedAt') {
    return words`Soft-deleted rows of ${quote(pair.from.name)} become visible again: the marks that they were deleted are lost.`;
  }
  const isReplaced = pair.columns.added.some(
    ({ id, name }) => name === column.name || (id !== undefined && id === column.id),
  );
  const why = isReplaced ? ', because they cannot be converted to its new type' : '';
  return words`The values in ${columnOf(pair.from, column)} are deleted${why}.`;
};

const dropColumn = (pair: TablePair, table: PhysicalTable, column: TablePair['columns']['dropped'][number]) => ({
  kind: 'drop_column' as const,
  table: pair.to.name,
  field: column.name,
  summary: words`Drops column ${columnOf(pair.from, column)}`,
  sql: sql`${alter(table)} DROP COLUMN ${sqlIdentifier(column.sqlName)};`,
});

/** Columns that go, but for those whose values are copied before. */
export const dropColumns = (differences: SchemaDifferences): readonly PlannedStep[] =>
  differences.match.pairs.flatMap((pair) =>
    pair.columns.dropped
      .filter(({ sqlName }) => !differences.isLate(pair, sqlName))
      .map((column) =>
        step({
          ...dropColumn(pair, pair.from, column),
          marks: [destructive(lossOf(pair, column)), exclusively(pair.from)],
        }),
      ),
  );

/** Columns whose values were copied. `nameOf` tells what a column is called by then. */
export const dropCopiedColumns = (
  differences: SchemaDifferences,
  nameOf: (table: TablePair, sqlName: string) => string,
): readonly PlannedStep[] =>
  differences.match.pairs.flatMap((pair) =>
    pair.columns.dropped
      .filter(({ sqlName }) => differences.isLate(pair, sqlName))
      .map((column) =>
        step({
          ...dropColumn(pair, pair.to, { ...column, sqlName: nameOf(pair, column.sqlName) }),
          marks: [exclusively(pair.from)],
        }),
      ),
  );
