import type { DefaultFunction, FieldType, ResolvedColumn } from '@snapinfra/data-model';
import {
  bigintLiteral,
  identifier,
  imported,
  jsonLiteral,
  none,
  primitive,
  propertyAccess,
  propertyKey,
  stringLiteral,
  ts,
  tsJoin,
  words,
  type Code,
} from '../emit/index.ts';
import type { ColumnNames } from '../naming/index.ts';
import { isPassword } from '../sql/index.ts';

type Ts = Code<'ts'>;

/** `pg.varchar`: by namespace, because Drizzle's builders are called like half of the words of a data model. */
export const pg = (name: string): Ts =>
  propertyAccess(imported('pg', 'drizzle-orm/pg-core', { kind: 'namespace' }), name);
const sqlTag = imported('sql', 'drizzle-orm');

/** `{ length: 32 }`; nothing where no option is set. */
const options = (members: Readonly<Record<string, unknown>>): Ts =>
  Object.values(members).every((value) => value === undefined) ? none : ts`, ${jsonLiteral(members)}`;

type Builder = (name: Ts, column: ResolvedColumn) => Ts;

const plain =
  (builder: string): Builder =>
  (name) =>
    ts`${pg(builder)}(${name})`;

const text: Builder = (name, { length }) =>
  length === undefined ? ts`${pg('text')}(${name})` : ts`${pg('varchar')}(${name}, ${jsonLiteral({ length })})`;
const bigint: Builder = (name) => ts`${pg('bigint')}(${name}, { mode: 'bigint' })`;
const numeric: Builder = (name, { precision, scale }) => ts`${pg('numeric')}(${name}${options({ precision, scale })})`;
const time =
  (withTimezone: true | undefined): Builder =>
  (name, { precision }) =>
    ts`${pg('time')}(${name}${options({ precision, withTimezone })})`;
const timestamp =
  (withTimezone: true | undefined): Builder =>
  (name, { precision }) =>
    ts`${pg('timestamp')}(${name}, ${jsonLiteral({ precision, withTimezone, mode: 'string' })})`;

const builders: Readonly<Record<Exclude<FieldType, 'enum'>, Builder>> = {
  string: text,
  text,
  email: text,
  url: text,
  varchar: (name, { length }) => ts`${pg('varchar')}(${name}${options({ length })})`,
  char: (name, { length }) => ts`${pg('char')}(${name}, ${jsonLiteral({ length: length ?? 1 })})`,
  integer: plain('integer'),
  serial: plain('integer'),
  smallint: plain('smallint'),
  bigint,
  bigserial: bigint,
  decimal: numeric,
  numeric,
  float: plain('doublePrecision'),
  double: plain('doublePrecision'),
  real: plain('real'),
  boolean: plain('boolean'),
  date: (name) => ts`${pg('date')}(${name}, { mode: 'string' })`,
  time: time(undefined),
  timetz: time(true),
  timestamp: timestamp(undefined),
  timestamptz: timestamp(true),
  interval: (name, { precision }) => ts`${pg('interval')}(${name}${options({ precision })})`,
  uuid: plain('uuid'),
  json: plain('json'),
  jsonb: plain('jsonb'),
  bytea: (name) => ts`${imported('bytea', '../core/columns.ts')}(${name})`,
  inet: plain('inet'),
  cidr: plain('cidr'),
  macaddr: plain('macaddr'),
};

const functions: Readonly<Record<DefaultFunction, Ts>> = {
  'now()': ts`${sqlTag}\`now()\``,
  current_timestamp: ts`${sqlTag}\`current_timestamp\``,
  current_date: ts`${sqlTag}\`current_date\``,
  'gen_random_uuid()': ts`${sqlTag}\`gen_random_uuid()\``,
};

const isJson = ({ type }: ResolvedColumn): boolean => type === 'json' || type === 'jsonb';

const element = (column: ResolvedColumn, value: unknown): Ts => {
  if (column.type === 'bigint' || column.type === 'bigserial') return bigintLiteral(BigInt(String(value)));
  if (column.type === 'bytea') return ts`Buffer.from(${stringLiteral(String(value))}, 'base64')`;
  if (column.type === 'decimal' || column.type === 'numeric') return stringLiteral(String(value));
  return typeof value === 'number' ? primitive(value) : jsonLiteral(value);
};

const elementText = (value: unknown): string =>
  value === null ? 'NULL' : words`"${String(value).replace(/["\\]/g, '\\$&')}"`;

/** The text of an array; for the defaults that Drizzle's types have no room for. */
const arrayText = (values: readonly unknown[]): string => words`{${values.map(elementText).join(',')}}`;

const literal = (column: ResolvedColumn, value: unknown): Ts => {
  if (!column.array || !Array.isArray(value)) return element(column, value);
  const values: readonly unknown[] = value;
  if (!isJson(column) && values.includes(null)) {
    return ts`${sqlTag}\`\${${stringLiteral(arrayText(values))}}\``;
  }
  return ts`[${tsJoin(values.map((item) => element(column, item)))}]`;
};

const defaultCall = (column: ResolvedColumn): Ts => {
  const { default: value } = column;
  if (value === undefined) return none;
  return value.kind === 'function'
    ? ts`.default(${functions[value.function]})`
    : ts`.default(${literal(column, value.value)})`;
};

const builderCall = (column: ResolvedColumn, names: ColumnNames): Ts => {
  const name = stringLiteral(names.sqlName);
  if (isPassword(column)) return ts`${pg('text')}(${name})`;
  if (column.type !== 'enum') return builders[column.type](name, column);
  return names.enumType === undefined
    ? ts`${pg('text')}(${name}, { enum: ${jsonLiteral(column.enumValues ?? [])} })`
    : ts`${identifier(names.enumType.identifier)}(${name})`;
};

/** `placedBy: uuid('placed_by').notNull()` */
export const drizzleColumn = (column: ResolvedColumn, names: ColumnNames): Ts => {
  const array = column.array ? ts`.array()` : none;
  const notNull = column.required ? ts`.notNull()` : none;
  const identity =
    names.sequence === undefined ? none : ts`.generatedByDefaultAsIdentity({ name: ${stringLiteral(names.sequence)} })`;
  return ts`${propertyKey(names.property)}: ${builderCall(column, names)}${array}${notNull}${defaultCall(column)}${identity},`;
};

/** The native type of an enum column; an exported constant in front of its table. */
export const enumDeclaration = (column: ResolvedColumn, names: ColumnNames): Ts =>
  names.enumType === undefined
    ? none
    : ts`export const ${identifier(names.enumType.identifier)} = ${pg('pgEnum')}(${stringLiteral(names.enumType.sqlName)}, ${jsonLiteral(column.enumValues ?? [])});`;
