import type { PhysicalColumn, PhysicalSchema, PhysicalTable } from '../../physical-schema/index.ts';
import type { ModelPlace, Rename } from '../change-plan.ts';

/** One object in two schemas. */
export interface Pair<T> {
  readonly from: T;
  readonly to: T;
}

export interface Matched<T> {
  readonly pairs: readonly Pair<T>[];
  /** What only the later one has. */
  readonly added: readonly T[];
  /** What only the earlier one has. */
  readonly dropped: readonly T[];
}

export interface TablePair extends Pair<PhysicalTable> {
  /** Columns whose values stay: those whose type becomes one that values cannot be converted to are dropped and added. */
  readonly columns: Matched<PhysicalColumn>;
  /** Of enum fields, by the later column's SQL name: the earlier label of each that was renamed, by the later one. */
  readonly labels: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Says that each row that refers to another one by a field is a link of a link table later. */
export interface LinkAnswer {
  readonly rename: Rename;
  readonly holder: PhysicalTable;
  /** The field, or one of those that refer together. */
  readonly column: PhysicalColumn;
  readonly link: PhysicalTable;
}

/** Which tables and columns of two schemas are the same. */
export interface SchemaMatch {
  readonly from: PhysicalSchema;
  readonly to: PhysicalSchema;
  readonly pairs: readonly TablePair[];
  readonly added: readonly PhysicalTable[];
  readonly dropped: readonly PhysicalTable[];
  /** Fields that become link tables, by the answers of the request. */
  readonly links: readonly LinkAnswer[];
}

export const place = (table: PhysicalTable, column?: PhysicalColumn, value?: string): ModelPlace => ({
  table: table.name,
  ...(column === undefined ? {} : { field: column.name }),
  ...(value === undefined ? {} : { value }),
});
