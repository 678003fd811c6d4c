import type { Field, FieldType } from './data-model.schema.ts';

/** What members may say about a field depends on its kind, not on each of the types. */
export type FieldKind =
  | 'text'
  | 'char'
  | 'integer'
  | 'numeric'
  | 'floating'
  | 'boolean'
  | 'date'
  | 'time'
  | 'interval'
  | 'uuid'
  | 'json'
  | 'bytes'
  | 'enum'
  | 'network';

const kinds = {
  string: 'text',
  text: 'text',
  varchar: 'text',
  email: 'text',
  url: 'text',
  char: 'char',
  integer: 'integer',
  bigint: 'integer',
  smallint: 'integer',
  serial: 'integer',
  bigserial: 'integer',
  decimal: 'numeric',
  numeric: 'numeric',
  float: 'floating',
  real: 'floating',
  double: 'floating',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  timetz: 'time',
  timestamp: 'time',
  timestamptz: 'time',
  interval: 'interval',
  uuid: 'uuid',
  json: 'json',
  jsonb: 'json',
  bytea: 'bytes',
  enum: 'enum',
  inet: 'network',
  cidr: 'network',
  macaddr: 'network',
} as const satisfies Record<FieldType, FieldKind>;

export const kindOf = (type: FieldType): FieldKind => kinds[type];

export const isText = (type: FieldType): boolean => kinds[type] === 'text' || kinds[type] === 'char';
export const isNumber = (type: FieldType): boolean => ['integer', 'numeric', 'floating'].includes(kinds[type]);
export const isSerial = (type: FieldType): boolean => type === 'serial' || type === 'bigserial';

/**
 * The type that a foreign key to a column of this type has. Two columns may be the two ends of a foreign key when this
 * is the same for both; lengths, precisions and formats may differ.
 */
export const keyType = (type: FieldType): FieldType => {
  if (type === 'serial') return 'integer';
  if (type === 'bigserial') return 'bigint';
  if (type === 'decimal') return 'numeric';
  if (type === 'float') return 'double';
  return kinds[type] === 'text' ? 'text' : type;
};

const wholeNumbers: ReadonlySet<FieldType> = new Set<FieldType>(['smallint', 'integer', 'bigint']);

/** Whether both are whole numbers: PostgreSQL compares those of any two widths, so that they may refer to each other. */
export const areWholeNumbers = (one: FieldType, other: FieldType): boolean =>
  wholeNumbers.has(keyType(one)) && wholeNumbers.has(keyType(other));

/** Why a field cannot be in any index, if it cannot. */
export const cannotBeIndexed = ({ type, format }: Pick<Field, 'type' | 'format'>): string | undefined => {
  if (format === 'password') return 'a password, which is stored as a salted hash,';
  return type === 'json' ? 'of the type json, whose values have no order,' : undefined;
};

/** Why a field cannot be in the primary key, if it cannot. */
export const cannotBePrimary = (field: Pick<Field, 'type' | 'format' | 'array'>): string | undefined => {
  if (field.array === true) return cannotBeIndexed(field) ?? 'an array';
  const isJson = kinds[field.type] === 'json';
  return cannotBeIndexed(field) ?? (isJson ? `of the type ${field.type}, which does not fit into a URL,` : undefined);
};

/** Members that say something about the values of a field, and hence apply to some types only. */
export type ValueMember =
  | 'enumValues'
  | 'length'
  | 'precision'
  | 'scale'
  | 'minimum'
  | 'maximum'
  | 'minLength'
  | 'maxLength'
  | 'pattern'
  | 'format';

export const valueMembers: readonly ValueMember[] = [
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
];

const elementMembers: ReadonlySet<ValueMember> = new Set(['enumValues', 'length', 'precision', 'scale', 'format']);

const appliesToType = (member: ValueMember, type: FieldType): boolean => {
  if (member === 'enumValues') return type === 'enum';
  if (member === 'scale') return kinds[type] === 'numeric';
  if (member === 'precision') return kinds[type] === 'numeric' || kinds[type] === 'time' || kinds[type] === 'interval';
  if (member === 'minimum' || member === 'maximum') return isNumber(type);
  return isText(type);
};

/**
 * Whether a member may be said about a field. About the elements of an array only their type can be said (length,
 * precision, scale, values, format): PostgreSQL's checks cannot look at elements one by one.
 */
export const memberApplies = (member: ValueMember, field: Pick<Field, 'type' | 'array'>): boolean =>
  appliesToType(member, field.type) && (field.array !== true || elementMembers.has(member));
