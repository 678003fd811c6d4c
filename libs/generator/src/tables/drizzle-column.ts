import { hasAnyJson, type DefaultFunction, type ResolvedColumn } from '@snapinfra/data-model';
import {
  identifier,
  imported,
  jsonLiteral,
  none,
  propertyKey,
  stringLiteral,
  ts,
  tsJoin,
  words,
  type Code,
} from '../emit/index.ts';
import { fieldTypeOf, pg } from '../field-types/index.ts';
import type { ColumnNames } from '../naming/index.ts';

type Ts = Code<'ts'>;

const sqlTag = imported('sql', 'drizzle-orm');

const functions: Readonly<Record<DefaultFunction, Ts>> = {
  'now()': ts`${sqlTag}\`now()\``,
  current_timestamp: ts`${sqlTag}\`current_timestamp\``,
  current_date: ts`${sqlTag}\`current_date\``,
  'gen_random_uuid()': ts`${sqlTag}\`gen_random_uuid()\``,
};

const elementText = (value: unknown): string =>
  value === null ? 'NULL' : words`"${String(value).replace(/["\\]/g, '\\$&')}"`;

/** The text of an array; for the defaults that Drizzle's types have no room for. */
const arrayText = (values: readonly unknown[]): string => words`{${values.map(elementText).join(',')}}`;

const literal = (column: ResolvedColumn, value: unknown): Ts => {
  if (!column.array || !Array.isArray(value)) return fieldTypeOf(column).tsConstant(value);
  const values: readonly unknown[] = value;
  if (!hasAnyJson(column.type) && values.includes(null)) {
    return ts`${sqlTag}\`\${${stringLiteral(arrayText(values))}}\``;
  }
  return ts`[${tsJoin(values.map((item) => fieldTypeOf(column).tsConstant(item)))}]`;
};

const defaultCall = (column: ResolvedColumn): Ts => {
  const { default: value } = column;
  if (value === undefined) return none;
  return value.kind === 'function'
    ? ts`.default(${functions[value.function]})`
    : ts`.default(${literal(column, value.value)})`;
};

/** `placedBy: uuid('placed_by').notNull()` */
export const drizzleColumn = (column: ResolvedColumn, names: ColumnNames): Ts => {
  const array = column.array ? ts`.array()` : none;
  const notNull = column.required ? ts`.notNull()` : none;
  const identity =
    names.sequence === undefined ? none : ts`.generatedByDefaultAsIdentity({ name: ${stringLiteral(names.sequence)} })`;
  return ts`${propertyKey(names.property)}: ${fieldTypeOf(column).builder(stringLiteral(names.sqlName), column, names)}${array}${notNull}${defaultCall(column)}${identity},`;
};

/** The native type of an enum column; an exported constant in front of its table. */
export const enumDeclaration = (column: ResolvedColumn, names: ColumnNames): Ts =>
  names.enumType === undefined
    ? none
    : ts`export const ${identifier(names.enumType.identifier)} = ${pg('pgEnum')}(${stringLiteral(names.enumType.sqlName)}, ${jsonLiteral(column.enumValues ?? [])});`;
