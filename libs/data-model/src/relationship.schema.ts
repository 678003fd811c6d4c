import Type, { type Static } from 'typebox';
import { dataModelLimits } from './data-model-limits.ts';

export const relationshipTypes = ['one-to-one', 'one-to-many', 'many-to-one', 'many-to-many'] as const;
export type RelationshipType = (typeof relationshipTypes)[number];

export const referentialActions = ['no action', 'restrict', 'cascade', 'set null', 'set default'] as const;
export type ReferentialAction = (typeof referentialActions)[number];

const name = Type.String({ minLength: 1, maxLength: dataModelLimits.nameLength });
const literals = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>(Type.Enum([...values]));

/** Which rows refer to which, and what becomes of them when the others change. */
export const Relationship = Type.Object(
  {
    id: Type.Optional(name),
    name: Type.Optional(name),
    type: literals(relationshipTypes),
    fromTable: name,
    fromFields: Type.Array(name, { minItems: 1, maxItems: 32 }),
    toTable: name,
    toFields: Type.Array(name, { minItems: 1, maxItems: 32 }),
    onDelete: Type.Optional(literals(referentialActions)),
    onUpdate: Type.Optional(literals(referentialActions)),
  },
  { additionalProperties: false },
);
export type Relationship = Static<typeof Relationship>;
