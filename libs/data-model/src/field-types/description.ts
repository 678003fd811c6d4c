/** Members of a field that restrict its values, so that each applies to some types only. */
export const valueMembers = [
  'enumValues',
  'length',
  'precision',
  'scale',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'format',
] as const;
export type ValueMember = (typeof valueMembers)[number];

/** The value members of a field, before or after it is resolved. */
export interface ValueRules {
  readonly enumValues?: readonly string[] | undefined;
  readonly length?: number | undefined;
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
  readonly minimum?: number | string | undefined;
  readonly maximum?: number | string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly format?: string | undefined;
}

/** The functions that may stand as a default, for the types that take them. */
export type DefaultFunction = 'now()' | 'current_timestamp' | 'current_date' | 'gen_random_uuid()';

/** A literal in its resolved form, or the form that was expected. */
export type LiteralReading = { readonly value: unknown } | { readonly expected: string };

/**
 * The JSON form of a type's values: `integer` and `number` are JSON numbers, `int64` and `decimal` texts of digits (which
 * JSON numbers may stand for), `bytes` is base64, `any` is JSON as it is.
 */
export type JsonForm = 'integer' | 'int64' | 'decimal' | 'number' | 'boolean' | 'text' | 'bytes' | 'any';

/** The operators of filters in a generated project's API. */
export type FilterOperator =
  'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'nin' | 'like' | 'ilike' | 'contains' | 'startsWith' | 'isnull';

/** For values that PostgreSQL cannot compare. */
export const presence = ['isnull'] as const satisfies readonly FilterOperator[];
/** For values with an order. */
export const comparisons = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'isnull',
] as const satisfies readonly FilterOperator[];
/** For values that contain others: lists can be sorted by them, but less and greater mean little to a reader. */
export const containments = [
  'eq',
  'ne',
  'in',
  'nin',
  'contains',
  'isnull',
] as const satisfies readonly FilterOperator[];
/** For texts, which are also found by a part of them. */
export const searches = [
  ...comparisons,
  'like',
  'ilike',
  'contains',
  'startsWith',
] as const satisfies readonly FilterOperator[];

/**
 * What a field type can do. `postgres-verdict.test.ts` in the generator compares every claim that PostgreSQL can judge with
 * PostgreSQL. A `cannot…` is the reason, as the end of "is …"; undefined where a field of the type can.
 */
export interface FieldTypeDescription<Key extends string = string> {
  /** The type of a foreign key to it: both ends have the same. */
  readonly keyType: Key;
  readonly json: JsonForm;
  /** The type as PostgreSQL's `format_type` says it; undefined for an enum, which has one of its own. */
  readonly formatType: ((rules: ValueRules) => string) | undefined;
  /** Whether PostgreSQL can tell whether two values are equal: by `=`, and in an index by hash. */
  readonly hasEquality: boolean;
  /** Whether PostgreSQL has an order of the values: `<`, `order by`, and an index by btree. */
  readonly hasOrder: boolean;
  /** Whether lists can be sorted by it; the order of jsonb is of no use to a reader. */
  readonly isSortable: boolean;
  /** The filters that suit a single value; an array is filtered by its elements. */
  readonly operators: readonly FilterOperator[];
  /** Distinct values, as they are read back. Those of an enum are its labels. */
  readonly samples: readonly unknown[];
  /** Texts that PostgreSQL's input function refuses; empty where it takes any text, or where JSON has another form. */
  readonly badTexts: readonly string[];
  readonly cannotBeIndexed: string | undefined;
  /** Some types that can be indexed cannot be primary: the primary key is part of an item's path. */
  readonly cannotBePrimary: string | undefined;
  readonly cannotBeForeignKey: string | undefined;
  /** Whether a GIN index finds values by their parts. */
  readonly hasParts: boolean;
  /** Whether it can hold the subject of a token so that it reads back the same. */
  readonly holdsSubjects: boolean;
  /** Whether the values come from a sequence of the column's own. */
  readonly hasSequence: boolean;
  /** The value members that apply to it. */
  readonly members: readonly ValueMember[];
  /** What `precision` counts, where it applies. */
  readonly precision: 'digits' | 'seconds' | undefined;
  /** The format that the type itself says, so that a field can say no other. */
  readonly ownFormat: 'email' | 'url' | undefined;
  /** Characters where no `length` is said; undefined: any number. */
  readonly usualLength: number | undefined;
  /** Why a field cannot have a default; undefined where it can. */
  readonly cannotHaveDefault: string | undefined;
  readonly defaultFunctions: readonly DefaultFunction[];
  /** Smallest and largest value, as digits; undefined where values are no numbers. */
  readonly range: ((rules: ValueRules) => readonly [string, string]) | undefined;
  /** Reads a literal that stands as a default, with the field's own rules. */
  readonly readLiteral: (value: unknown, rules: ValueRules) => LiteralReading;
}

export const expected = (what: string): LiteralReading => ({ expected: what });
