import type { DefaultFunction, ResolvedColumn, ResolvedDefault } from '@snapinfra/data-model';
import { none, sql, sqlBoolean, sqlLiteral, sqlNumber, words, type Code } from '../emit/index.ts';

const functions: Readonly<Record<DefaultFunction, Code<'sql'>>> = {
  'now()': sql`now()`,
  current_timestamp: sql`CURRENT_TIMESTAMP`,
  current_date: sql`CURRENT_DATE`,
  'gen_random_uuid()': sql`gen_random_uuid()`,
};

/** The text that PostgreSQL's input function of the column's (element) type reads. */
const inputText = (column: ResolvedColumn, value: unknown): string => {
  if (column.type === 'json' || column.type === 'jsonb') return JSON.stringify(value);
  if (column.type === 'bytea') return words`\\x${Buffer.from(String(value), 'base64').toString('hex')}`;
  return String(value);
};

const arrayElement = (column: ResolvedColumn, value: unknown): string => {
  if (value === null && column.type !== 'json' && column.type !== 'jsonb') return 'NULL';
  return words`"${inputText(column, value).replace(/["\\]/g, '\\$&')}"`;
};

const literal = (column: ResolvedColumn, value: unknown): Code<'sql'> => {
  if (column.array && Array.isArray(value)) {
    return sqlLiteral(words`{${value.map((element: unknown) => arrayElement(column, element)).join(',')}}`);
  }
  if (typeof value === 'boolean' && column.type === 'boolean') return sqlBoolean(value);
  if (typeof value === 'number' && column.type !== 'json' && column.type !== 'jsonb') return sqlNumber(value);
  return sqlLiteral(inputText(column, value));
};

const expression = (column: ResolvedColumn, value: ResolvedDefault): Code<'sql'> =>
  value.kind === 'function' ? functions[value.function] : literal(column, value.value);

/** ` DEFAULT …`, or nothing. A literal is written as text: PostgreSQL reads it as the column's type when the table is made. */
export const defaultClause = (column: ResolvedColumn): Code<'sql'> =>
  column.default === undefined ? none : sql` DEFAULT ${expression(column, column.default)}`;
