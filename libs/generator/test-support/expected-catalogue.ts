import {
  describeFieldType,
  hasLabels,
  type ResolvedColumn,
  type ResolvedIndex,
  type ResolvedModel,
  type ResolvedTable,
} from '@snapinfra/data-model';
import { boundDigits } from '../src/bounds.ts';
import {
  byJson,
  type Catalogue,
  type CatalogueCheck,
  type CatalogueColumn,
  type CatalogueTable,
  type RunQuery,
} from './catalogue-shape.ts';
import { hasNativeEnum, typeOf, withQuotes, type ExpectedNames, type QuotedNames } from './expected-types.ts';

const sentence = (column: ResolvedColumn): readonly string[] => {
  if (column.format !== 'password') return column.format === undefined ? [] : [`Format: ${column.format}`];
  const most = Math.min(column.maxLength ?? Infinity, column.length ?? Infinity);
  const rules = [
    ...(column.minLength === undefined ? [] : [`at least ${column.minLength} characters`]),
    ...(most === Infinity ? [] : [`at most ${most} characters`]),
  ].join(' and ');
  return [`A scrypt hash, never returned.${rules === '' ? '' : ` The plain text has ${rules}.`}`];
};

const commentOf = (column: ResolvedColumn): string | null => {
  const pattern = column.pattern === undefined ? [] : [`Pattern: ${column.pattern}`];
  const parts = [...(column.description ? [column.description] : []), ...sentence(column), ...pattern];
  return parts.length === 0 ? null : parts.join('\n\n');
};

const checksOf = (table: ResolvedTable, names: ExpectedNames): CatalogueCheck[] =>
  table.columns.flatMap((column) => {
    if (column.format === 'password') return [];
    const name = names.column(table.name, column.name);
    const bounds = (['minimum', 'maximum', 'minLength', 'maxLength'] as const).flatMap((kind) => {
      const value = column[kind];
      return value === undefined ? [] : [{ column: name, kind, value: boundDigits(value) }];
    });
    const labels = hasLabels(column.type) && !hasNativeEnum(column) ? (column.enumValues ?? []) : undefined;
    return labels === undefined ? bounds : [...bounds, { column: name, kind: 'values' as const, value: labels }];
  });

const sameSet = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((name) => right.includes(name));

const isReferred = (model: ResolvedModel, table: ResolvedTable, index: ResolvedIndex): boolean =>
  !sameSet(table.primaryKey ?? [], index.columns) &&
  model.tables.some((other) =>
    other.foreignKeys.some(
      (key) => key.referencedTable === table.name && sameSet(key.referencedColumns, index.columns),
    ),
  );

const defaultOf = (
  column: ResolvedColumn,
  literals: ReadonlyMap<ResolvedColumn, string>,
): CatalogueColumn['default'] => {
  if (column.default === undefined) return null;
  return column.default.kind === 'function'
    ? { function: column.default.function }
    : { value: literals.get(column) ?? 'not evaluated' };
};

const toTable = (
  model: ResolvedModel,
  table: ResolvedTable,
  names: QuotedNames,
  literals: ReadonlyMap<ResolvedColumn, string>,
): CatalogueTable => {
  const column = (name: string): string => names.column(table.name, name);
  const columns = table.columns.map((field): CatalogueColumn => ({
    name: column(field.name),
    type: typeOf(table, field, names),
    required: field.required,
    identity: describeFieldType(field.type).hasSequence ? 'by default' : null,
    default: defaultOf(field, literals),
    comment: commentOf(field),
  }));
  const deleted = { type: 'timestamp with time zone', required: false, identity: null, default: null, comment: null };
  return {
    name: names.table(table.name),
    comment: table.description || null,
    columns: table.softDelete ? [...columns, { name: names.deletedAt(table.name), ...deleted }] : columns,
    primaryKey: table.primaryKey?.map(column) ?? null,
    indexes: table.indexes
      .map((index) => ({
        columns: index.columns.map(column),
        method: index.method,
        unique: index.unique,
        whereNull:
          table.softDelete && index.unique && !isReferred(model, table, index) ? names.deletedAt(table.name) : null,
      }))
      .toSorted(byJson),
    foreignKeys: table.foreignKeys
      .map((key) => ({
        columns: key.columns.map(column),
        table: names.table(key.referencedTable),
        referencedColumns: key.referencedColumns.map((name) => names.column(key.referencedTable, name)),
        onDelete: key.onDelete,
        onUpdate: key.onUpdate,
      }))
      .toSorted(byJson),
    checks: checksOf(table, names).toSorted(byJson),
  };
};

/** One value of JSON as the text that PostgreSQL reads, and that as the type. */
const castValue = ({ type }: ResolvedColumn, name: string, value: string): string => {
  const { json } = describeFieldType(type);
  if (json === 'bytes') return `decode(${value} #>> '{}', 'base64')`;
  return json === 'any' ? `${value}::${name}` : `(${value} #>> '{}')::${name}`;
};

const castFrom = (column: ResolvedColumn, type: string, parameter: string): string => {
  if (!column.array) return castValue(column, type, parameter);
  const converted = castValue(column, type.slice(0, -2), 'e.value');
  return `coalesce((select array_agg(${converted} order by e.position) from jsonb_array_elements(${parameter}) with ordinality e(value, position)), '{}')::${type}`;
};

/** What a literal is as a value of its column, in PostgreSQL's own JSON; the types must exist there. */
const evaluateLiterals = async (model: ResolvedModel, names: QuotedNames, query: RunQuery) => {
  const literals = new Map<ResolvedColumn, string>();
  for (const table of model.tables) {
    for (const column of table.columns) {
      if (column.default?.kind !== 'literal') continue;
      const expression = castFrom(column, typeOf(table, column, names), '$1::jsonb');
      const { rows } = await query(`select to_jsonb(${expression})::text as value`, [
        JSON.stringify(column.default.value),
      ]);
      literals.set(column, (rows[0] as { value: string }).value);
    }
  }
  return literals;
};

/** The catalogue that a model asks for. Written from the model's meaning, without a look at what emits the SQL. */
export const expectedCatalogue = async (
  model: ResolvedModel,
  plainNames: ExpectedNames,
  query: RunQuery,
): Promise<Catalogue> => {
  const names = await withQuotes(model, plainNames, query);
  const literals = await evaluateLiterals(model, names, query);
  return {
    tables: model.tables
      .map((table) => toTable(model, table, names, literals))
      .toSorted((left, right) => byJson(left.name, right.name)),
    enums: model.tables
      .flatMap((table) =>
        table.columns
          .filter((column) => hasLabels(column.type) && column.format !== 'password' && hasNativeEnum(column))
          .map((column) => ({ name: names.enumType(table.name, column.name), labels: column.enumValues ?? [] })),
      )
      .toSorted(byJson),
  };
};
