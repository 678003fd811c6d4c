import type { ValueMember } from './description.ts';
import { describeFieldType, type FieldType } from './descriptions.ts';

export {
  type DefaultFunction,
  type FieldTypeDescription,
  type FilterOperator,
  type LiteralReading,
  valueMembers,
} from './description.ts';
export { longestLiteral } from './texts.ts';

export { describeFieldType, type FieldType, fieldTypes } from './descriptions.ts';

const can = (type: FieldType, member: ValueMember): boolean => describeFieldType(type).members.includes(member);

export const isText = (type: FieldType): boolean => can(type, 'pattern');
export const isNumber = (type: FieldType): boolean => can(type, 'minimum');

/** Whether its values are whole numbers: PostgreSQL compares those of any two widths, so that they may refer to each other. */
export const isWholeNumber = (type: FieldType): boolean => ['integer', 'int64'].includes(describeFieldType(type).json);

/** Whether the values are labels that the field lists. */
export const hasLabels = (type: FieldType): boolean => can(type, 'enumValues');

/** Whether any JSON is a value: null in a list of them is JSON's null, not a missing value. */
export const hasAnyJson = (type: FieldType): boolean => describeFieldType(type).json === 'any';

/** Whether values have more digits than a JSON number can hold. */
export const isExact = (type: FieldType): boolean => ['int64', 'decimal'].includes(describeFieldType(type).json);

interface TypedField {
  readonly type: FieldType;
  readonly array?: boolean;
  readonly format?: string;
}

/** Why a field cannot be in any index, as the end of "is …"; undefined where it can be. */
export const cannotBeIndexed = ({ type, format }: Omit<TypedField, 'array'>): string | undefined =>
  format === 'password' ? 'a password, which is stored as a salted hash,' : describeFieldType(type).cannotBeIndexed;

/** Why a field cannot be in the primary key, if it cannot. */
export const cannotBePrimary = (field: TypedField): string | undefined =>
  cannotBeIndexed(field) ?? (field.array === true ? 'an array' : describeFieldType(field.type).cannotBePrimary);

/** Why a field can be neither end of a foreign key, if it cannot. */
export const cannotBeForeignKey = ({ type, array, format }: TypedField): string | undefined => {
  if (array === true) return 'an array';
  return format === 'password' ? 'a password' : describeFieldType(type).cannotBeForeignKey;
};

const elementMembers: ReadonlySet<ValueMember> = new Set(['enumValues', 'length', 'precision', 'scale', 'format']);

/**
 * Whether a field may have a member. An array may only have those of its elements' type (length, precision, scale, values,
 * format): PostgreSQL's checks cannot look at elements one by one.
 */
export const memberApplies = (member: ValueMember, { type, array }: TypedField): boolean =>
  can(type, member) && (array !== true || elementMembers.has(member));
