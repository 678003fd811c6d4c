import { hasAnyJson, type DefaultFunction, type ResolvedColumn, type ResolvedDefault } from '@snapinfra/data-model';
import { none, sql, sqlLiteral, words, type Code } from '../emit/index.ts';
import { fieldTypeOf } from '../field-types/index.ts';

const functions: Readonly<Record<DefaultFunction, Code<'sql'>>> = {
  'now()': sql`now()`,
  current_timestamp: sql`CURRENT_TIMESTAMP`,
  current_date: sql`CURRENT_DATE`,
  'gen_random_uuid()': sql`gen_random_uuid()`,
};

const arrayElement = (column: ResolvedColumn, value: unknown): string => {
  if (value === null && !hasAnyJson(column.type)) return 'NULL';
  return words`"${fieldTypeOf(column).inputText(value).replace(/["\\]/g, '\\$&')}"`;
};

const literal = (column: ResolvedColumn, value: unknown): Code<'sql'> =>
  column.array && Array.isArray(value)
    ? sqlLiteral(words`{${value.map((element: unknown) => arrayElement(column, element)).join(',')}}`)
    : fieldTypeOf(column).sqlConstant(value);

const expression = (column: ResolvedColumn, value: ResolvedDefault): Code<'sql'> =>
  value.kind === 'function' ? functions[value.function] : literal(column, value.value);

/** ` DEFAULT …`, or nothing. */
export const defaultClause = (column: ResolvedColumn): Code<'sql'> =>
  column.default === undefined ? none : sql` DEFAULT ${expression(column, column.default)}`;
