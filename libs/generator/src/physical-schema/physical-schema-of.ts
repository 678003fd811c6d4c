import type { ResolvedModel } from '@snapinfra/data-model';
import type { NameTable, TableNames } from '../naming/index.ts';
import { physicalChecks } from './physical-checks.ts';
import { deletedAtColumn, physicalColumn } from './physical-column.ts';
import type { PhysicalEnum, PhysicalKey, PhysicalSchema, PhysicalTable } from './physical-schema.ts';
import { createReferencedKeys, isPartialIndex } from './referenced-keys.ts';

const enumsOf = (names: TableNames): readonly PhysicalEnum[] =>
  names.table.columns.flatMap((column) => {
    const type = names.column(column.name).enumType;
    return type === undefined ? [] : [{ sqlName: type.sqlName, labels: column.enumValues ?? [] }];
  });

const sqlNames = (names: TableNames, columns: readonly string[]): readonly string[] =>
  columns.map((column) => names.column(column).sqlName);

const primaryKeyOf = (names: TableNames): PhysicalKey | undefined => {
  const { primaryKey } = names.table;
  return primaryKey === undefined || names.primaryKey === undefined
    ? undefined
    : { sqlName: names.primaryKey, columns: sqlNames(names, primaryKey) };
};

const tableOf = (
  names: TableNames,
  all: NameTable,
  isReferenced: ReturnType<typeof createReferencedKeys>,
): PhysicalTable => {
  const { table, deletedAt } = names;
  const columns = table.columns.map((column) => physicalColumn(column, names.column(column.name)));
  return {
    id: table.id,
    name: table.name,
    sqlName: names.sqlName,
    origin: table.origin,
    columns: deletedAt === undefined ? columns : [...columns, deletedAtColumn(deletedAt)],
    primaryKey: primaryKeyOf(names),
    checks: table.columns.flatMap((column) => physicalChecks(column, names.column(column.name))),
    indexes: table.indexes.map((index, position) => ({
      sqlName: names.indexes[position] ?? '',
      columns: sqlNames(names, index.columns),
      unique: index.unique,
      method: index.method,
      whereNull: isPartialIndex(table, index, isReferenced) ? deletedAt?.sqlName : undefined,
    })),
    foreignKeys: table.foreignKeys.map((key, position) => {
      const target = all.table(key.referencedTable);
      return {
        id: key.id,
        name: key.name,
        sqlName: names.foreignKeys[position] ?? '',
        columns: sqlNames(names, key.columns),
        referencedTable: target.sqlName,
        referencedColumns: sqlNames(target, key.referencedColumns),
        onDelete: key.onDelete,
        onUpdate: key.onUpdate,
      };
    }),
    comment: table.description === '' ? undefined : table.description,
  };
};

/** What an empty database has once the model's first migration has been applied. */
export const physicalSchemaOf = ({
  model,
  names,
}: {
  readonly model: ResolvedModel;
  readonly names: NameTable;
}): PhysicalSchema => {
  const isReferenced = createReferencedKeys(model);
  return {
    formatVersion: 1,
    enums: names.tables.flatMap(enumsOf),
    tables: names.tables.map((table) => tableOf(table, names, isReferenced)),
  };
};
