import type { ForeignKeyModel, Json, TableModel } from './model.ts';
import { same } from './uniqueness.ts';
import type { Row } from './world.ts';

/** The references between rows that exist only in memory. */
export interface Lineage {
  /** Whether the values chosen so far for a foreign key match a parent. */
  readonly refersTo: (foreignKey: ForeignKeyModel, values: ReadonlyMap<string, Json>, parent: Row) => boolean;
  readonly parentOf: (row: Row, foreignKey: ForeignKeyModel) => Row | undefined;
  /** The subject of a row's owner, by its own field or inherited from the row that it refers to. */
  readonly ownerOf: (row: Row) => string | undefined;
}

/** Removes trailing zeros, which depend on the scale of the column and not on the number. */
const withoutZeros = (value: Json | undefined): Json | undefined =>
  typeof value === 'string' ? value.replace(/^(-?\d+)(?:\.0+|(\.\d*[1-9])0*)$/, '$1$2') : value;

export const createLineage = (
  rows: (table: TableModel) => readonly Row[],
  referenced: (foreignKey: ForeignKeyModel) => TableModel,
): Lineage => {
  const refersTo = (foreignKey: ForeignKeyModel, values: ReadonlyMap<string, Json>, parent: Row) =>
    foreignKey.columns.every((name, i) => {
      const value = values.get(name);
      return (
        value === undefined ||
        same(withoutZeros(value), withoutZeros(parent.values.get(foreignKey.referencedColumns[i] ?? '')))
      );
    });

  const parentOf = (row: Row, foreignKey: ForeignKeyModel): Row | undefined =>
    foreignKey.columns.some((name) => (row.values.get(name) ?? null) === null)
      ? undefined
      : [...rows(referenced(foreignKey)), row].find(
          (candidate) => candidate.table === referenced(foreignKey) && refersTo(foreignKey, row.values, candidate),
        );

  const ownerOf = (row: Row): string | undefined => {
    const { owner } = row.table;
    if (!owner) return undefined;
    if ('column' in owner) {
      const value = row.values.get(owner.column) ?? null;
      return value === null ? undefined : String(value);
    }
    const foreignKey = row.table.foreignKeys[owner.via];
    const parent = foreignKey && parentOf(row, foreignKey);
    return parent && parent !== row ? ownerOf(parent) : undefined;
  };

  return { refersTo, parentOf, ownerOf };
};
