import type { ResolvedColumn } from '@snapinfra/data-model';
import { none, sql, type Code } from '../emit/index.ts';
import { emitSqlType, fieldTypeOf } from '../field-types/index.ts';
import type { ColumnNames } from '../naming/index.ts';

/** A column's type without the brackets of an array. */
export const elementType = (column: ResolvedColumn, names: ColumnNames): Code<'sql'> =>
  emitSqlType(fieldTypeOf(column).sqlType(column, names));

export const columnType = (column: ResolvedColumn, names: ColumnNames): Code<'sql'> =>
  sql`${elementType(column, names)}${column.array ? sql`[]` : none}`;
