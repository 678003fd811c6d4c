import type { ColumnModel, ForeignKeyModel, Json, ProjectModel, TableModel, Values } from './model.ts';
import { createLineage } from './lineage.ts';
import { decidesOwner } from './owners.ts';
import { isTaken, same, settle, uniqueKeys } from './uniqueness.ts';
import { valuesOf, writtenFor } from './values.ts';

export interface Row {
  readonly table: TableModel;
  readonly values: Values;
}

export interface RowOptions {
  /** Fixed values, which are not generated. */
  readonly set?: ReadonlyMap<string, Json>;
  /** The subject of the row's owner, whether direct or inherited. */
  readonly owner?: string;
  /** Whether optional fields and references are filled; true by default, except for parents. */
  readonly complete?: boolean;
  /** Optional fields that must have a value even if the row is not complete, because another row refers to them. */
  readonly filled?: readonly string[];
}

/**
 * Generates rows that satisfy every constraint of the model, together with the rows that they refer to. Nothing is
 * written to the database: a test has to insert the rows.
 */
export interface World {
  /** Adds a row; undefined if the constraints allow no more. */
  readonly add: (table: TableModel, options?: RowOptions) => Row | undefined;
  /** Generates a row that the test will create itself: only its parents are added. */
  readonly draft: (table: TableModel, options?: RowOptions) => Row | undefined;
  readonly rows: (table: TableModel) => readonly Row[];
  readonly all: () => readonly Row[];
  readonly parent: (row: Row, foreignKey: ForeignKeyModel) => Row | undefined;
  /** The subject of a row's owner, if it has one. */
  readonly ownerOf: (row: Row) => string | undefined;
}

interface Attempt extends RowOptions {
  readonly complete: boolean;
  /** Which existing rows to refer to: 0 prefers the default, other numbers enumerate the alternatives. */
  choice: number;
}

const attempts = 60;

