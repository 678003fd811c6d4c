import type { Code } from '../../emit/index.ts';
import type { SqlType } from '../../field-types/index.ts';

type Sql = Code<'sql'>;

/** The name of a type, without its parameters; `enum` stands for all of them. */
export type TypeName = SqlType['name'];

/** What a value, or an element of an array, is converted between. */
export interface ConversionInput {
  readonly from: SqlType;
  readonly to: SqlType;
  /** Of a later enum: its labels. */
  readonly labels: readonly string[];
  /** Those that the earlier values are among; undefined for a column that has none. */
  readonly earlierLabels: readonly string[] | undefined;
  /** How many characters checks let the earlier texts have at most; undefined for any number. */
  readonly earlierLength: number | undefined;
}

/** What the earlier values are known to be, beside their type. */
export type EarlierValues = Partial<Pick<ConversionInput, 'earlierLabels' | 'earlierLength'>>;

/** Values that cannot become the later type without being lost or changed. */
export interface Offenders {
  /** True for such a value, and never an error. Its argument is an expression of the earlier type that is not null. */
  readonly condition: (value: Sql) => Sql;
  /** In words: `… are longer than 20 characters`. */
  readonly are: string;
  /** Whether PostgreSQL would change such a value without an error (by rounding it, say). */
  readonly silent: boolean;
  /** Whether every value is one, so that none is there once the migration has been let through. */
  readonly all?: boolean;
  /** Checks that keep such values out: those of a column whose values are within these bounds, or no longer than this. */
  readonly unless?: { readonly least: string; readonly most: string } | { readonly longest: number };
}

/** How values of one type become those of another, each exactly. */
export interface Conversion {
  /** What the value is cast to, one after the other; without any PostgreSQL assigns it as an INSERT would. */
  readonly casts: readonly Sql[];
  /** Undefined where every value has its like in the later type. */
  readonly offenders: Offenders | undefined;
  /**
   * Whether two different values may become the same, because the later type reads several spellings as one: in a key the
   * spelling then has to be the later type's own.
   */
  readonly mergesSpellings: boolean;
  /** Whether values that the later type spells differently may be equal there (`1.0` and `1.00`): then that does not help. */
  readonly mergesEquals: boolean;
  /** Whether two equal values may become different ones, because the later type keeps the spelling (`1.0` and `1.00`). */
  readonly splitsEquals: boolean;
  /** What to know of values that are kept, but not to the letter. */
  readonly remark: string | undefined;
}

/** One way from some types to others. */
export interface ConversionRule {
  readonly from: readonly TypeName[];
  readonly to: readonly TypeName[];
  readonly convert: (input: ConversionInput) => Partial<Conversion>;
}

/** The first parameter of a type: a length, a precision. */
export const parameter = (type: SqlType, position: 0 | 1): number | undefined =>
  type.name === 'enum' ? undefined : type.parameters[position];
