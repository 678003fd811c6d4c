import { describeFieldType, hasLabels, type ResolvedColumn, type ResolvedTable } from '@snapinfra/data-model';
import { maxSqlNameBytes } from '../emit/index.ts';
import type { CheckKind, ColumnNames, DeletedAtNames } from './name-table.ts';
import { isPostgresType, reservedProperties } from './reserved-names.ts';
import {
  createColumnNamespace,
  derivedSqlName,
  schemaNameCandidate,
  sqlNameCandidate,
  takeSqlName,
} from './sql-names.ts';
import { createNamespace, exactFirst, takeFirstFree, type Namespace } from './unique-names.ts';
import { camelCase } from './words.ts';

export interface SharedNamespaces {
  /** Tables, types, sequences and indexes of the schema. */
  readonly schema: Namespace;
  /** Identifiers that the tables' modules export. */
  readonly identifiers: Namespace;
}

const withUnderscore = (base: string, hash: string): string => `${base}_${hash}`;

/** Whether a column becomes a native enum type: PostgreSQL's labels have 63 bytes at most. */
const isNativeEnum = (column: ResolvedColumn): boolean =>
  hasLabels(column.type) &&
  column.format !== 'password' &&
  (column.enumValues ?? []).every((label) => Buffer.byteLength(label) <= maxSqlNameBytes);

const checkKinds: readonly CheckKind[] = ['minimum', 'maximum', 'minLength', 'maxLength', 'enum'];
const checkSuffixes: Readonly<Record<CheckKind, string>> = {
  minimum: 'min',
  maximum: 'max',
  minLength: 'min_length',
  maxLength: 'max_length',
  enum: 'values',
};

const nameChecks = (table: ResolvedTable, column: ResolvedColumn, taken: Namespace): Record<CheckKind, string> => {
  const named = checkKinds.map((kind) => {
    const wished = derivedSqlName([table.name, column.name], checkSuffixes[kind]);
    return [kind, takeSqlName(taken, [wished], [table.name, column.name, kind])] as const;
  });
  return Object.fromEntries(named) as Record<CheckKind, string>;
};

const nameEnumType = (
  table: ResolvedTable,
  column: ResolvedColumn,
  shared: SharedNamespaces,
): ColumnNames['enumType'] => {
  if (!isNativeEnum(column)) return undefined;
  const subject = [table.name, column.name];
  const [wished, other] = [schemaNameCandidate(derivedSqlName(subject, '')), derivedSqlName(subject, 'enum')];
  const identifier = `${camelCase(`${table.name} ${column.name}`, 'column')}Enum`;
  return {
    sqlName: takeSqlName(shared.schema, isPostgresType(wished) ? [other] : [wished, other], subject),
    identifier: takeFirstFree(shared.identifiers, [identifier], subject, withUnderscore),
  };
};

const byExactness = <T extends { readonly name: string }>(columns: readonly T[], wished: (name: string) => string) =>
  exactFirst(columns, (column) => wished(column.name) === column.name);

const property = (name: string): string => camelCase(name, 'column');

/** The names of a table's columns, in the order of the columns. */
export const nameColumns = (
  table: ResolvedTable,
  shared: SharedNamespaces,
  constraints: Namespace,
): { readonly columns: readonly ColumnNames[]; readonly deletedAt: DeletedAtNames | undefined } => {
  const sqlNames = createColumnNamespace();
  const properties = createNamespace(reservedProperties);
  const sqlOf = new Map(
    byExactness(table.columns, sqlNameCandidate).map((column) => [
      column.name,
      takeSqlName(sqlNames, [sqlNameCandidate(column.name)], [column.name]),
    ]),
  );
  const propertyOf = new Map(
    byExactness(table.columns, property).map((column) => [
      column.name,
      takeFirstFree(
        properties,
        [property(column.name), `${property(column.name)}Column`],
        [column.name],
        withUnderscore,
      ),
    ]),
  );
  const columns = table.columns.map((column) => ({
    name: column.name,
    sqlName: sqlOf.get(column.name) ?? column.name,
    property: propertyOf.get(column.name) ?? column.name,
    enumType: nameEnumType(table, column, shared),
    sequence: describeFieldType(column.type).hasSequence
      ? takeSqlName(shared.schema, [derivedSqlName([table.name, column.name], 'seq')], [table.name, column.name, 'seq'])
      : undefined,
    checks: nameChecks(table, column, constraints),
  }));
  return { columns, deletedAt: table.softDelete ? nameDeletedAt(table, sqlNames, properties) : undefined };
};

const nameDeletedAt = (table: ResolvedTable, sqlNames: Namespace, properties: Namespace): DeletedAtNames => {
  const fields = new Set(table.columns.map((column) => column.name));
  let name = 'deleted_at';
  while (fields.has(name) || sqlNames.has(name)) name += '_';
  sqlNames.take(name);
  return { sqlName: name, name, property: takeFirstFree(properties, ['deletedAt'], [name], withUnderscore) };
};
