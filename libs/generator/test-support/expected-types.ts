import {
  describeFieldType,
  hasLabels,
  type ResolvedColumn,
  type ResolvedModel,
  type ResolvedTable,
} from '@snapinfra/data-model';
import type { RunQuery } from './catalogue-shape.ts';

/** The names that the model's things should have; all else of the expectation comes from the model alone. */
export interface ExpectedNames {
  table(table: string): string;
  column(table: string, column: string): string;
  enumType(table: string, column: string): string;
  deletedAt(table: string): string;
}

/** PostgreSQL takes labels of 63 bytes at most. */
export const hasNativeEnum = (column: ResolvedColumn): boolean =>
  (column.enumValues ?? []).every((label) => Buffer.byteLength(label) < 64);

/** The names, and how PostgreSQL writes each back: quoted where it is a keyword, has a `$` and so on. */
export interface QuotedNames extends ExpectedNames {
  quoted(name: string): string;
}

const baseType = (table: ResolvedTable, column: ResolvedColumn, names: QuotedNames): string => {
  if (column.format === 'password') return 'text';
  const { formatType } = describeFieldType(column.type);
  if (formatType !== undefined) return formatType(column);
  return hasNativeEnum(column) ? names.quoted(names.enumType(table.name, column.name)) : 'text';
};

/** A column's type as `format_type` says it. */
export const typeOf = (table: ResolvedTable, column: ResolvedColumn, names: QuotedNames): string =>
  baseType(table, column, names) + (column.array ? '[]' : '');

const enumNames = (model: ResolvedModel, names: ExpectedNames): string[] =>
  model.tables.flatMap((table) =>
    table.columns.filter(({ type }) => hasLabels(type)).map((column) => names.enumType(table.name, column.name)),
  );

/** The rule is PostgreSQL's own, keywords of its version included: it is asked, not repeated. */
export const withQuotes = async (model: ResolvedModel, names: ExpectedNames, query: RunQuery): Promise<QuotedNames> => {
  const { rows } = await query('select name, quote_ident(name) as quoted from unnest($1::text[]) as t(name)', [
    enumNames(model, names),
  ]);
  const quoted = new Map((rows as { name: string; quoted: string }[]).map((row) => [row.name, row.quoted]));
  return { ...names, quoted: (name) => quoted.get(name) ?? 'not asked' };
};
