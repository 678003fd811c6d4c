import { is, sql, type SQL } from 'drizzle-orm';
import { PgArray, PgEnumColumn, PgInterval, PgText, type PgColumn } from 'drizzle-orm/pg-core';
import { columnTypes, describeColumnType, type ColumnRules, type ColumnTypeDescription } from './field-types/index.ts';

/** A column's type, as the API needs to know it. */
export interface SqlType extends ColumnRules {
  /** What is done with the values, or with an array's elements. */
  readonly element: ColumnTypeDescription;
  readonly array: boolean;
  /** The type to cast a text to; without a length, because a cast would silently cut a longer value. */
  readonly cast: SQL;
  /** The same for one element. */
  readonly elementCast: SQL;
  /** The type to compare a text of a URL in, with one element. */
  readonly comparedCast: SQL;
  /** Whether the values are texts with an order of their own, that of the labels: see `orderRef`. */
  readonly ranked: boolean;
}

/** PostgreSQL's limit for a label; an enum with a longer one is kept as text. */
const enumOf = (column: PgColumn): Pick<SqlType, 'elementCast' | 'labels' | 'ranked'> | undefined => {
  if (is(column, PgEnumColumn)) {
    const { enumName, enumValues } = column.enum;
    return { elementCast: sql`${sql.identifier(enumName)}`, labels: enumValues, ranked: false };
  }
  if (!is(column, PgText) || column.enumValues === undefined) return undefined;
  return { elementCast: sql`text`, labels: column.enumValues, ranked: true };
};

/** What PostgreSQL keeps of a second where the model does not say. */
const microseconds = 6;

/** Drizzle leaves a zero out of the name of an interval's type. */
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

/** The type of a column, found once for each; it comes from the Drizzle column alone. */
export const sqlTypeOf = (column: PgColumn): SqlType => {
  const known = types.get(column);
  if (known !== undefined) return known;
  const array = is(column, PgArray);
  const scalar = scalarType(array ? column.baseColumn : column);
  const type = { ...scalar, array, cast: array ? sql`${scalar.elementCast}[]` : scalar.elementCast };
  types.set(column, type);
  return type;
};
