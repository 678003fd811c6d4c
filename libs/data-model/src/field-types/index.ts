import type { FieldTypeDescription, ValueMember } from './description.ts';
import { exactNumber, floatingNumber, wholeNumber } from './numbers.ts';
import { json, labels, truth } from './others.ts';
import { formattedText, paddedText, text } from './texts.ts';
import { clock } from './times.ts';

export { valueMembers, type DefaultFunction, type LiteralReading } from './description.ts';
export { longestLiteral } from './texts.ts';

const smallest64 = -9_223_372_036_854_775_808n;
const largest64 = 9_223_372_036_854_775_807n;
const smallest32 = -2_147_483_648n;
const largest32 = 2_147_483_647n;
const moments = ['now()', 'current_timestamp', 'current_date'] as const;
const clocks = ['now()', 'current_timestamp'] as const;
const address = { holdsSubjects: false, defaultFunctions: [] } as const;

const whole = <const Key extends string>(keyType: Key, json: 'integer' | 'int64', range: readonly [bigint, bigint]) =>
  wholeNumber({ name: keyType, keyType, json, range, hasSequence: false });

/**
 * The canonical column types, each with what it can do. `string`, `text`, `email` and `url` are PostgreSQL `text`
 * (`varchar(n)` where a length is given); `serial` and `bigserial` are an integer or bigint with a sequence of its own;
 * `decimal` is `numeric`, `float` and `double` are `double precision`.
 */
const descriptions = {
  string: text(),
  text: text(),
  varchar: text(),
  char: paddedText,
  integer: whole('integer', 'integer', [smallest32, largest32]),
  bigint: whole('bigint', 'int64', [smallest64, largest64]),
  smallint: whole('smallint', 'integer', [-32_768n, 32_767n]),
  serial: wholeNumber({
    name: 'serial',
    keyType: 'integer',
    json: 'integer',
    range: [1n, largest32],
    hasSequence: true,
  }),
  bigserial: wholeNumber({
    name: 'bigserial',
    keyType: 'bigint',
    json: 'int64',
    range: [1n, largest64],
    hasSequence: true,
  }),
  decimal: exactNumber,
  numeric: exactNumber,
  float: floatingNumber('double'),
  real: floatingNumber('real'),
  double: floatingNumber('double'),
  boolean: truth,
  date: formattedText({ keyType: 'date', format: 'date', holdsSubjects: false, defaultFunctions: moments }),
  time: clock({ keyType: 'time', format: 'time', defaultFunctions: clocks }),
  timetz: clock({ keyType: 'timetz', format: 'time-with-offset', defaultFunctions: clocks }),
  timestamp: clock({ keyType: 'timestamp', format: 'date-time-local', defaultFunctions: moments }),
  timestamptz: clock({ keyType: 'timestamptz', format: 'date-time', defaultFunctions: moments }),
  interval: clock({ keyType: 'interval', format: 'duration', defaultFunctions: [] }),
  uuid: formattedText({
    keyType: 'uuid',
    format: 'uuid',
    holdsSubjects: true,
    defaultFunctions: ['gen_random_uuid()'],
  }),
  json: json('json'),
  jsonb: json('jsonb'),
  bytea: formattedText({ keyType: 'bytea', format: 'byte', ...address }),
  enum: labels,
  email: text({ format: 'email' }),
  url: text({ format: 'url' }),
  inet: formattedText({ keyType: 'inet', format: 'inet', ...address }),
  cidr: formattedText({ keyType: 'cidr', format: 'cidr', ...address }),
  macaddr: formattedText({ keyType: 'macaddr', format: 'macaddr', ...address }),
} as const satisfies Readonly<Record<string, FieldTypeDescription>>;

export type FieldType = keyof typeof descriptions;
/** The names of all types, in the order in which messages list them. */
export const fieldTypes = Object.keys(descriptions) as [FieldType, ...FieldType[]];

/** What a type can do. */
export const describeFieldType = (type: FieldType): FieldTypeDescription<FieldType> => descriptions[type];

const can = (type: FieldType, member: ValueMember): boolean => describeFieldType(type).members.includes(member);

export const isText = (type: FieldType): boolean => can(type, 'pattern');
export const isNumber = (type: FieldType): boolean => can(type, 'minimum');

/** Whether its values are whole numbers: PostgreSQL compares those of any two widths, so that they may refer to each other. */
export const isWholeNumber = (type: FieldType): boolean => ['integer', 'int64'].includes(describeFieldType(type).json);

/** Whether a field of the type has labels of its own, which are its values. */
export const hasLabels = (type: FieldType): boolean => can(type, 'enumValues');

/** Whether JSON is a value as it is: in a list of them null is JSON's, and not the absence of a value. */
export const hasAnyJson = (type: FieldType): boolean => describeFieldType(type).json === 'any';

/** Whether values are exact beyond what a JSON number can hold. */
export const isExact = (type: FieldType): boolean => ['int64', 'decimal'].includes(describeFieldType(type).json);

interface TypedField {
  readonly type: FieldType;
  readonly array?: boolean;
  readonly format?: string;
}

/** Why a field cannot be in any index, as the end of "is …"; undefined where it can. */
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
 * Whether a member may be said about a field. About the elements of an array only their type can be said (length,
 * precision, scale, values, format): PostgreSQL's checks cannot look at elements one by one.
 */
export const memberApplies = (member: ValueMember, { type, array }: TypedField): boolean =>
  can(type, member) && (array !== true || elementMembers.has(member));
