import type { ResolvedModel, ResolvedTable } from '@snapinfra/data-model';
import { nameColumns, type SharedNamespaces } from './column-names.ts';
import type { ColumnNames, NameTable, RelationNames, TableIdentifiers, TableNames } from './name-table.ts';
import { nameRelations } from './relation-names.ts';
import { reservedSqlNames } from './reserved-names.ts';
import { derivedSqlName, schemaNameCandidate, takeSqlName } from './sql-names.ts';
import { createIdentifierNamespace, nameSlugs, nameTableIdentifiers } from './table-identifiers.ts';
import { createNamespace, exactFirst, type Namespace } from './unique-names.ts';

/** Where the routes of the tables begin. */
const apiPrefix = '/api';

const nameSqlTables = (tables: readonly ResolvedTable[], schema: Namespace): ReadonlyMap<string, string> =>
  new Map(
    exactFirst(tables, (table) => schemaNameCandidate(table.name) === table.name).map((table) => [
      table.name,
      takeSqlName(schema, [schemaNameCandidate(table.name)], ['table', table.name]),
    ]),
  );

const nameIndexes = (table: ResolvedTable, schema: Namespace): readonly string[] =>
  table.indexes.map((index) => {
    const derived = derivedSqlName([table.name, ...index.columns], index.unique ? 'key' : 'idx');
    const wished = index.name === undefined ? derived : schemaNameCandidate(derivedSqlName([index.name], ''));
    return takeSqlName(schema, [wished, derived], [table.name, index.name ?? '', ...index.columns]);
  });

const nameForeignKeys = (table: ResolvedTable, constraints: Namespace): readonly string[] =>
  table.foreignKeys.map((key) =>
    takeSqlName(
      constraints,
      [derivedSqlName([table.name, ...key.columns], 'fkey')],
      [table.name, ...key.columns, key.referencedTable, ...key.referencedColumns],
    ),
  );

interface Shared extends SharedNamespaces {
  readonly sqlTables: ReadonlyMap<string, string>;
  readonly slugs: ReadonlyMap<string, string>;
  readonly tableIdentifiers: ReadonlyMap<string, TableIdentifiers>;
}

const lookup = <T>(things: ReadonlyMap<string, T>, name: string): T => {
  const found = things.get(name);
  if (found === undefined) throw new RangeError(`The model has no ${JSON.stringify(name)}`);
  return found;
};

const nameTable = (table: ResolvedTable, shared: Shared): Omit<TableNames, 'relations'> => {
  const constraints = createNamespace();
  const primaryKey =
    table.primaryKey === undefined
      ? undefined
      : takeSqlName(shared.schema, [derivedSqlName([table.name], 'pkey')], [table.name, 'pkey']);
  if (primaryKey !== undefined) constraints.take(primaryKey);
  const { columns, deletedAt } = nameColumns(table, shared, constraints);
  const byName = new Map<string, ColumnNames>(columns.map((column) => [column.name, column]));
  const slug = lookup(shared.slugs, table.name);
  return {
    table,
    sqlName: lookup(shared.sqlTables, table.name),
    slug,
    route: `${apiPrefix}/${slug}`,
    identifiers: lookup(shared.tableIdentifiers, table.name),
    columns,
    column: (name) => lookup(byName, name),
    deletedAt,
    primaryKey,
    indexes: nameIndexes(table, shared.schema),
    foreignKeys: nameForeignKeys(table, constraints),
  };
};

/** Derives every name of the generated project from a model. */
export const createNameTable = (model: ResolvedModel): NameTable => {
  const schema = createNamespace(reservedSqlNames);
  const identifiers = createIdentifierNamespace();
  const shared: Shared = {
    schema,
    identifiers,
    sqlTables: nameSqlTables(model.tables, schema),
    slugs: nameSlugs(model.tables),
    tableIdentifiers: nameTableIdentifiers(model.tables, identifiers),
  };
  const named = model.tables.map((table) => nameTable(table, shared));
  const deletedAt = new Map(named.map((names) => [names.table.name, names.deletedAt]));
  const relations = nameRelations(model.tables, (table) => {
    const hidden = deletedAt.get(table.name);
    return [...table.columns.map((column) => column.name), ...(hidden === undefined ? [] : [hidden.name])];
  });
  const tables = named.map((names): TableNames => ({
    ...names,
    relations: relations.get(names.table.name) ?? noRelations,
  }));
  const byName = new Map(tables.map((names) => [names.table.name, names]));
  return { tables, table: (name) => lookup(byName, name) };
};

const noRelations: readonly RelationNames[] = [];
