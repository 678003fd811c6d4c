/** Members of a field that say something about its values, and hence apply to some types only. */
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

/** What a field's value members say. */
export interface ValueRules {
  readonly enumValues?: readonly string[];
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
}

/** The functions that may stand as a default, for the types that take them. */
export type DefaultFunction = 'now()' | 'current_timestamp' | 'current_date' | 'gen_random_uuid()';

/** A literal in its resolved form, or what was expected instead. */
export type LiteralReading = { readonly value: unknown } | { readonly expected: string };

/**
 * The JSON form of a type's values: `integer` and `number` are JSON numbers, `int64` and `decimal` texts of digits (which
 * JSON numbers may stand for), `any` is JSON as it is.
 */
export type JsonForm = 'integer' | 'int64' | 'decimal' | 'number' | 'boolean' | 'text' | 'any';

/**
 * What a field type can do, as far as the model is concerned. A reason completes "is …": where there is one, a field of the
 * type cannot be that.
 */
export interface FieldTypeDescription<Key extends string = string> {
  /** The type of a foreign key to it: both ends have the same. */
  readonly keyType: Key;
  readonly json: JsonForm;
  readonly cannotBeIndexed: string | undefined;
  /** Also where it can be indexed: the primary key stands in the path of an item. */
  readonly cannotBePrimary: string | undefined;
  readonly cannotBeForeignKey: string | undefined;
  /** Whether gin finds what a value contains. */
  readonly hasParts: boolean;
  /** Whether it can hold the subject of a token so that it reads back the same. */
  readonly holdsSubjects: boolean;
  /** Whether a sequence of its own gives the values. */
  readonly hasSequence: boolean;
  /** The value members that apply to it. */
  readonly members: readonly ValueMember[];
  /** What `precision` counts, where it applies. */
  readonly precision: 'digits' | 'seconds' | undefined;
  /** Characters where no `length` is said; undefined: any number. */
  readonly usualLength: number | undefined;
  readonly defaultFunctions: readonly DefaultFunction[];
  /** Smallest and largest value, as digits; undefined where values are no numbers. */
  readonly range: ((rules: ValueRules) => readonly [string, string]) | undefined;
  /** Reads a literal that stands as a default, with the field's own rules. */
  readonly readLiteral: (value: unknown, rules: ValueRules) => LiteralReading;
}

export const expected = (what: string): LiteralReading => ({ expected: what });
