import type { SchemaMatch, TablePair } from '../matching/schema-match.ts';
import { constraintChanges, type ConstraintChanges } from './constraint-changes.ts';
import { enumChanges, type EnumChanges } from './enum-changes.ts';
import { typeChanges, type TypeChange } from './type-changes.ts';

/** What each enum, column, constraint and index of two matched schemas becomes, taken by itself. */
export interface Comparison {
  readonly match: SchemaMatch;
  readonly enums: EnumChanges;
  readonly types: readonly TypeChange[];
  constraints(table: TablePair): ConstraintChanges;
  /** The change of a later column's type, by its SQL name. */
  typeChange(table: TablePair, column: string): TypeChange | undefined;
  /** Tables that stay, by their earlier or later SQL name. */
  pairFrom(sqlName: string): TablePair | undefined;
  pairTo(sqlName: string): TablePair | undefined;
}

const noConstraints: ConstraintChanges = {
  checks: { pairs: [], added: [], dropped: [] },
  indexes: { pairs: [], added: [], dropped: [] },
  foreignKeys: { pairs: [], added: [], dropped: [] },
  primaryKey: { pairs: [], added: [], dropped: [] },
};

export const compareSchemas = (match: SchemaMatch): Comparison => {
  const enums = enumChanges(match);
  const types = typeChanges(match, enums);
  const constraints = constraintChanges(match, types);
  const byColumn = new Map(types.map((change) => [change.column.to, change]));
  const [byFrom, byTo] = [
    new Map(match.pairs.map((pair) => [pair.from.sqlName, pair])),
    new Map(match.pairs.map((pair) => [pair.to.sqlName, pair])),
  ];
  return {
    match,
    enums,
    types,
    constraints: (table) => constraints.get(table) ?? noConstraints,
    typeChange: (table, sqlName) => {
      const column = table.to.columns.find((column) => column.sqlName === sqlName);
      return column && byColumn.get(column);
    },
    pairFrom: (sqlName) => byFrom.get(sqlName),
    pairTo: (sqlName) => byTo.get(sqlName),
  };
};
