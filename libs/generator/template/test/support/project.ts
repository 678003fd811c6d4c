import { model } from '../model/index.ts';
import type { ColumnModel, Domain, ForeignKeyModel, TableModel, TypeModel } from './model.ts';

export { model };

export const tableNamed = (name: string): TableModel => {
  const table = model.tables.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`the model has no table ${name}`);
  return table;
};

export const columnNamed = (table: TableModel, name: string): ColumnModel => {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw new Error(`${table.name} has no field ${name}`);
  return column;
};

/** The model of a column's type; for an array, of its element type. */
export const typeOf = ({ type: name }: Domain): TypeModel => {
  const type = model.types[name];
  if (!type) throw new Error(`the model has no type ${name}`);
  return type;
};

/** The format of a text: that of the field, otherwise that of its type. */
export const textFormat = (domain: Domain): string | undefined => {
  const type = typeOf(domain);
  return domain.format ?? (type.form === 'text' && type.format !== 'none' ? type.format : undefined);
};

export const isSerial = (column: ColumnModel) => {
  const type = typeOf(column);
  return type.form === 'integer' && type.numbered;
};
export const isPassword = (column: ColumnModel) => column.format === 'password';
export const isOwnerColumn = (table: TableModel, name: string) =>
  table.owner !== undefined && 'column' in table.owner && table.owner.column === name;

/** Whether some callers, those who may create rows by a role, can set another owner. */
export const isOwnerNameable = (table: TableModel) =>
  table.owner !== undefined &&
  'column' in table.owner &&
  table.access?.create.some((rule) => rule.startsWith('role:')) === true;

/** The foreign keys that refer to a table, including its own. */
export const referrers = (table: TableModel): readonly { table: TableModel; foreignKey: ForeignKeyModel }[] =>
  model.tables.flatMap((other) =>
    other.foreignKeys
      .filter((foreignKey) => foreignKey.referencedTable === table.name)
      .map((foreignKey) => ({ table: other, foreignKey })),
  );

/** Whether the database generates the numbers of a column, so that requests need not send them. */
export const isNumbered = (table: TableModel, column: ColumnModel) =>
  isSerial(column) &&
  column.minimum === undefined &&
  column.maximum === undefined &&
  !isOwnerColumn(table, column.name) &&
  !table.foreignKeys.some((foreignKey) => foreignKey.columns.includes(column.name));
