import { sql, type SQL } from 'drizzle-orm';
import { columnRef, orderRef, orderSql, textSql } from './codec.ts';
import type { UrlReading } from './field-types/description.ts';
import type { Operator } from './field-types/operators.ts';
import { isStorable } from './formats.ts';
import { limits } from './limits.ts';
import { invalidQuery } from './problems.ts';
import { listOf, unescaped } from './query-text.ts';
import type { Member } from './registry.ts';

/** The filter operators of a field; none for passwords. */
export const operatorsOf = ({ password, type: { array, element } }: Member): readonly Operator[] => {
  if (password) return [];
  return array ? element.listOperators : element.operators;
};

export const isSortable = ({ password, type }: Member): boolean => !password && !type.array && type.element.sorts;

/** Reads a value of the URL for `textSql`, or says what is wrong with it. */
export const parseText = (text: string, { type }: Pick<Member, 'type'>): UrlReading => type.element.readUrl(text, type);

const readText = (text: string, member: Member, path: string): string => {
  const parsed = parseText(text, member);
  if ('fault' in parsed) throw invalidQuery(path, parsed.fault);
  return parsed.value;
};

const valueOf = (text: string, member: Member, path: string): SQL =>
  textSql(member.column, readText(text, member, path));

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

const patternOf = (operator: Operator, text: string, path: string): SQL => {
  if (!isStorable(text)) throw invalidQuery(path, 'must not contain NUL or an unpaired surrogate');
  if (operator === 'contains') return sql`${`%${escapeLike(text)}%`}::text`;
  if (operator === 'startsWith') return sql`${`${escapeLike(text)}%`}::text`;
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) throw invalidQuery(path, 'must not end with a single backslash');
  return sql`${text}::text`;
};

const containsOf = (ref: SQL, member: Member, text: string, path: string): SQL => {
  const part = valueOf(text, member, path);
  // Not `= any(…)`: a GIN index of the array only supports this operator.
  return member.type.array ? sql`${ref} @> array[${part}]::${member.type.cast}` : sql`${ref} @> ${part}`;
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

/** A filter as a condition on the row of `alias`. `ne` and `nin` also match rows where the field is null. */
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
  const isPart = member.type.array || member.type.element.contains === 'part';
  if (operator === 'contains' && isPart) return containsOf(ref, member, text, path);
  if (operator === 'like' || operator === 'ilike' || operator === 'contains' || operator === 'startsWith') {
    const keyword = sql.raw(operator === 'ilike' ? 'ilike' : 'like');
    return sql`${ref}::text ${keyword} ${patternOf(operator, text, path)}`;
  }
  const comparison = sql.raw(comparisons[operator] ?? '=');
  if (operator === 'eq' || operator === 'ne') return sql`${ref} ${comparison} ${valueOf(text, member, path)}`;
  const ordered = orderRef(alias, member.column).ref;
  return sql`${ordered} ${comparison} ${orderSql(member.column, readText(text, member, path))}`;
};
