import Type, { type Static } from 'typebox';
import { dataModelLimits } from './data-model-limits.ts';
import { type FieldType, fieldTypes } from './field-types/index.ts';
import { Relationship } from './relationship.schema.ts';

export { fieldTypes, type FieldType };

export const fieldFormats = ['email', 'url', 'password', 'file'] as const;

/** PostgreSQL's index methods that are good for one of the field types: gin finds what lists and jsonb contain. */
export const indexMethods = ['btree', 'hash', 'gin'] as const;

const name = Type.String({ minLength: 1, maxLength: dataModelLimits.nameLength });
const description = Type.String({ maxLength: dataModelLimits.descriptionLength });
const closed = { additionalProperties: false } as const;
const literals = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>(Type.Enum([...values]));

/** Who may do something: `role:<name>` is a role of the token; a list of rules is met when any one of them is. */
export const Rule = Type.Union([
  Type.Literal('public'),
  Type.Literal('authenticated'),
  Type.Literal('owner'),
  Type.Literal('nobody'),
  Type.TemplateLiteral('role:${string}'),
]);
export type Rule = 'public' | 'authenticated' | 'owner' | 'nobody' | `role:${string}`;

/** Absent members fall back to the model's access, and that to `authenticated`. */
export const Access = Type.Object(
  {
    read: Type.Optional(Type.Array(Rule)),
    create: Type.Optional(Type.Array(Rule)),
    update: Type.Optional(Type.Array(Rule)),
    delete: Type.Optional(Type.Array(Rule)),
  },
  closed,
);
export interface Access {
  read?: Rule[];
  create?: Rule[];
  update?: Rule[];
  delete?: Rule[];
}

/**
 * A bound of a number: a JSON number, or its digits as a text. Only a text holds every bound of a `bigint` or `numeric`
 * exactly: a JSON number has 15 digits that can be relied on.
 */
export const Bound = Type.Union([
  Type.Number(),
  Type.String({ pattern: '^-?\\d{1,1000}(\\.\\d{1,1000})?$', maxLength: 2002 }),
]);
export type Bound = number | string;

export const Field = Type.Object(
  {
    id: Type.Optional(name),
    name,
    type: Type.Unsafe<FieldType>(Type.Enum([...fieldTypes])),
    required: Type.Optional(Type.Boolean()),
    unique: Type.Optional(Type.Boolean()),
    primary: Type.Optional(Type.Boolean()),
    /** A literal of the field's type, or one of the functions that are allowed for it (`now()`, `gen_random_uuid()` …). */
    default: Type.Optional(Type.Unknown()),
    description: Type.Optional(description),
    enumValues: Type.Optional(
      Type.Array(Type.String({ maxLength: dataModelLimits.enumValueLength }), {
        minItems: 1,
        maxItems: dataModelLimits.enumValues,
      }),
    ),
    /** Characters, for `varchar`, `char`, `string`, `text`, `email` and `url`. */
    length: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_485_760 })),
    /** Digits of `numeric` and `decimal` (1 at least); digits of the seconds of times and intervals (0 to 6). */
    precision: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    scale: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    /** Many values of the type; length, precision, scale, values and format are then those of each. */
    array: Type.Optional(Type.Boolean()),
    /** Bounds of numbers, inclusive. */
    minimum: Type.Optional(Bound),
    maximum: Type.Optional(Bound),
    /** Characters; of a password, those of the plain text. */
    minLength: Type.Optional(Type.Integer({ minimum: 0 })),
    maxLength: Type.Optional(Type.Integer({ minimum: 0 })),
    /** An ECMAScript regular expression, matched anywhere in the text unless it is anchored. */
    pattern: Type.Optional(Type.String({ maxLength: dataModelLimits.patternLength })),
    format: Type.Optional(literals(fieldFormats)),
  },
  closed,
);
export type Field = Static<typeof Field>;

export const Index = Type.Object(
  {
    name: Type.Optional(name),
    fields: Type.Array(name, { minItems: 1, maxItems: 32 }),
    unique: Type.Optional(Type.Boolean()),
    /** How it finds rows; absent: gin over lists and jsonb that need not be unique, else btree. */
    method: Type.Optional(literals(indexMethods)),
  },
  closed,
);
export type Index = Static<typeof Index>;

export const Table = Type.Object(
  {
    id: Type.Optional(name),
    name,
    description: Type.Optional(description),
    fields: Type.Array(Field, { minItems: 1, maxItems: dataModelLimits.fieldsPerTable }),
    primaryKey: Type.Optional(Type.Array(name, { minItems: 1, maxItems: 32 })),
    indexes: Type.Optional(Type.Array(Index, { maxItems: dataModelLimits.indexesPerTable })),
    softDelete: Type.Optional(Type.Boolean()),
    access: Type.Optional(Access),
    /** The field that holds the subject of the owner's token. */
    ownerField: Type.Optional(name),
    /** The name of a relationship of this table: the owner is that of the row referred to. */
    ownerVia: Type.Optional(name),
  },
  closed,
);
export type Table = Static<typeof Table>;

/** The canonical model: what is validated, compared and generated, whichever dialect it was sent in. */
export const DataModel = Type.Object(
  {
    name,
    tables: Type.Array(Table, { minItems: 1, maxItems: dataModelLimits.tables }),
    relationships: Type.Optional(Type.Array(Relationship, { maxItems: dataModelLimits.relationships })),
    access: Type.Optional(Access),
  },
  closed,
);
export type DataModel = Static<typeof DataModel>;

export type IndexMethod = (typeof indexMethods)[number];
export type FieldFormat = (typeof fieldFormats)[number];
