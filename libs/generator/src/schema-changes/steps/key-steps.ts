import { none, sql, sqlIdentifier, words } from '../../emit/index.ts';
import { indexSql, type PhysicalIndex, type PhysicalKey } from '../../physical-schema/index.ts';
import type { PlannedStep } from '../planned-step.ts';
import type { ChangeFacts } from '../facts/change-facts.ts';
import { isKeyImplied } from '../facts/implied.ts';
import { duplicateRows } from '../facts/offenders.ts';
import type { TablePair } from '../matching/schema-match.ts';
import { whenIndexGoes } from './drop-steps.ts';
import { quote, step } from './step.ts';

/** Columns of a later table in a sentence. */
export const namesOf = ({ to }: TablePair, columns: readonly string[]): string =>
  columns.map((column) => quote(to.columns.find(({ sqlName }) => sqlName === column)?.name ?? column)).join(', ');

/** The mark of a key that fails on rows with the same values. */
export const duplicates = (
  facts: ChangeFacts,
  table: TablePair,
  { columns, whereNull }: PhysicalIndex | (PhysicalKey & { whereNull?: undefined }),
) =>
  isKeyImplied(table, { columns }, whereNull)
    ? undefined
    : duplicateRows(
        facts,
        table,
        { columns, whereNull },
        words`fails where rows of ${quote(table.from.name)} have the same ${namesOf(table, columns)}`,
      );

const addedConcurrently = (facts: ChangeFacts, table: TablePair): readonly PhysicalIndex[] => {
  const swap = facts.swap(table);
  const early = swap?.part === 'changes' ? swap.newIndexes : [];
  return facts.parts(table).indexes.added.filter((index) => !early.includes(index));
};

/** Indexes of tables that stay, built while others read and write. */
export const createIndexes = (facts: ChangeFacts): readonly PlannedStep[] =>
  facts.match.pairs.flatMap((table) =>
    addedConcurrently(facts, table).map((index) =>
      step({
        kind: 'create_index',
        part: 'indexes',
        table: table.to.name,
        summary: words`Builds ${index.unique ? 'unique ' : ''}index ${quote(index.sqlName)} on ${namesOf(table, index.columns)} of ${quote(table.to.name)}`,
        sql: sql`CREATE ${index.unique ? sql`UNIQUE ` : none}INDEX CONCURRENTLY IF NOT EXISTS ${sqlIdentifier(index.sqlName)} ON ${sqlIdentifier(table.to.sqlName)}${indexSql(index)};`,
        marks: [index.unique ? duplicates(facts, table, index) : undefined],
      }),
    ),
  );

/** Indexes that go once those in their place are there. `nameOf` tells what an index is called by then. */
export const dropIndexesLate = (facts: ChangeFacts, nameOf: (sqlName: string) => string): readonly PlannedStep[] =>
  facts.match.pairs.flatMap((table) =>
    facts
      .parts(table)
      .indexes.dropped.filter((index) => whenIndexGoes(facts, table, index) === 'late')
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
