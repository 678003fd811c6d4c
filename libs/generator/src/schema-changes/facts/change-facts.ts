import { copiedLinks, lateColumns, type CopiedLink } from './copied-links.ts';
import type { SchemaMatch, TablePair } from '../matching/schema-match.ts';
import { enumChanges, type EnumChanges } from './enum-changes.ts';
import { keySwaps, type KeySwap } from './key-swaps.ts';
import { partChanges, type PartChanges } from './part-changes.ts';
import { typeChanges, type TypeChange } from './type-changes.ts';

/** Everything that differs between two matched schemas; steps are made from it. */
export interface ChangeFacts {
  readonly match: SchemaMatch;
  readonly enums: EnumChanges;
  readonly types: readonly TypeChange[];
  parts(table: TablePair): PartChanges;
  /** The change of a later column's type, by its SQL name. */
  typeChange(table: TablePair, column: string): TypeChange | undefined;
  /** Tables that stay, by their earlier or later SQL name. */
  pairFrom(sqlName: string): TablePair | undefined;
  pairTo(sqlName: string): TablePair | undefined;
  /** How a table's keys change, if they do. */
  swap(table: TablePair): KeySwap | undefined;
  /** Relationships that become ones of many to many. */
  readonly links: readonly CopiedLink[];
  /** Earlier columns that go only after their links were copied. */
  isLate(table: TablePair, sqlName: string): boolean;
}

const noParts: PartChanges = {
  checks: { pairs: [], added: [], dropped: [] },
  indexes: { pairs: [], added: [], dropped: [] },
  foreignKeys: { pairs: [], added: [], dropped: [] },
  primaryKey: { pairs: [], added: [], dropped: [] },
};

const comparedFacts = (match: SchemaMatch): Omit<ChangeFacts, 'links' | 'isLate' | 'swap'> => {
  const enums = enumChanges(match);
  const types = typeChanges(match, enums);
  const parts = partChanges(match, types);
  const byColumn = new Map(types.map((change) => [change.column.to, change]));
  const [byFrom, byTo] = [
    new Map(match.pairs.map((pair) => [pair.from.sqlName, pair])),
    new Map(match.pairs.map((pair) => [pair.to.sqlName, pair])),
  ];
  return {
    match,
    enums,
    types,
    parts: (table) => parts.get(table) ?? noParts,
    typeChange: (table, sqlName) => {
      const column = table.to.columns.find((column) => column.sqlName === sqlName);
      return column && byColumn.get(column);
    },
    pairFrom: (sqlName) => byFrom.get(sqlName),
    pairTo: (sqlName) => byTo.get(sqlName),
  };
};

export const changeFacts = (match: SchemaMatch): ChangeFacts => {
  const compared = comparedFacts(match);
  const links = copiedLinks(compared);
  const swaps = keySwaps(compared);
  return {
    ...compared,
    swap: (table) => swaps.get(table),
    links,
    isLate: (table, sqlName) => lateColumns(links, table).has(sqlName),
  };
};
