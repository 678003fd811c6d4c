import { sql, type SQL } from 'drizzle-orm';
import { columnRef, orderRef, orderSql, textSql } from './codec.ts';
import { formats, isStorable } from './formats.ts';
import { outlineOf, parseExactly } from './json-source.ts';
import { limits } from './limits.ts';
import { invalidQuery } from './problems.ts';
import { listOf, unescaped } from './query-text.ts';
import type { Member } from './registry.ts';
import { formatOf, type Family, type SqlType } from './sql-types.ts';
import { unstorable } from './values.ts';

export const operators = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'like',
  'ilike',
  'contains',
  'startsWith',
  'isnull',
] as const;
export type Operator = (typeof operators)[number];

const order = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'isnull'] as const;

/** The operators that suit a column; none for passwords. */
export const operatorsOf = (member: Member): readonly Operator[] => {
  if (member.password) return [];
  const { family, array } = member.type;
  if (array) return family === 'json' ? ['isnull'] : ['contains', 'isnull'];
  if (family === 'text' || family === 'char') return operators;
  if (family === 'json') return ['isnull'];
  if (family === 'jsonb') return ['contains', 'isnull'];
  if (family === 'boolean') return ['eq', 'ne', 'isnull'];
  return order;
};

export const isSortable = ({ password, type }: Member): boolean =>
  !password && !type.array && type.family !== 'json' && type.family !== 'jsonb';

const integerPattern = /^-?\d{1,18}$/;
const floatPattern = /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/** Numbers beyond what the column can hold are not compared with it: PostgreSQL refuses to read them. */
const isFloat = (text: string, real: boolean): boolean => {
  const value = real ? Math.fround(Number(text)) : Number(text);
  return floatPattern.test(text) && Number.isFinite(value) && (value !== 0 || !/[1-9]/.test(text.replace(/e.*/i, '')));
};

const textFault = (text: string, { family, labels, real }: SqlType): string | undefined => {
  if (!isStorable(text)) return 'must not contain NUL or half a surrogate pair';
  if (family === 'integer') return integerPattern.test(text) ? undefined : 'must be a whole number';
  if (family === 'float') return isFloat(text, real) ? undefined : 'must be a number';
  if (family === 'boolean') return text === 'true' || text === 'false' ? undefined : 'must be true or false';
  if (family === 'enum')
    return labels?.includes(text) === true ? undefined : `must be one of ${(labels ?? []).join(', ')}`;
  const format = formats.get(formatOf[family] ?? '');
  return format === undefined || format.matches(text) ? undefined : `must be ${format.expected}`;
};

/** Of `2026-01-01T10:00:00.123456 02:00`. */
const longestMoment = 40;

/** An unencoded plus in a query arrives as a space: `2026-01-01T10:00:00 02:00` is what became of `+02:00`. */
const repairOffset = (text: string, family: Family): string => {
  if ((family !== 'timestamptz' && family !== 'timetz') || text.length > longestMoment) return text;
  const space = text.search(/ \d{2}(:?\d{2})?$/);
  return /:\d{2}/.test(text.slice(0, Math.max(0, space))) ? `${text.slice(0, space)}+${text.slice(space + 1)}` : text;
};

/** A text of a URL as a value of the field, or what is wrong with it. */
export const parseText = (
  text: string,
  { type }: Pick<Member, 'type'>,
): { readonly value: string } | { readonly fault: string } => {
  const value = repairOffset(text, type.family);
  const fault = textFault(value, type);
  return fault === undefined ? { value } : { fault };
};

const readText = (text: string, member: Member, path: string): string => {
  const parsed = parseText(text, member);
  if ('fault' in parsed) throw invalidQuery(path, parsed.fault);
  return parsed.value;
};

const valueOf = (text: string, member: Member, path: string): SQL =>
  textSql(member.column, readText(text, member, path));

const jsonbOf = (text: string, path: string): SQL => {
  try {
    const value = parseExactly(text, outlineOf(Buffer.from(text)));
    if (unstorable(value, path) === undefined) return sql`${JSON.stringify(value)}::text::jsonb`;
  } catch {
    // Said below.
  }
  throw invalidQuery(path, 'must be JSON');
};

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

const patternOf = (operator: Operator, text: string, path: string): SQL => {
  if (!isStorable(text)) throw invalidQuery(path, 'must not contain NUL or half a surrogate pair');
  if (operator === 'contains') return sql`${`%${escapeLike(text)}%`}::text`;
  if (operator === 'startsWith') return sql`${`${escapeLike(text)}%`}::text`;
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) throw invalidQuery(path, 'must not end with a single backslash');
  return sql`${text}::text`;
};

const containsOf = (ref: SQL, member: Member, text: string, path: string): SQL => {
  const { array, family } = member.type;
  if (!array) return sql`${ref} @> ${jsonbOf(text, path)}`;
  const element = family === 'jsonb' ? jsonbOf(text, path) : valueOf(text, member, path);
  // Not `= any(…)`: an index of what lists contain serves this operator alone.
  return sql`${ref} @> array[${element}]::${member.type.cast}`;
};

const oneText = (value: string | readonly string[], path: string): string => {
  if (typeof value === 'string') return value;
  throw invalidQuery(path, 'must be given once');
};

const comparisons: Readonly<Partial<Record<Operator, string>>> = {
  eq: '=',
  ne: 'is distinct from',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** A filter as a condition on the row of `alias`. `ne` and `nin` hold for rows without a value, too. */
export const filterSql = (
  member: Member,
  operator: Operator,
  value: string | readonly string[],
  alias: string,
  path: string,
): SQL => {
  const ref = columnRef(alias, member.column);
  if (operator === 'in' || operator === 'nin') {
    const texts = listOf(value);
    if (texts.length > limits.filterValues) throw invalidQuery(path, `must have at most ${limits.filterValues} values`);
    const items = texts.map((text) => valueOf(unescaped(text), member, path));
    const among = sql`${ref} in (${sql.join(items, sql`, `)})`;
    return operator === 'in' ? among : sql`(${among}) is not true`;
  }
  const text = oneText(value, path);
  if (operator === 'isnull') {
    if (text !== 'true' && text !== 'false') throw invalidQuery(path, 'must be true or false');
    return text === 'true' ? sql`${ref} is null` : sql`${ref} is not null`;
  }
  const isText = member.type.family === 'text' || member.type.family === 'char';
  if (operator === 'contains' && (!isText || member.type.array)) return containsOf(ref, member, text, path);
  if (operator === 'like' || operator === 'ilike' || operator === 'contains' || operator === 'startsWith') {
    const keyword = sql.raw(operator === 'ilike' ? 'ilike' : 'like');
    return sql`${ref}::text ${keyword} ${patternOf(operator, text, path)}`;
  }
  const comparison = sql.raw(comparisons[operator] ?? '=');
  if (operator === 'eq' || operator === 'ne') return sql`${ref} ${comparison} ${valueOf(text, member, path)}`;
  const ordered = orderRef(alias, member.column).ref;
  return sql`${ordered} ${comparison} ${orderSql(member.column, readText(text, member, path))}`;
};
