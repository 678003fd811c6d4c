import type { SchemaMatch, TablePair } from '../matching/schema-match.ts';
import { compareSchemas, type Comparison } from './comparison.ts';
import { copiedLinks, lateColumns, type CopiedLink } from './copied-links.ts';
import { keySwaps, type KeySwap } from './key-swaps.ts';

/** Everything that differs between two matched schemas; steps are made from it. */
export interface SchemaDifferences extends Comparison {
  /** How a table's keys change, if they do. */
  swap(table: TablePair): KeySwap | undefined;
  /** Relationships that become ones of many to many. */
  readonly links: readonly CopiedLink[];
  /** Earlier columns that go only after their links were copied. */
  isLate(table: TablePair, sqlName: string): boolean;
}

export const schemaDifferences = (match: SchemaMatch): SchemaDifferences => {
  const comparison = compareSchemas(match);
  const links = copiedLinks(comparison);
  const swaps = keySwaps(comparison);
  return {
    ...comparison,
    swap: (table) => swaps.get(table),
    links,
    isLate: (table, sqlName) => lateColumns(links, table).has(sqlName),
  };
};
