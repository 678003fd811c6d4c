import { customSamplesOf } from './samples.ts';
import type { ColumnModel, Json, TableModel } from './model.ts';
import { typeOf } from './project.ts';
import { same } from './uniqueness.ts';
import { positionOf } from './text-values.ts';

export const isDocument = (column: ColumnModel) => typeOf(column).form === 'document';
export const isSortable = (column: ColumnModel) =>
  !column.array && typeOf(column).isSortable && column.format !== 'password';

/** Whether the tests know the order of the column's values; not for texts that match a pattern. */
export const isOrdered = (table: TableModel, column: ColumnModel) =>
  isSortable(column) && !(column.domain ?? column).samples && !customSamplesOf(table.name, column.name);

const hours = (interval: string) => Number(/T(\d+)H/.exec(interval)?.[1]);

const rank = (column: ColumnModel, value: Json): string | number | bigint => {
  const text = String(value);
  const type = typeOf(column);
  switch (type.form) {
    case 'label':
      return (column.enumValues ?? []).indexOf(text);
    case 'boolean':
      return Number(value);
    case 'decimal':
      return BigInt(text.replace('.', ''));
    case 'integer':
    case 'float':
      return typeof value === 'number' ? value : BigInt(text);
    case 'duration':
      return hours(text);
    case 'bytes':
      return Buffer.from(text, 'base64').toString('hex');
    case 'formatted':
      return positionOf(type, text);
    default:
      return text;
  }
};

/** Compares two generated values in PostgreSQL's order; nulls come last. */
export const compare = (column: ColumnModel, a: Json, b: Json): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const [left, right] = [rank(column, a), rank(column, b)];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** A filter and the values that it matches. */
export interface FilterCase {
  readonly operator: string;
  readonly operand: string;
  readonly matches: (value: Json) => boolean;
}

const listItem = (value: Json) => String(value).replaceAll('\\', '\\\\').replaceAll(',', '\\,');
const likePattern = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`);
const asciiUpper = (text: string) => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());

const equality = (value: Json): FilterCase[] => [
  { operator: 'eq', operand: String(value), matches: (candidate) => same(candidate, value) },
  { operator: 'ne', operand: String(value), matches: (candidate) => !same(candidate, value) },
];
const membership = (value: Json, other: Json): FilterCase[] => {
  const operand = `${listItem(value)},${listItem(other)}`;
  const isMember = (candidate: Json) => same(candidate, value) || same(candidate, other);
  return [
    { operator: 'in', operand, matches: isMember },
    { operator: 'nin', operand, matches: (candidate) => !isMember(candidate) },
  ];
};
const order = (column: ColumnModel, value: Json): FilterCase[] => {
  const ordered = (operator: string, fits: (comparison: number) => boolean): FilterCase => ({
    operator,
    operand: String(value),
    matches: (candidate) => candidate !== null && fits(compare(column, candidate, value)),
  });
  return [
    ordered('gt', (c) => c > 0),
    ordered('gte', (c) => c >= 0),
    ordered('lt', (c) => c < 0),
    ordered('lte', (c) => c <= 0),
  ];
};
const patterns = (value: string): FilterCase[] => {
  const text = (matches: (candidate: string) => boolean) => (candidate: Json) =>
    typeof candidate === 'string' && matches(candidate);
  const end = value.slice(-3);
  const start = value.slice(0, Math.max(1, value.length - 1));
  const inner = value.slice(1) || value;
  return [
    { operator: 'like', operand: `%${likePattern(end)}`, matches: text((candidate) => candidate.endsWith(end)) },
    {
      operator: 'ilike',
      operand: asciiUpper(likePattern(value)),
      matches: text((candidate) => asciiUpper(candidate) === asciiUpper(value)),
    },
    { operator: 'contains', operand: inner, matches: text((candidate) => candidate.includes(inner)) },
    { operator: 'startsWith', operand: start, matches: text((candidate) => candidate.startsWith(start)) },
  ];
};
const nullness: FilterCase[] = [
  { operator: 'isnull', operand: 'true', matches: (candidate) => candidate === null },
  { operator: 'isnull', operand: 'false', matches: (candidate) => candidate !== null },
];

/** Arrays are filtered by their elements, if these can be compared. */
const listCases = (column: ColumnModel, value: Json): FilterCase[] => {
  const [item] = Array.isArray(value) ? value : [];
  if (item === undefined || !typeOf(column).operators.includes('eq')) return [];
  const holds = (candidate: Json) => Array.isArray(candidate) && candidate.some((member) => same(member, item));
  return [{ operator: 'contains', operand: String(item), matches: holds }];
};

const documentCases = (value: Json): FilterCase[] => [
  { operator: 'contains', operand: JSON.stringify(value), matches: (candidate) => same(candidate, value) },
];

/** No generated value contains another one. */
const partCases = (value: Json): FilterCase[] => [
  { operator: 'contains', operand: String(value), matches: (candidate) => same(candidate, value) },
];

/** Every operator of a column, applied to two values that its rows have. */
export const filterCases = (
  table: TableModel,
  column: ColumnModel,
  value: Json,
  other: Json,
): readonly FilterCase[] => {
  if (column.array) return [...listCases(column, value), ...nullness];
  const { form, operators } = typeOf(column);
  const cases = [
    ...(form === 'document' ? documentCases(value) : [...equality(value), ...membership(value, other)]),
    ...(isOrdered(table, column) ? order(column, value) : []),
    ...(form === 'formatted' ? partCases(value) : []),
    ...(form === 'text' && typeof value === 'string' && value !== '' ? patterns(value) : []),
    ...nullness,
  ];
  return cases.filter(({ operator }) => operators.includes(operator));
};