export const createWorld = (model: ProjectModel): World => {
  const tables = new Map(model.tables.map((table) => [table.name, table]));
  const rowsByTable = new Map<string, Row[]>();
  const ordinals = new Map<string, number>();
  const rows = (table: TableModel) => rowsByTable.get(table.name) ?? [];
  const referenced = (foreignKey: ForeignKeyModel) => {
    const table = tables.get(foreignKey.referencedTable);
    if (!table) throw new Error(`the model has no table ${foreignKey.referencedTable}`);
    return table;
  };

  const { refersTo, parentOf, ownerOf } = createLineage(rows, referenced);

  /** Makes the row refer to itself: copies the value between each pair of columns. */
  const referToSelf = (table: TableModel, foreignKey: ForeignKeyModel, values: Values, ordinal: number): boolean =>
    foreignKey.columns.every((name, i) => {
      const key = foreignKey.referencedColumns[i] ?? '';
      const column = table.columns.find((candidate) => candidate.name === key);
      const chosen = values.get(name) ?? values.get(key) ?? (column && pick(column, table, ordinal));
      if (chosen === undefined || (values.has(key) && !same(values.get(key), chosen))) return false;
      values.set(name, chosen);
      values.set(key, chosen);
      return true;
    });

  const choose = (table: TableModel, foreignKey: ForeignKeyModel, values: Values, attempt: Attempt, owner?: string) => {
    const parentTable = referenced(foreignKey);
    const exclusive = uniqueKeys(table).filter((key) => key.every((name) => foreignKey.columns.includes(name)));
    const existing = rows(parentTable).filter(
      (parent) =>
        refersTo(foreignKey, values, parent) &&
        foreignKey.referencedColumns.every((name) => (parent.values.get(name) ?? null) !== null) &&
        (owner === undefined || ownerOf(parent) === owner) &&
        !exclusive.some(() => rows(table).some((row) => refersTo(foreignKey, row.values, parent))),
    );
    const decided = foreignKey.columns.every((name) => values.has(name));
    const inKey = uniqueKeys(table).some((key) => key.some((name) => foreignKey.columns.includes(name)));
    if (attempt.choice > 0 && existing.length > 0 && inKey) {
      const position = (attempt.choice - 1) % existing.length;
      attempt.choice = 1 + Math.floor((attempt.choice - 1) / existing.length);
      return existing[position];
    }
    if (existing[0] && (decided || !inKey)) return existing[0];
    // A new parent in the same table would need a parent as well, without end; the first row can only refer to itself.
    if (parentTable === table && isRequired(table, foreignKey)) return existing[0];
    const set = new Map<string, Json>();
    foreignKey.columns.forEach((name, i) => {
      const value = values.get(name);
      if (value !== undefined) set.set(foreignKey.referencedColumns[i] ?? '', value);
    });
    return (
      add(parentTable, {
        set,
        complete: false,
        filled: foreignKey.referencedColumns,
        ...(owner === undefined ? {} : { owner }),
      }) ?? existing[0]
    );
  };

  const refer = (table: TableModel, index: number, values: Values, attempt: Attempt, ordinal: number): boolean => {
    const foreignKey = table.foreignKeys[index];
    if (!foreignKey || foreignKey.columns.some((name) => values.get(name) === null)) return true;
    const isRequired = (name: string) => table.columns.some((column) => column.name === name && column.required);
    const nullable = foreignKey.columns.filter((name) => !isRequired(name) && !values.has(name));
    const leadsToOwner = decidesOwner(table, index, attempt.owner);
    const leaveOut = () => nullable.forEach((name) => values.set(name, null));
    const wanted = attempt.complete || leadsToOwner || nullable.some((name) => attempt.filled?.includes(name));
    if (nullable.length > 0 && !wanted) return (leaveOut(), true);
    const self = foreignKey.referencedTable === table.name;
    const alone = self && nullable.length === 0 && (foreignKey.unique || rows(table).length === 0);
    if (alone && !foreignKey.columns.every((name) => values.has(name)))
      return referToSelf(table, foreignKey, values, ordinal);
    const parent = choose(table, foreignKey, values, attempt, leadsToOwner ? attempt.owner : undefined);
    if (parent) {
      foreignKey.columns.forEach((name, i) =>
        values.set(name, parent.values.get(foreignKey.referencedColumns[i] ?? '') ?? null),
      );
      return true;
    }
    if (self && nullable.length === 0) return referToSelf(table, foreignKey, values, ordinal);
    if (nullable.length > 0 && !leadsToOwner) return (leaveOut(), true);
    return false;
  };

  const ownValues = (table: TableModel, options: RowOptions): Values | undefined => {
    const values: Values = new Map(options.set);
    if (options.owner === undefined || !table.owner || !('column' in table.owner)) return values;
    const { column: name } = table.owner;
    const column = table.columns.find((candidate) => candidate.name === name);
    const value = column ? writtenFor(column, options.owner) : options.owner;
    if (values.has(name) && !same(values.get(name), value)) return undefined;
    return values.set(name, value);
  };

  const attemptRow = (table: TableModel, attempt: Attempt, ordinal: number): Values | undefined => {
    const values = ownValues(table, attempt);
    if (!values) return undefined;
    const order = table.foreignKeys.map((_, index) => index).sort((a, b) => priority(table, a) - priority(table, b));
    for (const index of order) if (!refer(table, index, values, attempt, ordinal)) return undefined;
    const decided = new Set(values.keys());
    for (const column of table.columns) {
      const given = values.get(column.name);
      if (given !== undefined) values.set(column.name, writtenFor(column, given));
      if (decided.has(column.name)) continue;
      const wanted = attempt.complete || column.required || attempt.filled?.includes(column.name);
      const value = wanted ? pick(column, table, ordinal) : null;
      if (value === undefined && column.required) return undefined;
      values.set(column.name, value ?? null);
    }
    const others = rows(table).map((row) => row.values);
    return settle(table, values, others, (column) => !decided.has(column.name), ordinal) ? values : undefined;
  };

  const draft = (table: TableModel, options: RowOptions = {}): Row | undefined => {
    const others = rows(table).map((row) => row.values);
    // Skip hopeless attempts: they would multiply along a chain of tables that share a key.
    if (isTaken(table, new Map(options.set), others)) return undefined;
    const ordinal = ordinals.get(table.name) ?? 0;
    ordinals.set(table.name, ordinal + 1);
    for (let choice = 0; choice < attempts; choice += 1) {
      const values = attemptRow(table, { ...options, complete: options.complete ?? true, choice }, ordinal);
      if (values) return { table, values };
    }
    return undefined;
  };

  const add = (table: TableModel, options?: RowOptions): Row | undefined => {
    const row = draft(table, options);
    if (row) rowsByTable.set(table.name, [...rows(table), row]);
    return row;
  };

  return { add, draft, rows, all: () => [...rowsByTable.values()].flat(), parent: parentOf, ownerOf };
};

const pick = (column: ColumnModel, table: TableModel, ordinal: number): Json | undefined => {
  const space = valuesOf(column, table.name);
  return space.size === 0 ? undefined : space.at(ordinal % space.size);
};

const isRequired = (table: TableModel, foreignKey: ForeignKeyModel): boolean =>
  foreignKey.columns.every((name) => table.columns.some((column) => column.name === name && column.required));

/** The reference that decides the owner first, then required references, then optional ones. */
const priority = (table: TableModel, index: number): number => {
  if (decidesOwner(table, index)) return 0;
  const foreignKey = table.foreignKeys[index];
  return foreignKey === undefined || isRequired(table, foreignKey) ? 1 : 2;
};
