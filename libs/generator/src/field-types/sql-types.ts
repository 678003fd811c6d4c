import { sqlIdentifier, sqlTypeName } from '../emit/index.ts';
import type { ColumnTypeName, Sql, SqlType } from './description.ts';

/** `numeric(12, 2)`; no parameters where the first one is missing. */
export const sqlType = (
  name: Exclude<ColumnTypeName, 'enum'>,
  first?: number,
  ...others: readonly (number | undefined)[]
): SqlType => ({
  name,
  parameters: first === undefined ? [] : [first, ...others].filter((parameter) => parameter !== undefined),
});

/** A type as a migration writes it. */
export const emitSqlType = (type: SqlType): Sql =>
  type.name === 'enum' ? sqlIdentifier(type.declaredAs) : sqlTypeName(type.name, type.parameters);
