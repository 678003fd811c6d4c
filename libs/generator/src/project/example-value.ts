import type { FieldType, ResolvedColumn } from '@snapinfra/data-model';
import { boundDigits, compareBounds, isExact } from '../bounds.ts';
import { createPatternSamples, type PatternSamples } from '../expectations/pattern-samples.ts';

const examples: Readonly<Record<Exclude<FieldType, 'enum'>, unknown>> = {
  string: 'text',
  text: 'text',
  varchar: 'text',
  char: 'text',
  email: 'someone@example.com',
  url: 'https://example.com',
  integer: 1,
  smallint: 1,
  bigint: '1',
  serial: 1,
  bigserial: '1',
  decimal: '1',
  numeric: '1',
  float: 1.5,
  real: 1.5,
  double: 1.5,
  boolean: true,
  date: '2026-01-31',
  time: '08:30:00',
  timetz: '08:30:00+00:00',
  timestamp: '2026-01-31T08:30:00',
  timestamptz: '2026-01-31T08:30:00Z',
  interval: 'PT1H30M',
  uuid: '00000000-0000-4000-8000-000000000001',
  json: {},
  jsonb: {},
  bytea: 'AAEC',
  inet: '192.0.2.1',
  cidr: '192.0.2.0/24',
  macaddr: '08:00:2b:01:02:03',
};

const withinBounds = (column: ResolvedColumn, value: unknown): unknown => {
  const { minimum, maximum } = column;
  const least = [String(value), minimum].filter((bound) => bound !== undefined).toSorted(compareBounds);
  const bounded = [least.at(-1) ?? '0', maximum].filter((bound) => bound !== undefined).toSorted(compareBounds)[0] ?? 0;
  return isExact(column) ? boundDigits(bounded) : Number(bounded);
};

const mostCharacters = (column: ResolvedColumn): number =>
  Math.min(column.maxLength ?? Infinity, column.length ?? (column.type === 'char' ? 1 : Infinity));

/** An example longer than this shows nothing any more; its field asks for more, and the API says so. */
const longestExample = 100;

const withinLength = (column: ResolvedColumn, value: string, patternSamples: PatternSamples): string => {
  const limits = { minLength: column.minLength ?? 0, maxLength: mostCharacters(column) };
  const [matching] = column.pattern === undefined ? [] : patternSamples([column.pattern], limits);
  return matching ?? value.padEnd(Math.min(limits.minLength, longestExample), 'x').slice(0, limits.maxLength);
};

const scalar = (column: ResolvedColumn, samples: PatternSamples): unknown => {
  if (column.type === 'enum') return column.enumValues?.[0] ?? '';
  const value = column.format === 'password' ? 'a long password' : examples[column.type];
  if (column.minimum !== undefined || column.maximum !== undefined) return withinBounds(column, value);
  const isUrl = column.format === 'url' || column.format === 'file' || column.type === 'url';
  if (typeof value !== 'string' || isExact(column)) return value;
  const plainText = ['string', 'text', 'varchar', 'char'].includes(column.type);
  if (!plainText) return value;
  return isUrl ? examples.url : column.format === 'email' ? examples.email : withinLength(column, value, samples);
};

/** A value that shows how a field looks in JSON. It meets the field's bounds, lengths and, where that is easy, its pattern. */
export const exampleValue = (column: ResolvedColumn, samples = createPatternSamples()): unknown =>
  column.array ? [scalar(column, samples)] : scalar(column, samples);
