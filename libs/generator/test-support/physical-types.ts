import { emitSqlType, type SqlType } from '../src/field-types/index.ts';
import type { PhysicalType } from '../src/physical-schema/index.ts';

type PlainName = Exclude<SqlType['name'], 'enum' | 'smallserial' | 'serial' | 'bigserial'>;

const without = [[]];
const lengths = [[], [5], [20]];
const digits = [[], [0], [3], [6]];

/** Every type of PostgreSQL that a column can have, with parameters narrower and wider. */
const parameterLists: Readonly<Record<PlainName, readonly (readonly number[])[]>> = {
  smallint: without,
  integer: without,
  bigint: without,
  numeric: [[], [8, 2], [10, 2], [12, 4], [4], [3, 3]],
  real: without,
  'double precision': without,
  boolean: without,
  text: without,
  varchar: lengths,
  char: [[5], [20]],
  date: without,
  time: digits,
  'time with time zone': digits,
  timestamp: digits,
  'timestamp with time zone': digits,
  interval: digits,
  uuid: without,
  json: without,
  jsonb: without,
  xml: without,
  bytea: without,
  inet: without,
  cidr: without,
  macaddr: without,
  int4range: without,
  int8range: without,
  numrange: without,
  daterange: without,
  tsrange: without,
  tstzrange: without,
};

/** The labels of the enums that are among the types. */
const enumLabels: Readonly<Record<string, readonly string[]>> = {
  mood: ['sad', 'happy', "it's"],
  state: ['happy', 'sad'],
};

export const allTypes: readonly SqlType[] = [
  ...Object.entries(parameterLists).flatMap(([name, lists]) =>
    lists.map((parameters): SqlType => ({ name: name as PlainName, parameters })),
  ),
  ...Object.keys(enumLabels).map((declaredAs): SqlType => ({ name: 'enum', declaredAs })),
];

export const asArray = (type: SqlType, array: boolean): PhysicalType => ({ ...type, array });

/** A type as a statement writes it. */
export const declare = (type: PhysicalType): string => `${emitSqlType(type).text}${type.array ? '[]' : ''}`;

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The labels of a type; none for one that is no enum. */
export const labelsOf = (type: SqlType): readonly string[] =>
  type.name === 'enum' ? (enumLabels[type.declaredAs] ?? []) : [];

/** The statements that make the enums. */
export const createEnums = Object.entries(enumLabels)
  .map(([name, labels]) => `create type "${name}" as enum (${labels.map(quote).join(', ')});`)
  .join('\n');
