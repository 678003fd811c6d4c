import { describeFieldType, hasLabels, type Bound, type ResolvedColumn } from '@snapinfra/data-model';
import { boundDigits } from '../bounds.ts';
import { fieldTypeOf, isPassword } from '../field-types/index.ts';
import type { ColumnNames } from '../naming/index.ts';
import type { PhysicalCheck, PhysicalCondition } from './physical-schema.ts';

/** Floating point bounds are compared as the column's own type: `0.1::real` is not the 0.1 of double precision. */
const boundOf = (
  kind: 'minimum' | 'maximum',
  value: Bound,
  column: ResolvedColumn,
  names: ColumnNames,
): PhysicalCondition => {
  const isRounded = describeFieldType(column.type).json === 'number';
  return {
    kind,
    bound: isRounded ? String(value) : boundDigits(value),
    comparedAs: isRounded ? fieldTypeOf(column).sqlType(column, names) : undefined,
  };
};

/** What a column's values have to meet beyond its type. */
export const physicalChecks = (column: ResolvedColumn, names: ColumnNames): readonly PhysicalCheck[] => {
  if (isPassword(column)) return [];
  const { minimum, maximum, minLength, maxLength, enumValues = [], array } = column;
  const conditions: PhysicalCondition[] = [];
  if (minimum !== undefined) conditions.push(boundOf('minimum', minimum, column, names));
  if (maximum !== undefined) conditions.push(boundOf('maximum', maximum, column, names));
  if (minLength !== undefined) conditions.push({ kind: 'minLength', length: minLength });
  if (maxLength !== undefined) conditions.push({ kind: 'maxLength', length: maxLength });
  if (hasLabels(column.type) && names.enumType === undefined) {
    conditions.push({ kind: 'enum', labels: enumValues, array });
  }
  return conditions.map((condition) => ({
    sqlName: names.checks[condition.kind],
    column: names.sqlName,
    ...condition,
  }));
};
