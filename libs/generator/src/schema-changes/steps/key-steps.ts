import { none, sql, sqlIdentifier, words, type Code } from '../../emit/index.ts';
import { indexSql, type PhysicalIndex, type PhysicalKey, type PhysicalTable } from '../../physical-schema/index.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { SchemaDifferences } from '../differences/schema-differences.ts';
import { isKeyImplied } from '../differences/implied.ts';
import { duplicateRows } from '../differences/offenders.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { whenIndexGoes } from './drop-steps.ts';
import { quote, step } from './step.ts';

/** Columns of a later table in a sentence. */
export const namesOf = ({ to }: TablePair, columns: readonly string[]): string =>
  columns.map((column) => quote(to.columns.find(({ sqlName }) => sqlName === column)?.name ?? column)).join(', ');

/** The mark of a key that fails on rows with the same values. */
export const duplicates = (
  differences: SchemaDifferences,
  table: TablePair,
  { columns, whereNull }: PhysicalIndex | (PhysicalKey & { whereNull?: undefined }),
) =>
  isKeyImplied(differences, table, { columns }, whereNull)
    ? undefined
    : duplicateRows(
        differences,
        table,
        { columns, whereNull },
        words`fails where rows of ${quote(table.from.name)} have the same ${namesOf(table, columns)}`,
      );

/** The marks of keys that stay, whose different values may come to be equal ones of another type. */
export const mergedKeys = (differences: SchemaDifferences, table: TablePair) => {
  const { indexes, primaryKey } = differences.constraints(table);
  return [...primaryKey.pairs, ...indexes.pairs.filter(({ to }) => to.unique)]
    .filter(({ to }) => to.columns.some((column) => differences.typeChange(table, column)?.conversion.mergesEquals))
    .map(({ to }) => duplicates(differences, table, to));
};

/** Builds an index while others read and write; one that a former attempt has finished stays. */
export const createIndexConcurrently = (
  table: PhysicalTable,
  index: PhysicalIndex,
  name = index.sqlName,
): Code<'sql'> =>
  sql`CREATE ${index.unique ? sql`UNIQUE ` : none}INDEX CONCURRENTLY IF NOT EXISTS ${sqlIdentifier(name)} ON ${sqlIdentifier(table.sqlName)}${indexSql(index)};`;

const addedConcurrently = (differences: SchemaDifferences, table: TablePair): readonly PhysicalIndex[] => {
  const swap = differences.swap(table);
  const early = swap?.part === 'changes' ? swap.newIndexes : [];
  return differences.constraints(table).indexes.added.filter((index) => !early.includes(index));
};

/** Indexes of tables that stay, built while others read and write. */
export const createIndexes = (differences: SchemaDifferences): readonly PlannedStep[] =>
  differences.match.pairs.flatMap((table) =>
    addedConcurrently(differences, table).map((index) =>
      step({
        kind: 'create_index',
        part: 'indexes',
        table: table.to.name,
        summary: words`Builds ${index.unique ? 'unique ' : ''}index ${quote(index.sqlName)} on ${namesOf(table, index.columns)} of ${quote(table.to.name)}`,
        sql: createIndexConcurrently(table.to, index),
        marks: [index.unique ? duplicates(differences, table, index) : undefined],
      }),
    ),
  );

/** Indexes that go once those in their place are there. `nameOf` tells what an index is called by then. */
export const dropIndexesLate = (
  differences: SchemaDifferences,
  nameOf: (sqlName: string) => string,
): readonly PlannedStep[] =>
  differences.match.pairs.flatMap((table) =>
    differences
      .constraints(table)
      .indexes.dropped.filter((index) => whenIndexGoes(differences, table, index) === 'late')
      .map(({ sqlName }) =>
        step({
          kind: 'drop_index',
          part: 'indexes',
          table: table.to.name,
          summary: words`Drops index ${quote(sqlName)} of ${quote(table.to.name)}`,
          sql: sql`DROP INDEX CONCURRENTLY IF EXISTS ${sqlIdentifier(nameOf(sqlName))};`,
        }),
      ),
  );
