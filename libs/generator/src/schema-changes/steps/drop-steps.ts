import { sql, sqlIdentifier, words, type Code } from '../../emit/index.ts';
import type { PhysicalForeignKey, PhysicalIndex, PhysicalTable } from '../../physical-schema/index.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { ChangeFacts } from '../facts/change-facts.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { columnOf, destructive, exclusively, locking, quote, step } from './step.ts';

const alter = (table: PhysicalTable): Code<'sql'> => sql`ALTER TABLE ${sqlIdentifier(table.sqlName)}`;

const dropConstraint = (table: PhysicalTable, name: string): Code<'sql'> =>
  sql`${alter(table)} DROP CONSTRAINT ${sqlIdentifier(name)};`;

const goesEarly = (facts: ChangeFacts, table: TablePair): ReadonlySet<string> =>
  new Set(table.columns.dropped.map(({ sqlName }) => sqlName).filter((sqlName) => !facts.isLate(table, sqlName)));

/**
 * When an index goes: with one of its columns, before the changes that it would hinder, with the foreign keys that hang on it,
 * or last, without a lock.
 */
export const whenIndexGoes = (
  facts: ChangeFacts,
  table: TablePair,
  index: PhysicalIndex,
): 'with its column' | 'early' | 'swapped' | 'late' => {
  const swap = facts.swap(table);
  if (swap?.oldIndexes.includes(index) === true) return swap.part === 'changes' ? 'early' : 'swapped';
  const { columns, whereNull } = index;
  const names = whereNull === undefined ? columns : [...columns, whereNull];
  const early = goesEarly(facts, table);
  if (names.some((name) => early.has(name))) return 'with its column';
  const retyped = new Set(
    table.columns.pairs
      .filter(({ to }) => facts.typeChange(table, to.sqlName) !== undefined)
      .map(({ from }) => from.sqlName),
  );
  return names.some((name) => retyped.has(name) || facts.isLate(table, name)) ? 'early' : 'late';
};

/** Foreign keys that stay until the keys that they hang on are swapped. */
const swappedLate = (facts: ChangeFacts, referencedTable: string): readonly PhysicalForeignKey[] => {
  const target = facts.pairFrom(referencedTable);
  const swap = target && facts.swap(target);
  return swap?.part === 'indexes' ? swap.foreignKeys.map(({ from }) => from) : [];
};

/** Foreign keys of tables that stay, and those between tables that go. */
export const dropForeignKeys = (facts: ChangeFacts): readonly PlannedStep[] => {
  const drop = (table: PhysicalTable, sqlName: string, referencedTable: string): PlannedStep =>
    step({
      kind: 'drop_foreign_key',
      table: table.name,
      summary: words`Drops foreign key ${quote(sqlName)} of ${quote(table.name)}`,
      sql: dropConstraint(table, sqlName),
      marks: [locking('ACCESS EXCLUSIVE', [...new Set([table.sqlName, referencedTable])])],
    });
  return [
    ...facts.match.pairs.flatMap((pair) =>
      facts
        .parts(pair)
        .foreignKeys.dropped.filter((key) => !swappedLate(facts, key.referencedTable).includes(key))
        .map((key) => drop(pair.from, key.sqlName, key.referencedTable)),
    ),
    ...facts.match.dropped.flatMap((table) =>
      table.foreignKeys
        .filter(({ referencedTable }) => referencedTable !== table.sqlName)
        .map((key) => drop(table, key.sqlName, key.referencedTable)),
    ),
  ];
};

/** Checks, indexes and primary keys that would hinder what follows, and do not go with a column. */
export const dropParts = (facts: ChangeFacts): readonly PlannedStep[] =>
  facts.match.pairs.flatMap((pair) => {
    const { from } = pair;
    const early = goesEarly(facts, pair);
    const { checks, indexes, primaryKey } = facts.parts(pair);
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
        .filter((index) => whenIndexGoes(facts, pair, index) === 'early')
        .map(({ sqlName }) =>
          step({
            kind: 'drop_index',
            table: from.name,
            summary: words`Drops index ${quote(sqlName)} of ${quote(from.name)}, whose columns change`,
            sql: sql`DROP INDEX ${sqlIdentifier(sqlName)};`,
            marks: [exclusively(from)],
          }),
        ),
      ...(facts.swap(pair)?.part === 'changes' ? primaryKey.dropped : [])
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

export const dropTables = (facts: ChangeFacts): readonly PlannedStep[] =>
  facts.match.dropped.map((table) =>
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
export const dropColumns = (facts: ChangeFacts): readonly PlannedStep[] =>
  facts.match.pairs.flatMap((pair) =>
    pair.columns.dropped
      .filter(({ sqlName }) => !facts.isLate(pair, sqlName))
      .map((column) =>
        step({
          ...dropColumn(pair, pair.from, column),
          marks: [destructive(lossOf(pair, column)), exclusively(pair.from)],
        }),
      ),
  );

/** Columns whose values were copied. `nameOf` tells what a column is called by then. */
export const dropCopiedColumns = (
  facts: ChangeFacts,
  nameOf: (table: TablePair, sqlName: string) => string,
): readonly PlannedStep[] =>
  facts.match.pairs.flatMap((pair) =>
    pair.columns.dropped
      .filter(({ sqlName }) => facts.isLate(pair, sqlName))
      .map((column) =>
        step({
          ...dropColumn(pair, pair.to, { ...column, sqlName: nameOf(pair, column.sqlName) }),
          marks: [exclusively(pair.from)],
        }),
      ),
  );
