import { is, sql, type SQL } from 'drizzle-orm';
import { PgArray, PgEnumColumn, PgInterval, PgText, type PgColumn } from 'drizzle-orm/pg-core';
import { columnTypes, describeColumnType, type ColumnRules, type ColumnTypeDescription } from './field-types/index.ts';

/** What the API needs to know about a column's type. */
export interface SqlType extends ColumnRules {
  /** How values, or the elements of an array, are handled. */
  readonly element: ColumnTypeDescription;
  readonly array: boolean;
  /** The type to cast a text to, without a length: a cast would silently truncate a longer value. */
  readonly cast: SQL;
  /** The same for one element. */
  readonly elementCast: SQL;
  /** The type in which a value of the URL is compared; for arrays, with one element. */
  readonly comparedCast: SQL;
  /** Whether the column is an enum stored as text, which sorts by the order of its labels: see `orderRef`. */
  readonly ranked: boolean;
}

/** An enum is stored as text if one of its labels exceeds PostgreSQL's limit. */
const enumOf = (column: PgColumn): Pick<SqlType, 'elementCast' | 'labels' | 'ranked'> | undefined => {
  if (is(column, PgEnumColumn)) {
    const { enumName, enumValues } = column.enum;
    return { elementCast: sql`${sql.identifier(enumName)}`, labels: enumValues, ranked: false };
  }
  if (!is(column, PgText) || column.enumValues === undefined) return undefined;
  return { elementCast: sql`text`, labels: column.enumValues, ranked: true };
};

/** PostgreSQL's default precision. */
const microseconds = 6;

/** Drizzle omits a precision of zero from the name of an interval type. */
const secondDigitsOf = (column: PgColumn): number => {
  if (is(column, PgInterval)) return column.precision ?? microseconds;
  const [, digits] = /\((\d+)\)/.exec(column.getSQLType()) ?? [];
  return digits === undefined ? microseconds : Number(digits);
};

const scalarType = (column: PgColumn): Omit<SqlType, 'array' | 'cast'> => {
  const asEnum = enumOf(column);
  if (asEnum !== undefined)
    return { element: columnTypes.enum, ...asEnum, comparedCast: asEnum.elementCast, secondDigits: undefined };
  const name = column.getSQLType().replace(/ ?\([^()]*\)/, '');
  const element = describeColumnType(name);
  if (element === undefined) throw new Error(`Column ${column.name} has the type ${name}, which the API cannot serve`);
  return {
    element,
    elementCast: sql.raw(element.cast),
    comparedCast: sql.raw(element.comparedAs ?? element.cast),
    labels: undefined,
    ranked: false,
    secondDigits: element.hasSeconds ? secondDigitsOf(column) : undefined,
  };
};

const types = new WeakMap<PgColumn, SqlType>();

/** The type of a Drizzle column, cached per column. */
export const sqlTypeOf = (column: PgColumn): SqlType => {
  const known = types.get(column);
  if (known !== undefined) return known;
  const array = is(column, PgArray);
  const scalar = scalarType(array ? column.baseColumn : column);
  const type = { ...scalar, array, cast: array ? sql`${scalar.elementCast}[]` : scalar.elementCast };
  types.set(column, type);
  return type;
};
