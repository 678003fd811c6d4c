import type { DataModel, Field, Table } from '../data-model.schema.ts';
import { describeFieldType } from '../field-types/index.ts';
import type { IssueList } from '../issue.ts';
import { fieldSetKey, pointer } from '../text.ts';

/** A table, with indexes for the look-ups that checks repeat. */
export interface TableView {
  readonly table: Table;
  /** JSON pointer to the table in the canonical model. */
  readonly path: string;
  /** The first field of each name. */
  readonly fields: ReadonlyMap<string, FieldView>;
  /** In key order; undefined where there is none, or none that makes sense. */
  readonly primaryKey: readonly string[] | undefined;
  /** Sets of fields (`fieldSetKey`) that are the primary key or unique. */
  readonly keys: ReadonlySet<string>;
}

export interface FieldView {
  readonly field: Field;
  readonly path: string;
  /** Whether the column is NOT NULL: required, serial or in the primary key. */
  readonly required: boolean;
}

export interface ModelView {
  readonly model: DataModel;
  readonly tables: ReadonlyMap<string, TableView>;
  /** Fields of an unknown type: checks that depend on the type skip them. */
  readonly unreadableFields: ReadonlySet<Field>;
  readonly issues: IssueList;
}

const primaryKeyOf = (table: Table): readonly string[] | undefined => {
  if (table.primaryKey !== undefined && table.primaryKey.length > 0) return table.primaryKey;
  const marked = table.fields.filter(({ primary }) => primary === true).map(({ name }) => name);
  return marked.length > 0 ? marked : undefined;
};

const keysOf = (table: Table, primaryKey: readonly string[] | undefined): Set<string> => {
  const keys = new Set<string>();
  if (primaryKey !== undefined) keys.add(fieldSetKey(primaryKey));
  for (const { name, unique } of table.fields) if (unique === true) keys.add(fieldSetKey([name]));
  for (const { fields, unique } of table.indexes ?? []) if (unique === true) keys.add(fieldSetKey(fields));
  return keys;
};

const viewTable = (table: Table, path: string): TableView => {
  const primaryKey = primaryKeyOf(table);
  const inKey = new Set(primaryKey);
  const fields = new Map<string, FieldView>();
  table.fields.forEach((field, position) => {
    if (fields.has(field.name)) return;
    const required = field.required === true || inKey.has(field.name) || describeFieldType(field.type).hasSequence;
    fields.set(field.name, { field, path: pointer(path, 'fields', position), required });
  });
  return { table, path, fields, primaryKey, keys: keysOf(table, primaryKey) };
};

/** Looks at a model once, so that everything after is a look-up. */
export const viewModel = (model: DataModel, unreadableFields: ReadonlySet<Field>, issues: IssueList): ModelView => {
  const tables = new Map<string, TableView>();
  model.tables.forEach((table, position) => {
    if (!tables.has(table.name)) tables.set(table.name, viewTable(table, pointer('', 'tables', position)));
  });
  return { model, tables, unreadableFields, issues };
};

/** The fields of these names, as far as there are such. */
export const fieldsOf = (table: TableView, names: readonly string[]): Field[] =>
  names.flatMap((name) => table.fields.get(name)?.field ?? []);

/** Whether the fields, in any order, are the table's primary key. */
export const isPrimaryKey = (table: TableView, fields: readonly string[]): boolean =>
  table.primaryKey !== undefined && fieldSetKey(table.primaryKey) === fieldSetKey(fields);

/** Whether the fields, in any order, are the table's primary key or unique. */
export const isKey = (table: TableView, fields: readonly string[]): boolean => table.keys.has(fieldSetKey(fields));
