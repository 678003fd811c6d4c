import { describeFieldType, hasLabels, type Bound, type ResolvedColumn } from '@snapinfra/data-model';
import { sql, sqlDecimal, sqlIdentifier, sqlJoin, sqlLiteral, sqlNumber, type Code } from '../emit/index.ts';
import { boundDigits } from '../bounds.ts';
import { isPassword } from '../field-types/index.ts';
import type { CheckKind, ColumnNames } from '../naming/index.ts';
import { elementType } from './column-type.ts';

type Sql = Code<'sql'>;

interface Check {
  readonly kind: CheckKind;
  readonly condition: Sql;
}

/** Floating point bounds are compared as the column's own type: `0.1::real` is not the 0.1 of double precision. */
const bound = (column: ResolvedColumn, names: ColumnNames, value: Bound): Sql =>
  describeFieldType(column.type).json === 'number'
    ? sql`${sqlLiteral(String(value))}::${elementType(column, names)}`
    : sqlDecimal(boundDigits(value));

const values = (column: ResolvedColumn, reference: Sql): Sql => {
  const labels = sqlJoin((column.enumValues ?? []).map(sqlLiteral));
  // A null in a list is contained in nothing.
  return column.array
    ? sql`array_remove(${reference}, NULL) <@ ARRAY[${labels}]::text[]`
    : sql`${reference} IN (${labels})`;
};

/** What a column's values have to meet beyond its type, in SQL's terms. */
export const columnChecks = (column: ResolvedColumn, names: ColumnNames): readonly Check[] => {
  if (isPassword(column)) return [];
  const reference = sqlIdentifier(names.sqlName);
  const length = sql`char_length(${reference})`;
  const checks: Check[] = [];
  const add = (kind: CheckKind, condition: Sql): void => void checks.push({ kind, condition });
  if (column.minimum !== undefined) add('minimum', sql`${reference} >= ${bound(column, names, column.minimum)}`);
  if (column.maximum !== undefined) add('maximum', sql`${reference} <= ${bound(column, names, column.maximum)}`);
  if (column.minLength !== undefined) add('minLength', sql`${length} >= ${sqlNumber(column.minLength)}`);
  if (column.maxLength !== undefined) add('maxLength', sql`${length} <= ${sqlNumber(column.maxLength)}`);
  if (hasLabels(column.type) && names.enumType === undefined) add('enum', values(column, reference));
  return checks;
};
