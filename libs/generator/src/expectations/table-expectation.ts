import type { ResolvedColumn } from '@snapinfra/data-model';
import type { ColumnModel, Domain, Json, RelationModel, TableModel } from '../../template/test/support/model.ts';
import type { RelationNames, TableNames } from '../naming/index.ts';
import { ownDomain } from './domains.ts';

export type DomainOf = (table: string, column: ResolvedColumn) => Domain | undefined;

const defaultOf = (column: ResolvedColumn): Pick<ColumnModel, 'default'> => {
  if (column.default === undefined) return {};
  return column.default.kind === 'function'
    ? { default: { function: column.default.function } }
    : { default: { value: column.default.value as Json } };
};

const columnOf = (names: TableNames, column: ResolvedColumn, domain: Domain | undefined): ColumnModel => ({
  name: column.name,
  sqlName: names.column(column.name).sqlName,
  ...ownDomain(column),
  ...(column.required ? { required: true } : {}),
  ...defaultOf(column),
  ...(domain ? { domain } : {}),
});

const relationOf = (relation: RelationNames): RelationModel => {
  const { name, target: table } = relation;
  if (relation.kind === 'through') {
    return { name, kind: 'through', table, link: { table: relation.link, near: relation.near, far: relation.far } };
  }
  const kind = relation.kind === 'to-one' ? 'one' : relation.single ? 'inverse-one' : 'many';
  return { name, kind, table, foreignKey: relation.foreignKey };
};

/** The expectations of a generated project's tests about one table. They follow from the model, not from the emitted code. */
export const tableExpectation = (names: TableNames, domainOf: DomainOf): TableModel => {
  const { table } = names;
  return {
    name: table.name,
    sqlName: names.sqlName,
    route: names.route,
    columns: table.columns.map((column) => columnOf(names, column, domainOf(table.name, column))),
    ...(table.primaryKey ? { primaryKey: table.primaryKey } : {}),
    ...(table.itemKey ? { itemKey: table.itemKey } : {}),
    indexes: table.indexes.map(({ columns, unique }) => ({ columns, ...(unique ? { unique } : {}) })),
    foreignKeys: table.foreignKeys.map(
      ({ columns, referencedTable, referencedColumns, onDelete, onUpdate, unique }) => ({
        columns,
        referencedTable,
        referencedColumns,
        onDelete,
        onUpdate,
        ...(unique ? { unique } : {}),
      }),
    ),
    relations: names.relations.map(relationOf),
    ...(names.deletedAt ? { softDelete: names.deletedAt.sqlName } : {}),
    ...(table.access ? { access: table.access } : {}),
    ...(table.owner
      ? { owner: table.owner.kind === 'field' ? { column: table.owner.column } : { via: table.owner.foreignKey } }
      : {}),
  };
};
